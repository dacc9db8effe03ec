"""What a search reads: one state of the index, wherever it is stored."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, overload

import numpy as np
from numpy.typing import NDArray

from indexer import lexical
from indexer.glossary import Glossary
from indexer.manifest import Manifest
from indexer.records import Chunk, Document, Hit, Sentence


class VectorRows(Protocol):
    """Unit vectors in the order of what they belong to, read-only."""

    def __len__(self) -> int: ...

    @overload
    def __getitem__(self, place: int) -> NDArray[np.float32]: ...

    @overload
    def __getitem__(self, place: slice) -> NDArray[np.float32]: ...

    def __getitem__(self, place: int | slice) -> NDArray[np.float32]:
        """One row ``(dimension,)``, or consecutive rows ``(n, dimension)``."""
        ...


class Searchable(ABC):
    """One state of the index, which never changes. Thread-safe.

    Attributes:
        id: follows from what it was built from.
        manifest: how it was built.
        glossary: the corpus's entities.
        documents: by id, ordered by id.
        sentences: ordered by document id, then start; headings are among them, flagged.
        chunks: ordered by document id, then start.
        chunk_vectors: ``(chunks, dimension)`` unit rows.
        sentence_vectors: ``(sentences, dimension)`` unit rows.
    """

    id: str
    manifest: Manifest
    glossary: Glossary
    documents: Mapping[str, Document]
    sentences: Sequence[Sentence]
    chunks: Sequence[Chunk]
    chunk_vectors: VectorRows
    sentence_vectors: VectorRows

    @abstractmethod
    def search_dense(
        self,
        vector: NDArray[np.float32],
        k: int,
        documents: Collection[str] | None = None,
        *,
        without: str | None = None,
    ) -> list[Hit]:
        """The k chunks whose vectors are nearest to a unit vector ``(dimension,)``, best first; scores are cosines.

        Only chunks of ``documents`` are searched when it is given; ids that there are not find nothing. Those of the
        document ``without`` are left out.
        """

    @abstractmethod
    def search_lexical(
        self, terms: Mapping[str, float] | Sequence[str], k: int, documents: Collection[str] | None = None
    ) -> list[Hit]:
        """The k chunks with the highest BM25 score above zero for analysed terms (see `analyse`), best first.

        A mapping gives each term's weight; in a sequence a repeated term counts as often as it stands there.
        """

    @abstractmethod
    def document_frequency(self, term: str) -> int:
        """In how many chunks an analysed term occurs (see `analyse`)."""

    @abstractmethod
    def word_count(self, word: str) -> int:
        """How often a word occurs as it is written, in small letters; deleted documents may count for a while."""

    @abstractmethod
    def frequent_words(self, most: int) -> dict[str, int]:
        """The words that occur most often, in small letters, and how often; counted as `word_count` does."""

    @staticmethod
    def analyse(text: str) -> list[str]:
        """The tokens under which the lexical index knows a text: use it for queries."""
        return lexical.analyse(text)

    def prefetch(self) -> None:  # noqa: B027 - not every store has something to do
        """Bring what questions will need nearer, for as long as it takes; questions are answered meanwhile."""

    def prepare(self, chunks: Sequence[int]) -> None:  # noqa: B027 - not every store has something to do
        """Take note that all of these chunks, by position, are read next; a store far away fetches them together."""


def inverse_document_frequency(holding: int, chunks: int) -> np.float32:
    """BM25's weight of a term that ``holding`` of ``chunks`` chunks have."""
    return np.float32(math.log(1 + (chunks - holding + 0.5) / (holding + 0.5)))
