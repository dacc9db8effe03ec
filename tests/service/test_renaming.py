from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from service.names import Names
from service.query import QuestionReader
from service.renaming import recounted, renamed
from service.vocabulary import Vocabulary
from tests.service.evidences import evidence

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


@pytest.mark.parametrize(
    ("question", "sentences", "expected"),
    [
        ("How many cars are launched?", ["It has 20 new models."], "How many models are launched?"),
        ("How many shops are there?", ["It grows.", "12 stores are open."], "How many stores are there?"),
        ("How many shops are there?", ["12 stores and 3 shops are open."], "How many shops are there?"),
        ("How many shops are there?", ["Stores are open."], "How many shops are there?"),
        ("How many cars were sold?", ["It has 20 new models."], "How many cars were sold?"),
        ("How many shops are there?", [], "How many shops are there?"),
        ("Which shops are there?", ["12 stores are open."], "Which shops are there?"),
    ],
)
def test_what_is_counted_is_called_what_the_sentences_call_it(
    question: str, sentences: list[str], expected: str
) -> None:
    assert recounted(reader.read(question), question, [evidence(text) for text in sentences]) == expected
