"""Whether a figure or date is right: asked as how many, how much or when, unless it only describes."""

from __future__ import annotations

import pytest

from service.names import Mention
from service.whether import as_open_question


@pytest.mark.parametrize(
    ("asked", "open_question"),
    [
        ("Are 12 new piers planned for 2026?", "How many new piers are planned for 2026?"),
        ("Will the line open at least 12 piers in 2026?", "How many piers will the line open in 2026?"),
        ("Does the plan have about a dozen new piers?", "How many new piers does the plan have?"),
        ("Does the line run more than 1,200 ferries?", "How many ferries does the line run?"),
        ("Did 5,000 people attend?", "How many people attend?"),
        ("Are there four decks?", "How many decks are there?"),
        ("Are 12 of the piers open?", "How many of the piers are open?"),
        ("Is it sold in at least 300 of Torg's shops?", "In how many of Torg's shops is it sold?"),
        ("Was the pier built within two years?", "Within how many years was the pier built?"),
        ("Have the five lines built 30 ferries together?", "How many ferries have the five lines built together?"),
        ("Does the fleet consist of six ferries?", "Of how many ferries does the fleet consist?"),
        ("Does its fleet amount to twenty ships?", "To how many ships does its fleet amount?"),
        ("whether the plan has 12 piers", "How many piers the plan has"),
        ("Is it true that 12 piers are planned?", "How many piers are planned?"),
        ("Does the trip cost 150 yuan?", "How much does the trip cost?"),
        ("Does it have a price of 300 yuan?", "What price does it have?"),
        ("Did fares rise by 5 percent?", "By what percentage did fares rise?"),
        ("Is it the reason for 40 percent of users?", "For what percentage of users is it the reason?"),
    ],
)
def test_whether_a_figure_is_right_is_asked_openly(asked: str, open_question: str) -> None:
    assert as_open_question(asked, ()) == open_question


@pytest.mark.parametrize(
    "asked",
    [
        "Do the five lines compete?",  # they are named so
        "Is the Aurora one of five ferries?",
        "Are Skagen's two lines rivals?",
        "Is it a ship of three decks?",
        "Are 12 or 20 piers planned?",  # which of two
        "Did it open?",
        "Does Torg say that 12 piers are planned?",
        "Which 12 piers are planned?",
    ],
)
def test_a_question_that_claims_no_figure_stays(asked: str) -> None:
    assert as_open_question(asked, ()) == asked


def test_a_number_in_a_name_claims_nothing() -> None:
    asked = "Are 12 Apostles ferries?"
    assert as_open_question(asked, ()) != asked
    assert as_open_question(asked, (Mention(4, 15, "12 Apostles", (0,), "ferry"),)) == asked


@pytest.mark.parametrize(
    ("asked", "open_question"),
    [
        ("Was the line set up in 2018?", "When was the line set up?"),
        ("Did the ferry start in May 2021?", "When did the ferry start?"),
        ("Will the pier be opened by the end of 2026?", "When will the pier be opened?"),
        ("Is it correct that the line was founded in 2018?", "When the line was founded?"),
        ("Was Anna Lund born before 1970?", "When was Anna Lund born?"),
    ],
)
def test_whether_it_was_then_is_asked_as_when(asked: str, open_question: str) -> None:
    assert as_open_question(asked, ()) == open_question


@pytest.mark.parametrize(
    "asked",
    [
        "Did the line turn a profit in 2024?",  # it may have in other years as well
        "Was the line that was founded in 2018 sold?",
        "Was the line founded in 2018 or in 2019?",
        "Who founded the line in 2018?",
        "Was the line founded?",
    ],
)
def test_every_other_time_stays_a_constraint(asked: str) -> None:
    assert as_open_question(asked, ()) == asked


@pytest.mark.parametrize(
    ("asked", "open_question"),
    [
        ("Is its first ferry called Aurora?", "What is its first ferry called?"),
        ('Was the report titled "Ferries Today"?', "What was the report titled?"),
        ("Was the Aurora called Fram before?", "Was the Aurora called Fram before?"),
        ("Was he called to Bergen?", "Was he called to Bergen?"),
        ("Is the ferry named after Anna?", "Is the ferry named after Anna?"),
    ],
)
def test_whether_it_is_called_so_is_asked_as_what_it_is_called(asked: str, open_question: str) -> None:
    assert as_open_question(asked, ()) == open_question


def test_a_count_is_asked_before_a_date() -> None:
    assert as_open_question("Did the line open 12 piers in 2026?", ()) == "How many piers did the line open in 2026?"
