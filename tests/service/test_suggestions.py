from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.glossary import Entity, Glossary
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.names import Names
from service.settings import Settings
from service.suggestions import candidates

GARDEN = """# The garden of Quarzheim

The Botanic Garden was founded by monks in 1871. The Botanic Garden has more than 4,200 species and a pond.
In the end, the old glasshouse is closed because the frost of 1956 broke its roof.
Ada Brenner, who leads the seed bank of the garden, planted 300 oaks. Wolkenstein opened a herbarium in 1922.
A ticket is sold at the gate. The Day Pass costs 12 euros for adults.
The Herbarium is a collection of dried plants. However, By November 2025 it sold 9 books.

## How to visit the garden

Come on foot.

## When is the garden open?

From nine to five.
"""
EXPECTED = {
    "When is the garden open?",
    "How do I visit the garden?",
    "How many species does the Botanic Garden have?",
    "When was the Botanic Garden founded by monks?",
    "Why is the old glasshouse closed?",
    "Who leads the seed bank of the garden?",
    "When did Wolkenstein open a herbarium?",
    "What does the Day Pass cost?",
    "What is the Herbarium?",
}


def snapshot_of(text: str, folder: Path, embedder: Embedder, glossary: Glossary | None = None) -> Snapshot:
    settings = Settings(index=folder / "index", corpus=folder)
    index_documents([Document("garden", text, "Garden")], settings.index, embedder, settings, glossary)
    return Snapshot.open(settings.index, embedder)


def questions_of(snapshot: Snapshot) -> list[str]:
    return [candidate.question for candidate in candidates(snapshot, Names(snapshot.glossary))]


def test_sentences_of_any_corpus_become_questions(tmp_path: Path, embedder: Embedder) -> None:
    made = questions_of(snapshot_of(GARDEN, tmp_path, embedder))
    assert set(made) >= EXPECTED
    assert not [question for question in made if "November" in question or "However" in question]


def test_each_shape_comes_before_a_second_of_any_and_definitions_come_late(tmp_path: Path, embedder: Embedder) -> None:
    snapshot = snapshot_of(GARDEN, tmp_path, embedder)
    shapes = [candidate.shape for candidate in candidates(snapshot, Names(snapshot.glossary))]
    first = shapes[: len(set(shapes)) - 1]
    assert len(set(first)) == len(first)
    assert "definition" not in first


def test_a_name_of_the_glossary_is_a_subject_and_a_person_is_asked_after(tmp_path: Path, embedder: Embedder) -> None:
    glossary = Glossary(entities=[Entity(canonical="lily", kind="plant"), Entity(canonical="Bo", kind="person")])
    text = "The lily has 6 petals. Bo likes it very much."
    assert questions_of(snapshot_of(text, tmp_path, embedder, glossary)) == [
        "How many petals does the lily have?",
        "Who is Bo?",
    ]


@pytest.mark.parametrize("text", ["然后我们去公园。", "No. 7", "It was. He had 3 of them. They have 12 percent."])
def test_where_nothing_fits_nothing_is_made_up(text: str, tmp_path: Path, embedder: Embedder) -> None:
    assert questions_of(snapshot_of(text, tmp_path, embedder)) == []
