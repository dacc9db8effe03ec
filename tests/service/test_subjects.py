from __future__ import annotations

import pytest

from service.subjects import belongs_to_another
from tests.service.evidences import ask, evidence

CONTRAST = "The Nordlys costs 70 euros, against the Havila, where it is 60 euros."
SUM = "Together they carried 900 guests."


@pytest.mark.parametrize(
    ("name", "text", "before", "others"),
    [
        ("Nordlys", CONTRAST, [], [False, True]),
        ("Havila", CONTRAST, [], [True, False]),
        ("Havila", "In winter 12 guests came to the Nordlys.", [], [True]),
        ("Nordlys", "In winter 12 guests came to the Nordlys.", [], [False]),
        ("Nordlys", "Hurtigruten sold 12 tickets for the Nordlys.", [], [False]),  # a company does not rival a ship
        ("Nordlys", "Hurtigruten has only 12 cabins.", ["The Nordlys is new."], [True]),  # but has them for itself
        ("Nordlys", "Hurtigruten has priced the ship at 70 euros.", ["The Nordlys is new."], [False]),
        ("Nordlys", "The Nordlys and the Havila cost 70 euros each.", [], [False]),
        ("Havila", "Its fare is 70 euros, like that of the Havila.", ["The Nordlys is new."], [True]),
        ("Nordlys", "Its fare is 70 euros, like that of the Havila.", ["The Nordlys is new."], [False]),
        ("Nordlys", SUM, ["The Nordlys, the Havila and the Fram sail."], [True]),
        ("Nordlys", "Its fare is 70 euros.", ["The Nordlys, the Havila and the Fram sail."], [True]),
        ("Nordlys", "Its fare is 70 euros.", ["Rivals of the Nordlys: the Havila and the Fram."], [False]),
        ("ferry", SUM, [], [False]),  # nothing that a glossary knows
    ],
)
def test_whose_a_value_is(name: str, text: str, before: list[str], others: list[bool]) -> None:
    question, said = ask(f"What about the {name}?"), evidence(text)
    around = [evidence(sentence) for sentence in before]
    values = [v for v in said.values if v.kind in {"money", "number"}]
    assert [belongs_to_another(question, said, around, value) for value in values] == others
