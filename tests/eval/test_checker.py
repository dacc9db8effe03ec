from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from eval.checker import check
from eval.goldset import Question


def test_a_sound_set_has_no_problems(
    question: Callable[..., Question], no_answer: Callable[..., Question], texts: Mapping[str, str]
) -> None:
    assert check([question(), no_answer(absent=["mayor"])], texts) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"documents": [["007"]]}, "document '007' is not in the corpus"),
        ({"evidence": [{"document": "000", "quote": "The captain was Mary Holt."}]}, "not verbatim in 000"),
        ({"evidence": [{"document": "001", "quote": "The captain is Mary Holt."}]}, "not verbatim in 001"),
        ({"nuggets": [["Holt"], ["Smith"]]}, "matches nugget ['Smith']"),
        ({"documents": [["000"], ["001"]]}, "no evidence from 001 matches nugget ['Holt']"),
        ({"nuggets": [["Holt", "ferry"]]}, "the question itself matches nugget"),
        ({"nuggets": [["Holt", "do(es)? not"]]}, "the refusal"),
    ],
)
def test_finds_what_is_wrong(
    question: Callable[..., Question], texts: Mapping[str, str], change: dict[str, Any], problem: str
) -> None:
    problems = check([question(**change)], texts)
    assert any(problem in line and line.startswith("captain: ") for line in problems), problems


def test_finds_that_what_is_called_absent_is_there(
    no_answer: Callable[..., Question], texts: Mapping[str, str]
) -> None:
    assert check([no_answer(absent=["light.?house"])], texts) == [
        "mayor: 'light.?house' is called absent but occurs in 001-island"
    ]


def test_finds_numbers_that_several_documents_have(question: Callable[..., Question], texts: Mapping[str, str]) -> None:
    doubled = {**texts, "000-other": texts["000-harbour"]}
    assert "could be any of" in check([question()], doubled)[0]
