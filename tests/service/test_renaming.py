from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from service.names import Names
from service.query import QuestionReader
from service.renaming import renamed
from service.vocabulary import Vocabulary

names = Names(
    Glossary(
        entities=[
            Entity(canonical="Nordlys", kind="ship", names=["Polar Lady"]),
            Entity(canonical="Skagen Line", kind="fleet", names=["SKL", "The Northern Fleet"]),
            Entity(canonical="electric car", names=["EVC"]),
        ]
    )
)
reader = QuestionReader(Vocabulary(0, lambda _: 0, analyse, lambda _: {}), names, analyse)


@pytest.mark.parametrize(
    ("question", "usual", "expected"),
    [
        ("How fast is the Nordlys?", {0: "Polar Lady"}, "How fast is Polar Lady?"),
        ("When did the Nordlys crew come?", {0: "Polar Lady"}, "When did the Polar Lady crew come?"),
        ("How old is the fleet's flag?", {1: "SKL"}, "How old is SKL's flag?"),
        ("How fast is the polar Nordlys?", {0: "Polar Lady"}, "How fast is Polar Lady?"),
        ("nordlys speed", {0: "Nordlys"}, "Nordlys speed"),
        ("Does SKL pay?", {1: "the Northern Fleet"}, "Does the Northern Fleet pay?"),
        ("Who owns the SKL?", {1: "the Northern Fleet"}, "Who owns the Northern Fleet?"),
        ("Who owns the SKL ships?", {1: "the Northern Fleet"}, "Who owns the Northern Fleet ships?"),
        ("How old is the fleet?", {1: "ships of the north"}, "How old is ships of the north?"),
        ("Who owns the EVC?", {2: "electric car"}, "Who owns the electric car?"),
        ("Is it their SKL?", {1: "the Northern Fleet"}, "Is it their Northern Fleet?"),
        ("Is SKL old?", {1: "SKL of Oslo"}, "Is SKL of Oslo old?"),
        ("How old is Skagen Line?", {1: "Skagen"}, "How old is Skagen Line?"),
        ("How old are EVCs?", {2: "electric car"}, "How old are electric cars?"),
        ("How old is it?", {0: "Polar Lady"}, "How old is it?"),
        ("Does SKL own the Nordlys?", {0: "Polar Lady", 1: "Skagen Line"}, "Does Skagen Line own Polar Lady?"),
    ],
)
def test_things_are_called_what_the_document_calls_them(question: str, usual: dict[int, str], expected: str) -> None:
    assert renamed(reader.read(question), usual) == expected
