"""Loading and splitting the training data."""

from __future__ import annotations

from pathlib import Path

from service.reader.examples import load_examples, split_by_title

FILE = "squad2_dev.articles_a.jsonl.gz"


def test_answers_and_evidence_point_at_the_right_text(data: Path) -> None:
    examples = load_examples(data / FILE)
    assert len(examples) == 40
    year = examples[0]
    assert year.answer is not None
    assert year.passage[year.answer.start : year.answer.end] == "1800"
    assert [year.passage[s.start : s.end] for s in year.sentences][1] == "Its bridge was opened in 1800."
    assert year.evidence == {1}
    unanswerable = examples[3]
    assert unanswerable.answer is None
    assert unanswerable.evidence == frozenset()


def test_no_title_is_on_both_sides_of_the_split(data: Path) -> None:
    training, held_out = split_by_title(load_examples(data / FILE), 0.2, seed=1)
    assert len(held_out) == 8
    assert not {e.title for e in training} & {e.title for e in held_out}
