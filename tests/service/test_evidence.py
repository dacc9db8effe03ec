"""Sentences as evidence."""

from __future__ import annotations

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.evidence import Evidence
from service.names import Names

names = Names(Glossary(entities=[Entity(canonical="Five Ships", names=["five ships"]), Entity(canonical="Pier 17")]))


def values(text: str) -> list[str]:
    return [v.canonical for v in Evidence(Document("a", text, "t"), text, 0, names, analyse).values]


def test_a_name_has_no_values_but_one_that_counts() -> None:
    assert values("It sails from Pier 17.") == []
    assert values("The Five Ships sail.") == []
    assert values("There are five ships and 12 boats.") == ["5", "12"]
