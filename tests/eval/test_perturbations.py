"""Each spoilt answer scores worse than the right one, in the figure that is there to notice it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from eval.goldset import Question
from eval.judging import judge
from eval.perturbations import (
    Perturbation,
    change_quote,
    cite_wrong_document,
    contradict,
    drop_sentence,
    invent_citation,
    negate,
    oracle,
    quote_wrong_document,
    swap_antonym,
    swap_entity,
    swap_number,
)

FERRY = "The ferry Anna carried 1,200 people in May."


@pytest.mark.parametrize(
    ("spoil", "figure"),
    [
        (swap_number, "nugget_recall"),
        (negate, "supported"),
        (swap_antonym, "supported"),
        (swap_entity, "supported"),
        (cite_wrong_document, "quotes_hold"),
        (quote_wrong_document, "nugget_recall"),
        (quote_wrong_document, "citation_precision"),
        (invent_citation, "quotes_hold"),
        (change_quote, "quotes_hold"),
        (contradict, "answer_precision"),
        (drop_sentence, "nugget_recall"),
    ],
)
def test_a_spoilt_answer_scores_worse(
    question: Callable[..., Question], texts: Mapping[str, str], spoil: Perturbation, figure: str
) -> None:
    more = {**texts, "000-harbour": texts["000-harbour"] + " Anna sailed without cargo; Holt was not on board."}
    asked = question(
        nuggets=[["1,200"], ["without cargo"]],
        evidence=[
            {"document": "000", "quote": FERRY},
            {"document": "000", "quote": "Anna sailed without cargo; Holt was not on board."},
        ],
    )
    best = oracle(asked, more)
    assert best is not None
    spoilt = spoil(best, more)
    assert spoilt is not None
    before, after = judge(asked, best, more), judge(asked, spoilt, more)
    assert before.right
    assert not after.right
    good, bad = before.values[figure], after.values[figure]
    assert good is not None
    assert bad is not None
    assert bad < good


def test_there_is_no_best_answer_where_the_corpus_does_not_hold_the_evidence(question: Callable[..., Question]) -> None:
    assert oracle(question(), {"000-harbour": "Nothing of the kind."}) is None
