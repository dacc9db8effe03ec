"""What a build tells: how far it is, and in the end what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from indexer.reading import FileProblem


class Progress(Protocol):
    """Is told how far a build is: texts embedded so far, of how many."""

    def __call__(self, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` texts are embedded."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        snapshot: id of the snapshot that is current now.
        documents, sentences, chunks: what it holds.
        embedded, reused: distinct texts that were embedded, and whose vectors were taken over.
        problems: files that were not indexed.
        notes: what a person should know besides.
        changed: whether a new snapshot was made.
        created: whether a written document is new.
        document_chunks: chunks of a written document.
        seconds: how long it took.
    """

    snapshot: str
    documents: int
    sentences: int
    chunks: int
    embedded: int
    reused: int
    problems: list[FileProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changed: bool = True
    created: bool = False
    document_chunks: int = 0
    seconds: float = 0.0
