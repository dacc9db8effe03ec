from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from service.ellipsis import about_another, counted_as_before, passive, pointing_to_many
from service.names import Names

names = Names(
    Glossary(
        entities=[
            Entity(canonical="Nordlys", kind="ferry"),
            Entity(canonical="Aurora", kind="ferry"),
            Entity(canonical="Skagen Line", kind="company"),
        ]
    )
)


def test_what_is_counted_is_understood_from_the_question_before() -> None:
    before = "How many cabins does the Nordlys have"
    assert counted_as_before("how many does the Aurora have?", before) == "how many cabins does the Aurora have?"
    assert counted_as_before("how many crew does the Aurora have?", before) == "how many crew does the Aurora have?"
    assert counted_as_before("how many does it have?", "Who built it") == "how many does it have?"


def test_they_are_what_was_counted() -> None:
    before = "How many open shops does Skagen Line have"
    assert pointing_to_many("what is in them?", before) == "what is in the open shops?"
    assert pointing_to_many("what is in them?", "Who runs the shops") == "what is in them?"


def test_they_are_those_whose_doings_were_asked_for() -> None:
    asked = "How many seats have the two ferries sold"
    assert (
        pointing_to_many("how do their crews like them?", asked)
        == "how do the two ferries' crews like the two ferries?"
    )
    assert pointing_to_many("who clears them?", asked) == "who clears the seats?"
    assert pointing_to_many("what do they cost?", "What did Seres launch") == "what do they cost?"
    assert pointing_to_many("what do they cost?", "What did his firm launch") == "what do they cost?"
    assert pointing_to_many("what are they now?", "What were pilots in old times") == "what are pilots now?"


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        (
            "What does the Nordlys of Skagen Line cost, and what about the Aurora?",
            ["What does the Nordlys of Skagen Line cost", "What does the Aurora of Skagen Line cost"],
        ),
        ("When was Nordlys built? How about Skagen Line?", ["When was Nordlys built", "When was Skagen Line built"]),
        ("What does the Nordlys cost, and what about its range?", []),
        ("What about the Nordlys?", []),
        (
            "What share of seats does Nordlys sell, and what share the Aurora?",
            ["What share of seats does Nordlys sell", "What share of seats does Aurora sell"],
        ),
        ("What share of seats does Nordlys sell, and what price has the Aurora?", []),
    ],
)
def test_a_question_is_asked_again_about_another_thing(asked: str, parts: list[str]) -> None:
    assert about_another(asked, names) == parts


@pytest.mark.parametrize(
    ("question", "asking", "expected"),
    [
        ("who discovered the wreck", "when", "when was the wreck discovered"),
        ("Who wrote the songs?", "where", "where were the songs written"),
        ("who built the glass pier", "why", "why was the glass pier built"),
        ("who was the builder", "when", None),
        ("who sells apples", "where", None),
        ("who built the pier", "in which year", None),
        ("when was it built", "why", None),
    ],
)
def test_what_was_done_is_asked_for_without_its_doer(question: str, asking: str, expected: str | None) -> None:
    assert passive(question, asking) == expected
