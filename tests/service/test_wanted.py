from __future__ import annotations

import pytest

from indexer.lexical import analyse
from service.wanted import Wanted
from tests.service.evidences import ask, evidence


def wanted_by(question: str) -> Wanted:
    return Wanted(ask(question), analyse)


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("Which shipyards and other firms work with the bakery?", "Its partners are Anker, Boje and Cramer.", True),
        ("Which firms work with the bakery?", "Partnerships with ovenmakers such as Anker, Boje and Cramer.", True),
        ("What are the suppliers of the bakery?", "The companies Anker, Boje and Cramer supply it.", True),
        ("Which brands does it sell?", "Its partners are Anker, Boje and Cramer.", False),
        ("Which firms work with it?", "Its brands are Anker, Boje and Cramer.", False),
        ("Which five firms work with it?", "Its partners are Anker, Boje and Cramer.", False),
        ("Which three firms work with it?", "Its partners are Anker, Boje and Cramer.", True),
        ("Which groups of guests pay more?", "Its partners are Anker, Boje and Cramer.", None),
        ("Which loaves are sold?", "Its partners are Anker, Boje and Cramer.", None),
        ("Which firms work with it?", "Anker, Boje and Cramer work with it.", None),
    ],
)
def test_a_list_is_wanted_by_the_class_of_what_it_names(question: str, text: str, wanted: bool | None) -> None:  # noqa: FBT001
    assert wanted_by(question).listed_by(evidence(text)) is wanted


def test_what_only_mentions_a_class_wants_no_list() -> None:
    assert wanted_by("Name the firms that bake.").lists
    assert wanted_by("With which firms did it bake?").lists
    assert not wanted_by("What fate awaits the firms that bake?").lists
    assert not wanted_by("Under what name will the partners' own shop run?").lists


def test_a_list_of_partners_does_not_say_who_competes() -> None:
    text = evidence("The bakery cooperates with firms such as Anker, Boje and Cramer.")
    assert wanted_by("Which firms have a partnership with the bakery?").related_to(text)
    assert not wanted_by("Which firms compete with the bakery?").related_to(text)


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("number of ferries on the line", "The line has 12 ferries.", True),
        ("Ferry count of the line?", "The line has 12 ferries.", True),
        ("How many ferries are there?", "The line has 12 ferries.", True),
        ("How big is the crew on board?", "A team of several hundred people is on board.", True),
        ("How many ferries are there?", "The line has 12 piers.", False),
        ("How big is the ferry?", "A team of several hundred people is on board.", False),
    ],
)
def test_a_count_is_wanted_by_what_it_counts(question: str, text: str, wanted: bool) -> None:  # noqa: FBT001
    assert wanted_by(question).counted_by(evidence(text)) is wanted
