from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from eval import clapnq
from eval.reading import Item, Response
from service.replies import Answer

ITEMS = [
    Item("q", "t", "the cat sat on the mat . it slept .", ("the cat sat on the mat", "it slept")),
    Item("r", "t", "dogs bark .", ()),
]


def test_reads_the_published_format(tmp_path: Path) -> None:
    rows = [
        {"input": "q", "passages": [{"title": "t", "text": "p"}], "output": [{"answer": "a"}, {"answer": "b"}]},
        {"input": "r", "passages": [{"title": "t", "text": "p"}], "output": [{"answer": ""}]},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert clapnq.load([tmp_path / "a.jsonl"]) == [Item("q", "t", "p", ("a", "b")), Item("r", "t", "p", ())]


def test_scores_by_hand() -> None:
    scores = clapnq.score(ITEMS, ["the cat slept", "dogs bark ."])
    # Against the first reference: "the cat", so 2/3 of the words and 2/6 of the reference.
    assert scores.rouge_l.value == pytest.approx(100 * 2 * (2 / 3) * (2 / 6) / (2 / 3 + 2 / 6))
    assert scores.recall.value == pytest.approx(50)  # "slept" of "it slept"
    assert scores.rouge_l_passage.value == pytest.approx(100 * 2 * (3 / 3) * (3 / 8) / (3 / 3 + 3 / 8))
    assert scores.length.value == len("the cat slept")
    assert (scores.answered.value, scores.refused.value) == (100, 0)


def test_a_refusal_counts_nothing_where_there_is_an_answer() -> None:
    scores = clapnq.score(ITEMS, ["", ""])
    assert (scores.rouge_l.value, scores.answered.value, scores.refused.value) == (0, 0, 100)


def test_the_threshold_refuses_the_share_that_it_should(reply: Callable[..., Answer]) -> None:
    said = reply(("000-harbour", "Tickets cost 12 crowns."))
    items = [Item("", "", "", ("a",)) if n % 2 else Item("", "", "", ()) for n in range(40)]
    responses = [Response(said, said.model_copy(update={"confidence": n / 40})) for n in range(40)]
    threshold, predictions = clapnq.at_threshold(items, responses, 0.85)
    scores = clapnq.score(items, predictions)
    assert scores.refused.value == 85
    assert scores.answered.value == 20
    assert threshold == pytest.approx(32 / 40)


def test_a_refusal_when_forced_is_improbable(reply: Callable[..., Answer]) -> None:
    refusal = reply(status="not_found", confidence=0.9)
    assert Response(refusal, refusal).probability == 0
    assert clapnq.answerability_auc(ITEMS, [Response(refusal, reply()), Response(refusal, refusal)]) == 1
