from __future__ import annotations

import pytest

from service.attributes import (
    denied,
    lacks_date_part,
    lacks_measure,
    lacks_members,
    lacks_person,
    lacks_place,
    lacks_site,
)
from tests.service.evidences import ask, evidence


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("What is the top speed of the Nordlys?", "The Nordlys costs 40 euros.", True),
        ("What is the top speed of the Nordlys?", "The Nordlys makes 22 knots.", False),
        ("What battery capacity has it?", "It has 40 seats.", True),
        ("What battery capacity has it?", "Its battery holds 60 kWh.", False),
        ("How old is Anna Lund?", "Anna Lund is captain.", True),
        ("How old is Anna Lund?", "Anna Lund, 46 years old, is captain.", False),
        ("In which year was Anna Lund born?", "Anna Lund became captain in 2025.", True),
        ("In which year was Anna Lund born?", "Anna Lund was born in 1979.", False),
        ("How much profit did it make?", "It invests 40 euros.", True),
        ("How much profit did it make?", "It earned 40 euros.", False),
        ("What was its revenue?", "It invests 40 euros.", True),
        ("battery range of the Nordlys", "The Nordlys costs 40 euros.", True),
        ("What does it cost?", "It is dear.", False),
    ],
)
def test_measures_have_units(question: str, text: str, lacking: bool) -> None:  # noqa: FBT001  # a table's column
    assert lacks_measure(ask(question), evidence(text)) is lacking


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("In which month did the Nordlys sail?", "It sailed in 2024.", True),
        ("In which month did the Nordlys sail?", "It sailed in June 2024.", False),
        ("On what day did it sail?", "It sailed in June.", True),
        ("On what day did it sail?", "It sailed on Tuesday.", False),
        ("In what year did it sail?", "It sailed in June.", True),
        ("In what year did it sail?", "It sailed six years ago.", False),
        ("When did it sail?", "It sailed.", False),
    ],
)
def test_dates_have_the_part_asked_for(question: str, text: str, lacking: bool) -> None:  # noqa: FBT001  # as above
    assert lacks_date_part(ask(question), evidence(text)) is lacking


def test_so_many_things_are_listed() -> None:
    question = ask("Name the four ships of the line.")
    assert lacks_members(question, evidence("The line consists of four ships."))
    assert not lacks_members(question, evidence("Nordlys, Havila, Aurora and Polar Lady make up the line."))
    assert not lacks_members(ask("Which ships has the line?"), evidence("The line consists of four ships."))


def test_sites_have_names() -> None:
    assert lacks_site(ask("Where will the ferry be built?"), evidence("The ferry will be built soon."))
    assert not lacks_site(ask("Where will the ferry be built?"), evidence("The ferry will be built in Bergen."))
    assert not lacks_site(ask("Where can guests eat?"), evidence("They eat on the upper deck."))


def test_cities_have_names() -> None:
    assert lacks_place(ask("In which city will the ferry be built?"), evidence("The ferry will be built soon."))
    assert not lacks_place(ask("In which city will the ferry be built?"), evidence("The yard is in Bergen."))
    assert not lacks_place(ask("Where will the ferry be built?"), evidence("The ferry will be built soon."))


def test_offices_are_held_by_persons() -> None:
    question = ask("Who is the head of the shipyard?")
    assert lacks_person(question, evidence("Hurtigruten plans a shipyard."))
    assert lacks_person(question, evidence("The Polar Lady is from the shipyard."))  # a ship's name
    assert not lacks_person(question, evidence("Anna Lund heads the shipyard."))
    assert not lacks_person(question, evidence("The shipyard is led by Per Olsen."))
    assert not lacks_person(ask("Who built the ship?"), evidence("Hurtigruten did."))


def test_what_did_not_happen_has_no_reason() -> None:
    question = ask("Why does Hurtigruten build ships?")
    assert denied(question, evidence("Hurtigruten builds no ships itself."))
    assert denied(question, evidence("Hurtigruten said that it would not build ships."))
    assert not denied(question, evidence("Hurtigruten builds ships because nobody else does."))
    assert not denied(ask("Why does Hurtigruten not build ships?"), evidence("Hurtigruten builds no ships."))
    assert not denied(ask("Who builds ships?"), evidence("Hurtigruten builds no ships."))
