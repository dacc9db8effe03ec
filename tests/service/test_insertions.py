from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from service.insertions import names_asked, with_asked_names
from service.names import Names
from service.query import QuestionReader
from service.replies import Citation, CitedSentence
from service.vocabulary import Vocabulary

names = Names(
    Glossary(
        entities=[
            Entity(canonical="Nordlys", kind="ship", names=["Polar Lady", "MS Nordlys"], chinese="北光"),
            Entity(canonical="Skagen Line", kind="fleet", names=["SKL"], scoped={"001": ["Northern"]}),
            Entity(canonical="Northern Route", scoped={"002": ["Northern"]}),
        ]
    )
)
reader = QuestionReader(Vocabulary(0, lambda _: 0, analyse, lambda _: {}), names, analyse)


def said(question: str, *texts: str, document: str = "000-x") -> list[str]:
    place = {
        "title": "",
        "publisher": None,
        "published": None,
        "url": None,
        "quote": "",
        "start": 0,
        "end": 1,
        "score": 1,
    }
    citation = Citation.model_validate({"id": 1, "document_id": document, **place})
    sentences = [CitedSentence(text=text, citations=[1]) for text in texts]
    asked = names_asked(reader.read(question), names)
    return [sentence.text for sentence in with_asked_names(sentences, [citation], asked, names)]


def test_the_askers_name_stands_once_after_the_documents() -> None:
    assert said("How fast is the Nordlys?", "Polar Lady's speed is 20.", "Polar Lady is new.") == [
        "Polar Lady's [Nordlys] speed is 20.", "Polar Lady is new.",
    ]  # fmt: skip
    assert said("nordlys speed", "Polar Lady runs.") == ["Polar Lady [Nordlys] runs."]
    assert said("北光的价格是多少？", "The Nordlys costs 5.") == ["The Nordlys [北光] costs 5."]
    assert said("Is SKL new?", "The Northern is.", document="001-y") == ["The Northern [SKL] is."]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How fast is the nordlys?", "The Nordlys is."),
        ("How fast is the Nordlys?", "The MS Nordlys is."),
        ("How fast is the Nordlys?", "Polar Lady (Nordlys) is."),
        ("How old is the Skagen Line?", "The fleet is."),
        ("How old is the fleet?", "The Skagen Line is."),
        ("Is the Northern long?", "The Skagen Line is."),
        ("How old is it?", "Polar Lady is."),
    ],
)
def test_nothing_is_inserted_where_it_tells_nothing(question: str, text: str) -> None:
    assert said(question, text) == [text]
