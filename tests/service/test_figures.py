from __future__ import annotations

import pytest

from indexer.glossary import Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.evidence import Evidence
from service.figures import Figure, find_figures, vague_numbers
from service.names import Names
from tests.service.evidences import evidence


def figure(text: str) -> Figure:
    (found,) = find_figures(Evidence(Document("a", text, "t"), text, 0, Names(Glossary()), analyse))
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It sold over 1 million cars.", "It sold 1.02 million cars."),
        ("At least ten ships come.", "Thirteen ships come."),
        ("It costs just under 200,000 yuan.", "It costs 199,800 yuan."),
        ("About a third of buyers lease.", "33.6 percent of buyers lease."),
        ("It drove 10,000 km.", "It drove 6,200 miles."),
        ("It has 150 kW.", "It has 204 PS."),
        ("It gets 1,500 million yuan.", "It gets 1.5 billion yuan."),
        ("It sends several hundred people.", "It sends 450 workers."),
        ("Up to 200 cars charge.", "140 cars charge."),
        ("It sends 12 teams.", "It sends 120 people."),
        ("It sends 12 teams.", "It sends 12 crews or teams."),
    ],
)
def test_wordings_that_may_stand_for_one_value_agree(one: str, other: str) -> None:
    assert figure(one).comparable(figure(other))
    assert figure(one).agrees(figure(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At least 12 new models come.", "20 new models come."),
        ("The number of new models is to reach 20 in 2026.", "There are 12 new or upgraded models."),
        ("It has seven seats.", "It seats five."),
        ("It handed over 36,800 cars.", "It delivered 41,200 cars."),
        ("It employs 3,000 people.", "About 5,500 workers are there."),
        ("It costs 85 euros.", "It costs 120 euros."),
        ("It sends hundreds of teams.", "A team of several hundred people is there."),
        ("It sends 40 crews.", "Its workforce there is 30 engineers."),
        ("It sends 12 teams.", "It sends 15 teams."),
    ],
)
def test_other_values_of_one_thing_do_not(one: str, other: str) -> None:
    mine = next(f for f in figures(one) if f.counted or f.unit)
    theirs = next(f for f in figures(other) if f.counted or f.unit)
    assert mine.comparable(theirs)
    assert not mine.agrees(theirs)


def figures(text: str) -> tuple[Figure, ...]:
    return find_figures(Evidence(Document("a", text, "t"), text, 0, Names(Glossary()), analyse))


def test_other_units_and_other_things_are_not_compared() -> None:
    assert not figure("It has five seats.").comparable(figure("It has four doors."))
    assert not figure("It costs 20 euros.").comparable(figure("It rose by 20 percent."))
    assert figures("It opened in May 2025.") == ()


def test_rough_numbers_are_values_as_well() -> None:
    sentence = evidence("Several hundred people and 3 million guests saw hundreds of ships and a million stars.")
    assert [(v.canonical, sentence.text[v.start : v.end]) for v in vague_numbers(sentence)] == [
        ("several hundred", "Several hundred"),
        ("hundreds", "hundreds"),
    ]
