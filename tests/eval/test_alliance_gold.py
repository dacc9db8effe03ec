"""The shipped gold set: sound, of the promised make-up, and sharp enough to tell right answers from spoilt ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from eval.checker import check
from eval.engine import read_texts
from eval.goldset import OWN_CLAIMS, OWN_CONFLICTS, OWN_GOLD, Question, load_gold
from eval.judging import judge
from eval.perturbations import PERTURBATIONS, Perturbation, oracle
from service.settings import Settings

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def questions() -> Sequence[Question]:
    return load_gold(OWN_GOLD)


@pytest.fixture(scope="module")
def corpus() -> Mapping[str, str]:
    return read_texts(Settings(corpus=CORPUS))


def test_it_is_sound(questions: Sequence[Question], corpus: Mapping[str, str]) -> None:
    assert check(questions, corpus) == []


def test_the_wordings_of_disagreements_are_sound_and_not_in_the_gold_set(
    questions: Sequence[Question], corpus: Mapping[str, str]
) -> None:
    wordings = load_gold(OWN_CONFLICTS)
    assert check(wordings, corpus) == []
    assert {question.kind for question in wordings} == {"conflict"}
    assert not {q.question.casefold() for q in wordings} & {q.question.casefold() for q in questions}


def test_the_claims_are_sound_and_not_in_the_gold_set(questions: Sequence[Question], corpus: Mapping[str, str]) -> None:
    claims = load_gold(OWN_CLAIMS)
    assert check(claims, corpus) == []
    assert {question.kind for question in claims} == {"number", "fact", "unanswerable"}
    assert not {q.question.casefold() for q in claims} & {q.question.casefold() for q in questions}


def test_it_has_every_kind_and_style(questions: Sequence[Question]) -> None:
    kinds = Counter(question.kind for question in questions)
    assert len(questions) >= 200
    assert kinds["unanswerable"] >= 45
    assert len(kinds) == 11
    assert {question.style for question in questions} == {"plain", "typos", "keywords", "long-winded", "chinese"}
    assert {question.split for question in questions} == {"dev", "test"}


def test_its_own_evidence_makes_fully_right_answers(questions: Sequence[Question], corpus: Mapping[str, str]) -> None:
    answerable = [question for question in questions if question.answerable]
    best = [(question, oracle(question, corpus)) for question in answerable]
    wrong = [q.id for q, answer in best if answer is None or not judge(q, answer, corpus).right]
    assert wrong == []


@pytest.mark.parametrize("spoil", PERTURBATIONS, ids=lambda spoil: spoil.__name__)
def test_spoilt_answers_are_not_right(
    questions: Sequence[Question], corpus: Mapping[str, str], spoil: Perturbation
) -> None:
    spoilt = [
        (question, answer)
        for question in questions
        if question.answerable and (best := oracle(question, corpus)) and (answer := spoil(best, corpus))
    ]
    assert len(spoilt) >= 10
    assert [question.id for question, answer in spoilt if judge(question, answer, corpus).right] == []
