from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.capitals import Name, classed, find_names
from service.evidence import Evidence
from service.names import Names

GLOSSARY = Glossary(entities=[Entity(canonical="Color Line", names=["Kleurlijn"]), Entity(canonical="Fjord Line")])


def found(text: str, glossary: Glossary | None = None) -> list[Name]:
    return find_names(Evidence(Document("a", text, "t"), text, 0, Names(glossary or Glossary()), analyse))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Norvia sells the Corvo S in the United States.", ["Norvia", "Corvo S", "United States"]),
        ("The Meridian is built in Leipzig on Monday, 3 May.", ["Meridian", "Leipzig"]),
        ("In May it sold Norvia's cars to BMW.", ["Norvia", "BMW"]),
        ("It costs 12 yuan.", []),
    ],
)
def test_capitalised_runs_are_names(text: str, names: list[str]) -> None:
    assert [name.text for name in found(text)] == names


def test_an_english_word_at_the_start_is_not_sure() -> None:
    (name,) = found("Helm sells cars.")
    assert not name.sure


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Volkswagen", "VW", True),
        ("Bayerische Motoren Werke", "BMW", True),
        ("BAIC", "BAIC Motor", True),
        ("Europe", "European", True),
        ("Norvia Europe", "Norvia China", False),
        ("Qijing", "Yijing", False),
    ],
)
def test_abbreviations_parts_and_forms_mean_one_thing(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    (mine,), (theirs,) = found(f"It is {one}."), found(f"It is {other}.")
    assert mine.means(theirs) is same
    assert theirs.means(mine) is same


def test_the_glossary_knows_better() -> None:
    (mine,), (theirs,), (another,) = (found(f"It is {n}.", GLOSSARY) for n in ("Color Line", "Kleurlijn", "Fjord Line"))
    assert mine.means(theirs)
    assert not mine.means(another)


def test_the_class_of_what_is_named_follows_its_name() -> None:
    text = "With the launch of the 'Corvo' brand Helm shows the Meridian One van in Graz."
    names = classed(Evidence(Document("a", text, "t"), text, 0, Names(Glossary()), analyse))
    assert [(name.text, stem) for name, stem in names if stem in {"brand", "van"}] == [
        ("Corvo", "brand"),
        ("Meridian One", "van"),
    ]
