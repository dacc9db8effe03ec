"""A small corpus with a glossary, and its answerer: two versions of one story, a rival figure, another subject."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.glossary import Entity, Glossary
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.answering import Answerer
from service.settings import Settings
from service.similarity import SimilarityReader

DOCUMENTS = [
    Document(
        "000-ferries", title="Ferries of the north", published=date(2024, 5, 1),
        text="The Nordlys is a ferry of the Skagen Line. It carries 480 passengers between Hirtshals and Bergen. "
        "The Skagen Line plans to buy 12 new ships in 2026. Tickets for the Nordlys cost 85 euros in summer.",
    ),
    Document(
        "001-polar", title="The Polar Lady and her line", published=date(2025, 2, 1),
        text="The ferry called Polar Lady carries 480 passengers between Hirtshals and Bergen. "
        "According to its director Anna Lund, the Skagen Line will buy 20 new ships in 2026. "
        "The line was founded in 1911 because fishermen had no way to reach the markets in winter.",
    ),
    Document(
        "002-bread", title="Bread", published=None,
        text="Mix flour with water and salt. The dough rests for twelve hours in a cool place. "
        "Bake the loaf at 240 degrees.",
    ),
]  # fmt: skip
GLOSSARY = Glossary(
    entities=[
        Entity(canonical="Nordlys", kind="ship", names=["Polar Lady"], chinese="北光"),
        Entity(canonical="Skagen Line", kind="company"),
        Entity(canonical="Anna Lund", kind="person"),
    ]
)


def small_answerer(folder: Path, embedder: Embedder) -> tuple[Answerer, Snapshot]:
    """The answerer of the small corpus, indexed into ``folder``."""
    settings = Settings(index=folder, answer_precision=0.475)
    index_documents(DOCUMENTS, folder, embedder, settings, GLOSSARY)
    snapshot = Snapshot.open(folder, embedder)
    return Answerer(snapshot, embedder, SimilarityReader.load(), settings), snapshot
