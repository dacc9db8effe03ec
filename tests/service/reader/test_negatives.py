"""Negatives: passages that look right and do not answer."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from service.reader.examples import load_examples
from service.reader.negatives import mine_hard_negatives, with_other_constraint, without_answer_sentence

FILE = "squad2_dev.articles_a.jsonl.gz"


def test_the_answering_sentence_is_taken_out_and_the_others_stay_whole(data: Path) -> None:
    example = load_examples(data / FILE)[0]
    negative = without_answer_sentence(example)
    assert negative is not None
    assert "1800" not in negative.passage
    assert negative.answer is None
    assert [negative.passage[s.start : s.end] for s in negative.sentences] == [
        "Arden is a town by the river.",
        "The mayor of Arden is called Mr. Smith.",
        "Trains stop there.",
    ]


def test_a_changed_name_is_not_in_the_passage(data: Path) -> None:
    example = load_examples(data / FILE)[1]
    negative = with_other_constraint(example, random.Random(1), ["Corvale", "Arden"])
    assert negative is not None
    assert negative.question == "Who is the mayor of Corvale?"
    assert negative.passage == example.passage
    assert negative.answer is None


def test_a_changed_year_is_another_year(data: Path) -> None:
    example = load_examples(data / FILE)[0]
    asked = "What was opened in 1800?"
    changed = with_other_constraint(replace(example, question=asked), random.Random(1), [])
    assert changed is not None
    assert changed.question != asked
    assert changed.question.removeprefix("What was opened in ").removesuffix("?") not in example.passage


def test_mined_passages_rank_high_and_do_not_hold_the_answer(data: Path) -> None:
    examples = load_examples(data / FILE)
    mined = mine_hard_negatives(examples, per_question=2, depth=9)
    year = examples[0]
    assert len(mined[year.id]) == 2
    for negative in mined[year.id]:
        assert negative.question == year.question
        assert "1800" not in negative.passage
        assert negative.answer is None
    assert examples[3].id not in mined  # what cannot be answered needs no negative
