"""A small world of ships and a captain, to ask questions in and to make evidence of."""

from __future__ import annotations

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.evidence import Evidence
from service.names import Names
from service.query import QuestionReader
from service.vocabulary import Vocabulary

names = Names(
    Glossary(
        entities=[
            Entity(canonical="Nordlys", kind="ship", names=["Polar Lady"]),
            Entity(canonical="Havila", kind="ship"),
            Entity(canonical="Fram", kind="ship"),
            Entity(canonical="Hurtigruten", kind="company"),
            Entity(canonical="Anna Lund", kind="person"),
        ]
    )
)
ask = QuestionReader(Vocabulary(1, lambda _: 0, analyse, lambda _: {}), names, analyse).read


def evidence(text: str) -> Evidence:
    """A sentence of a document that has nothing else."""
    return Evidence(Document("a", text, "t"), text, 0, names, analyse)
