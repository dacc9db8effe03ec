"""Whether there are so many: asked as how many there are, unless the count only describes."""

from __future__ import annotations

import pytest

from service.counting import how_many
from service.names import Mention


@pytest.mark.parametrize(
    ("asked", "counting"),
    [
        ("Are 12 new piers planned for 2026?", "How many new piers are planned for 2026?"),
        ("Will the line open at least 12 piers in 2026?", "How many piers will the line open in 2026?"),
        ("Does the plan have about a dozen new piers?", "How many new piers does the plan have?"),
        ("Does the line run more than 1,200 ferries?", "How many ferries does the line run?"),
        ("Did 5,000 people attend?", "How many people attend?"),
        ("Are there four decks?", "How many decks are there?"),
        ("Does its fleet amount to twenty ships?", "How many ships does its fleet amount to?"),
        ("whether the plan has 12 piers", "How many piers the plan has"),
    ],
)
def test_whether_there_are_so_many_is_asked_as_how_many(asked: str, counting: str) -> None:
    assert how_many(asked, ()) == counting


@pytest.mark.parametrize(
    "asked",
    [
        "Do the five lines compete?",  # they are named so
        "Is the Aurora one of five ferries?",
        "Are Skagen's two lines rivals?",
        "Is it a ship of three decks?",
        "Was the pier built within two years?",
        "Are 12 or 20 piers planned?",  # which of two
        "Does a ticket cost 12 crowns more than 2 bags?",
        "Does the trip cost 150 yuan?",
        "Did fares rise by 5 percent?",
        "Is it true that 12 piers are planned?",
        "Did it open in 2024?",
        "Which 12 piers are planned?",
        "Are 12 of the piers open?",
    ],
)
def test_every_other_question_stays(asked: str) -> None:
    assert how_many(asked, ()) == asked


def test_a_number_in_a_name_claims_nothing() -> None:
    asked = "Are 12 Apostles ferries?"
    assert how_many(asked, ()) != asked
    assert how_many(asked, (Mention(4, 15, "12 Apostles", (0,), "ferry"),)) == asked
