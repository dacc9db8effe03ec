"""A snapshot: one immutable, searchable state of the index, opened from disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import directory, storage
from indexer.embedding import Embedder
from indexer.glossary import Glossary
from indexer.layout import Layout
from indexer.manifest import FILE_NAME as MANIFEST
from indexer.manifest import CorpusFile, Manifest
from indexer.page_cache import prefetch
from indexer.postings import Weighted, best_of
from indexer.records import Hit
from indexer.searchable import Searchable, inverse_document_frequency
from indexer.segment import Segment
from indexer.views import Chunks, Documents, Sentences, Vectors


class SnapshotError(RuntimeError):
    """There is no usable snapshot; the message says why and what to run."""


class Snapshot(Searchable):
    """One state of the index on disk. Thread-safe; what it gives is read from there when it is asked for.

    Attributes:
        path: its folder.
        segments, layout: where all of it lies.
    """

    documents: Documents
    chunk_vectors: Vectors
    sentence_vectors: Vectors

    def __init__(self, path: Path) -> None:
        """Open a snapshot's folder.

        Raises:
            OSError, ValueError: a file of it is missing or not what it should be.
        """
        self.id = path.name
        self.path = path
        self.manifest = Manifest.load(path / MANIFEST)
        self.glossary = Glossary.model_validate_json((path / storage.GLOSSARY).read_bytes())
        self.segments = [Segment(path / entry.name, entry.dense) for entry in self.manifest.segments]
        self.layout = Layout.load(path / storage.LAYOUT, self.segments)
        dimension = self.manifest.parameters.dimension
        self.documents = Documents(self.layout, self.segments)
        self.sentences = Sentences(self.layout, self.segments)
        self.chunks = Chunks(self.layout, self.segments)
        self.chunk_vectors = Vectors(self.layout.chunks, [s.chunk_vectors for s in self.segments], dimension)
        self.sentence_vectors = Vectors(self.layout.sentences, [s.sentence_vectors for s in self.segments], dimension)
        self._live = [self.layout.chunks.live(number) for number in range(len(self.segments))]
        self._mean_length = self.manifest.terms / max(len(self.chunks), 1)

    @classmethod
    def open(cls, index: Path, embedder: Embedder) -> Snapshot:
        """Open the current snapshot of an index directory, its manifest and the sizes of its files verified.

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
        if faults := storage.faults(path, manifest_sha256):
            message = "; ".join(faults)
            raise ValueError(message)
        return cls(path)

    @cached_property
    def corpus_files(self) -> Mapping[str, CorpusFile]:
        """What became of each file of the corpus folder at the last folder build, by name."""
        return storage.read_corpus_files(self.path)

    @cached_property
    def written(self) -> frozenset[str]:
        """Ids of the documents that came over the API or as records, not from a file."""
        return frozenset(
            name
            for number, segment in enumerate(self.segments)
            for row, name in segment.catalogue.written()
            if self.layout.documents.find(number, row) is not None
        )

    def search_dense(
        self,
        vector: NDArray[np.float32],
        k: int,
        documents: Collection[str] | None = None,
        *,
        without: str | None = None,
    ) -> list[Hit]:
        """As `Searchable.search_dense`; of equals the one that stands first in the snapshot."""
        found = []
        chosen = None if documents is None else self._rows_of(set(documents) - {without})
        place = None if without is None else self.documents.place(without)
        for number, segment in enumerate(self.segments):
            allowed = self._live[number]
            if place and place[0] == number and chosen is None:
                allowed = np.ones(segment.chunks, dtype=np.bool_) if allowed is None else allowed.copy()
                own = segment.chunks_of(place[1])
                allowed[own.start : own.stop] = False
            found.append(segment.dense.search(vector, k, None if chosen is None else chosen[number], allowed))
        return self._best(found, k)

    def search_lexical(
        self, terms: Mapping[str, float] | Sequence[str], k: int, documents: Collection[str] | None = None
    ) -> list[Hit]:
        """As `Searchable.search_lexical`; of equals the one that stands first in the snapshot."""
        weights = terms if isinstance(terms, Mapping) else Counter(terms)
        rarity = {term: inverse_document_frequency(self.document_frequency(term), len(self.chunks)) for term in weights}
        chosen = None if documents is None else self._rows_of(documents)
        found = []
        for number, segment in enumerate(self.segments):
            numbers = {term: segment.catalogue.term(term) for term in weights}
            known = [
                Weighted(row, float(weights[term]), rarity[term]) for term, row in numbers.items() if row is not None
            ]
            if chosen is None:
                found.append(segment.postings.best(known, self._mean_length, k, self._live[number]))
            else:
                rows = chosen[number]
                found.append(best_of(rows, segment.postings.scores(known, self._mean_length, rows), k))
        return self._best(found, k)

    def prefetch(self) -> None:
        """Have its files read into the kernel's cache, the small ones first: every question goes through them."""
        smallest_first = sorted(self.manifest.files.items(), key=lambda item: item[1].size)
        prefetch(self.path / name for name, _ in smallest_first)

    def parts_of(self, document_id: str) -> tuple[range, range]:
        """Positions of a document's sentences and of its chunks; a document without sentences has none of either."""
        if (place := self.documents.place(document_id)) is None:
            return range(0), range(0)
        segment, row = self.segments[place[0]], place[1]
        sentences, chunks = segment.sentences_of(row), segment.chunks_of(row)
        first_sentence = self.layout.sentences.find(place[0], sentences.start) or 0
        first_chunk = self.layout.chunks.find(place[0], chunks.start) or 0
        return (
            range(first_sentence, first_sentence + len(sentences)),
            range(first_chunk, first_chunk + len(chunks)),
        )

    def document_frequency(self, term: str) -> int:
        """In how many chunks an analysed term occurs (see `analyse`)."""
        total = 0
        for segment, live in zip(self.segments, self._live, strict=True):
            if (number := segment.catalogue.term(term)) is not None:
                chunks = segment.postings.chunks_with(number)
                total += len(chunks) if live is None else int(np.count_nonzero(live[chunks]))
        return total

    def word_count(self, word: str) -> int:
        """How often a word occurs as it is written, in small letters; deleted documents may count for a while."""
        return sum(segment.catalogue.word(word) for segment in self.segments)

    def frequent_words(self, most: int) -> dict[str, int]:
        """The words that occur most often, in small letters, and how often; counted as `word_count` does."""
        counts: Counter[str] = Counter()
        for segment in self.segments:
            counts.update(segment.catalogue.frequent_words(most))
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most])

    def _rows_of(self, documents: Collection[str | None]) -> list[NDArray[np.int64]]:
        """Of each segment the chunk rows of some documents, ascending."""
        rows: list[list[range]] = [[] for _ in self.segments]
        for document in documents:
            if document is not None and (place := self.documents.place(document)):
                rows[place[0]].append(self.segments[place[0]].chunks_of(place[1]))
        return [
            np.fromiter((row for own in sorted(ranges, key=lambda r: r.start) for row in own), dtype=np.int64)
            for ranges in rows
        ]

    def _best(self, found: Sequence[tuple[NDArray[np.int64], NDArray[np.float32]]], k: int) -> list[Hit]:
        """The best of all segments' finds, each best first; of equals the one that stands first in the snapshot."""
        places = [self.layout.chunks.positions(number, rows) for number, (rows, _) in enumerate(found) if len(rows)]
        if not places:
            return []
        chunks, scores = np.concatenate(places), np.concatenate([scores for _, scores in found])
        order = np.argsort(-scores, kind="stable") if len(places) == 1 else np.lexsort((chunks, -scores))
        return [Hit(int(chunks[row]), float(scores[row])) for row in order[: max(k, 0)]]
