"""A snapshot: one immutable, searchable state of the index, opened from disk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import directory, lexical, storage
from indexer.embedding import Embedder
from indexer.glossary import Glossary
from indexer.lexical import LexicalIndex
from indexer.manifest import FILE_NAME as MANIFEST
from indexer.manifest import Manifest
from indexer.records import Chunk, Document, Sentence
from indexer.vectors import DenseIndex


class SnapshotError(RuntimeError):
    """There is no usable snapshot; the message says why and what to run."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search found, by its position in the snapshot's chunks, and its score."""

    chunk: int
    score: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One state of the index. Thread-safe; arrays are memory-mapped and read-only.

    Attributes:
        id: follows from what the snapshot was built from.
        path: its folder.
        manifest: how it was built.
        documents: by id, ordered by id.
        sentences: ordered by document id, then start; headings are among them, flagged.
        chunks: ordered by document id, then start.
        chunk_vectors: ``(chunks, dimension)`` unit rows.
        sentence_vectors: ``(sentences, dimension)`` unit rows.
        glossary: the corpus's entities.
    """

    id: str
    path: Path
    manifest: Manifest
    documents: Mapping[str, Document]
    sentences: Sequence[Sentence]
    chunks: Sequence[Chunk]
    chunk_vectors: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]
    glossary: Glossary
    _dense: DenseIndex
    _lexical: LexicalIndex
    _chunk_rows: Mapping[str, range]
    _sentence_rows: Mapping[str, range]

    @classmethod
    def open(cls, index: Path, embedder: Embedder) -> Snapshot:
        """Open the current snapshot of an index directory, its checksums verified.

        Raises:
            SnapshotError: there is none, it is damaged, or another format or embedder made it.
        """
        snapshot = cls.read(index)
        made_by = snapshot.manifest.parameters
        if made_by.embedder_digest != embedder.digest:
            message = (
                f"The index {index} was built with the embedder {made_by.embedder} ({made_by.embedder_digest[:12]}), "
                f"not with {embedder.name} ({embedder.digest[:12]}). Run `cited index` to rebuild it."
            )
            raise SnapshotError(message)
        return snapshot

    @classmethod
    def read(cls, index: Path) -> Snapshot:
        """As `open`, whatever embedder made the snapshot: for looking at it, not for searching it.

        Raises:
            SnapshotError: there is none, it is damaged, or it has another format.
        """
        while True:
            try:
                pointer = directory.current(index)
            except (OSError, ValueError) as error:
                message = f"The index {index} cannot be opened: {error}. Run `cited index` to rebuild it."
                raise SnapshotError(message) from error
            if pointer is None:
                message = f"There is no index in {index}. Run `cited index` to build it."
                raise SnapshotError(message)
            try:
                return cls._load(index / pointer[0], pointer[1])
            except (OSError, ValueError) as error:
                # A writer may have switched twice in between and removed what was current a moment ago.
                if directory.current(index) != pointer:
                    continue
                message = (
                    f"The index {index} cannot be used: {error}. Run `cited index --check` to see what is wrong, "
                    "or `cited index` to rebuild it."
                )
                raise SnapshotError(message) from error

    @classmethod
    def _load(cls, path: Path, manifest_sha256: str) -> Snapshot:
        faults = storage.faults(path, manifest_sha256)
        if faults:
            message = "; ".join(faults)
            raise ValueError(message)
        stored = storage.load(path)
        return cls(
            id=path.name,
            path=path,
            manifest=Manifest.load(path / MANIFEST),
            documents={document.id: document for document in stored.documents},
            sentences=stored.sentences,
            chunks=stored.chunks,
            chunk_vectors=stored.dense.vectors,
            sentence_vectors=stored.sentence_vectors,
            glossary=stored.glossary,
            _dense=stored.dense,
            _lexical=stored.lexical,
            _chunk_rows=_rows_by_document(stored.chunks),
            _sentence_rows=_rows_by_document(stored.sentences),
        )

    def search_dense(self, vector: NDArray[np.float32], k: int, documents: Collection[str] | None = None) -> list[Hit]:
        """The k chunks whose vectors are nearest to a unit vector ``(dimension,)``, best first; scores are cosines.

        Only chunks of ``documents`` are searched when it is given; ids that the snapshot lacks find nothing.
        """
        rows = None if documents is None else self._rows_of(documents)
        found, scores = self._dense.search(vector, k, rows)
        return [Hit(int(row), float(score)) for row, score in zip(found, scores, strict=True)]

    def search_lexical(
        self, terms: Mapping[str, float] | Sequence[str], k: int, documents: Collection[str] | None = None
    ) -> list[Hit]:
        """The k chunks with the highest BM25 score above zero for analysed terms (see `analyse`), best first.

        A mapping gives each term's weight; in a sequence a repeated term counts as often as it stands there.
        """
        scores = self._lexical.scores(terms)
        rows = np.arange(len(scores)) if documents is None else self._rows_of(documents)
        order = rows[np.argsort(-scores[rows], kind="stable")][: max(k, 0)]
        return [Hit(int(row), float(scores[row])) for row in order if scores[row] > 0]

    def parts_of(self, document_id: str) -> tuple[range, range]:
        """Positions of a document's sentences and of its chunks; a document without sentences has none of either."""
        return self._sentence_rows.get(document_id, range(0)), self._chunk_rows.get(document_id, range(0))

    def analyse(self, text: str) -> list[str]:
        """The tokens under which the lexical index knows a text: use it for queries."""
        return lexical.analyse(text)

    def document_frequency(self, term: str) -> int:
        """In how many chunks an analysed term occurs (see `analyse`)."""
        return self._lexical.document_frequency(term)

    def _rows_of(self, documents: Collection[str]) -> NDArray[np.int64]:
        ranges = [self._chunk_rows[document] for document in sorted(set(documents)) if document in self._chunk_rows]
        return np.fromiter((row for rows in ranges for row in rows), dtype=np.int64)


def _rows_by_document(parts: Sequence[Sentence | Chunk]) -> dict[str, range]:
    rows: dict[str, range] = {}
    for row, part in enumerate(parts):
        first = rows[part.document_id].start if part.document_id in rows else row
        rows[part.document_id] = range(first, row + 1)
    return rows
