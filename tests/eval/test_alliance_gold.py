from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import frontmatter
import pytest

from eval.checker import check
from eval.goldset import Question, load_gold

ROOT = Path(__file__).parents[2]
LEAST_OF_KIND = {
    "fact": 40,
    "number": 30,
    "list": 20,
    "alias": 25,
    "multi": 20,
    "compare": 12,
    "why": 20,
    "conflict": 8,
    "unanswerable": 50,
    "false-premise": 12,
    "off-topic": 10,
}
LEAST_OF_STYLE = {"plain": 150, "typos": 15, "keywords": 15, "long-winded": 12, "chinese": 12}


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return load_gold(ROOT / "eval/gold/alliance.jsonl")


@pytest.fixture(scope="module")
def corpus() -> dict[str, str]:
    return {path.stem: frontmatter.load(str(path)).content for path in (ROOT / "corpus").glob("*.md")}


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, Any]]:
    lines = (ROOT / "eval/gold/pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_set_is_sound(questions: list[Question], corpus: dict[str, str]) -> None:
    assert check(questions, corpus) == []


def test_there_is_enough_of_every_kind_and_style(questions: list[Question]) -> None:
    assert len(questions) >= 220
    kinds: Counter[str] = Counter(question.kind for question in questions)
    styles: Counter[str] = Counter(question.style for question in questions)
    assert {kind: kinds[kind] for kind, least in LEAST_OF_KIND.items() if kinds[kind] < least} == {}
    assert {style: styles[style] for style, least in LEAST_OF_STYLE.items() if styles[style] < least} == {}


def test_no_question_is_asked_twice(questions: list[Question]) -> None:
    asked = Counter(question.question.casefold() for question in questions)
    assert [question for question, times in asked.items() if times > 1] == []


def test_every_article_is_asked_about(questions: list[Question]) -> None:
    cited = Counter(
        number for question in questions for number in {entry for any_of in question.documents for entry in any_of}
    )
    assert set(cited) == {"000", "001", "002", "003", "004"}
    assert min(cited.values()) >= 20


def test_both_halves_hold_every_kind(questions: list[Question]) -> None:
    halves = {(question.split, question.kind) for question in questions}
    assert halves == {(split, kind) for split in ("dev", "test") for kind in LEAST_OF_KIND}


def test_a_conflict_needs_two_documents(questions: list[Question]) -> None:
    conflicts = [question for question in questions if question.kind == "conflict"]
    assert [question.id for question in conflicts if min(map(len, question.documents)) < 2] == []


def test_a_false_premise_comes_with_what_corrects_it(questions: list[Question]) -> None:
    assert [question.id for question in questions if question.kind == "false-premise" and not question.evidence] == []


def test_pairs_of_statements_are_balanced(pairs: list[dict[str, Any]]) -> None:
    assert len(pairs) >= 60
    share = sum(pair["conflict"] for pair in pairs) / len(pairs)
    assert 0.45 <= share <= 0.55


def test_every_pair_is_two_different_statements_and_a_reason(pairs: list[dict[str, Any]]) -> None:
    for pair in pairs:
        assert {key: type(value) for key, value in pair.items()} == {
            "id": str,
            "a": str,
            "b": str,
            "conflict": bool,
            "why": str,
        }
        assert pair["a"].strip() != pair["b"].strip()
        assert pair["why"].strip()
    assert len({pair["id"] for pair in pairs}) == len({(pair["a"], pair["b"]) for pair in pairs}) == len(pairs)
