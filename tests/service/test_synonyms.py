from __future__ import annotations

import pytest

from indexer.lexical import analyse
from service.constraints import counts_unit
from service.synonyms import synonyms
from tests.service.evidences import ask, evidence


def test_a_word_means_itself_and_what_else_is_said_for_it() -> None:
    [shop], [store] = analyse("shops"), analyse("stores")
    assert {shop, store} <= synonyms(shop, "How many shops are there?", analyse)
    assert synonyms(shop, "", analyse) == synonyms(store, "", analyse)


def test_a_headcount_is_of_people_but_not_all_people_are_employed() -> None:
    [people], [employee] = analyse("people"), analyse("employees")
    assert people not in synonyms(employee, "How many employees has it?", analyse)
    assert {people, employee} <= synonyms(analyse("headcount")[0], "What is its headcount?", analyse)
    assert employee not in synonyms(people, "How many people came?", analyse)


def test_cars_that_are_launched_are_models() -> None:
    [car], [model] = analyse("cars"), analyse("models")
    assert model in synonyms(car, "How many cars will it bring out in 2026?", analyse)
    assert model in synonyms(car, "How many cars does it put on the market?", analyse)
    assert model in synonyms(car, "How many new cars are planned for next year?", analyse)
    assert model in synonyms(car, "What number of new cars is on its roadmap?", analyse)
    [launch] = analyse("launches")
    assert model in synonyms(launch, "How many launches are planned for next year?", analyse)
    assert model not in synonyms(car, "How many cars were sold?", analyse)
    assert model not in synonyms(car, "How many cars were sold since they launched it?", analyse)
    assert not {*analyse("phone")} & synonyms(car, "How many cars will it launch?", analyse)


@pytest.mark.parametrize("word", ["beds", "books", "custom", "corporate", "orders", "business"])
def test_a_word_that_none_is_known_for_means_only_itself(word: str) -> None:
    [stem] = analyse(word)
    assert synonyms(stem, "How many were launched?", analyse) == {stem}


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [("The Nordlys has 12 stores.", True), ("The Nordlys has 12 shops.", True), ("The Nordlys has 12 beds.", False)],
)
def test_what_is_asked_for_may_be_counted_by_another_word(sentence: str, counts: bool) -> None:  # noqa: FBT001
    assert counts_unit(ask("How many shops does the Nordlys have?"), evidence(sentence)) is counts
