"""The vectors of a new segment: taken over where a text was embedded before, embedded where it was not."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from indexer.embedding import Embedder
from indexer.engine import Engine
from indexer.incremental import Place, Plan
from indexer.journal import Journal, key_of
from indexer.report import Progress
from indexer.segment import CHUNK_VECTORS, SENTENCE_VECTORS, SegmentTexts
from indexer.snapshot import Snapshot

_BLOCK = 8192  # texts of a block: enough to sort them by length, few enough to hold them

Rows = NDArray[np.float32]
Known = dict[bytes, Rows]


class Embedding:
    """Fills in the vectors of a segment whose documents are written.

    A text is known by its key (see `indexer.journal`). What the last snapshot's version of a document had, what
    documents had that are gone (one may have been renamed), and what an interrupted build had done is taken over.
    """

    def __init__(
        self, segment: SegmentTexts, plan: Plan, previous: Snapshot | None, embedder: Embedder, journal: Journal
    ) -> None:
        self._segment = segment
        self._incoming = plan.incoming
        self._previous = previous
        self._embedder = embedder
        self._journal = journal
        self._reusable = previous is not None and previous.manifest.parameters.embedder_digest == embedder.digest
        self._gone: Known = {}
        for place in plan.gone:
            self._gone |= self._known(place)

    def fill(self, progress: Progress | None, engine: Engine | None = None) -> tuple[int, int]:
        """Write all vectors; gives how many distinct texts were embedded, and how many rows they fill.

        An engine embeds them elsewhere, before anything is written; what it should have left out is embedded here.
        """
        total, rows = self._missing()
        done = 0

        def finished(count: int) -> None:
            nonlocal done
            done += count
            if progress is not None:
                progress(done, total)

        finished(0)
        if engine is not None and total:
            self._embed_elsewhere(engine, finished)
        sizes = {SENTENCE_VECTORS: self._segment.sentences, CHUNK_VECTORS: self._segment.chunks}
        sentences, chunks = (
            open_memmap(self._segment.folder / name, "w+", np.float32, (size, self._embedder.dimension))
            for name, size in sizes.items()
        )
        for block in self._blocks():
            self._fill(block, sentences, chunks, finished)
        sentences.flush()
        chunks.flush()
        return total, rows

    def _missing(self) -> tuple[int, int]:
        """How many distinct texts must be embedded, and how many rows they fill."""
        counts = Counter(key for key, _ in self._unknown())
        return len(counts), counts.total()

    def _unknown(self) -> Iterator[tuple[bytes, str]]:
        """Key and text of each row whose text must be embedded."""
        for row, item in enumerate(self._incoming):
            if item.cut:
                known = self._known(item.place)
                for text in itertools.chain(*self._segment.texts_of(row)):
                    key = key_of(text)
                    if self._vector(key, known) is None:
                        yield key, text

    def _embed_elsewhere(self, engine: Engine, finished: Callable[[int], None]) -> None:
        seen: set[bytes] = set()

        def texts() -> Iterator[str]:
            for key, text in self._unknown():
                if key not in seen:
                    seen.add(key)
                    yield text

        def on_vectors(keys: Sequence[bytes], vectors: Rows) -> None:
            # Work that was done again after a worker died may come twice.
            new = [row for row, key in enumerate(keys) if self._journal.get(key) is None]
            self._journal.add([keys[row] for row in new], vectors[new])
            finished(len(new))

        engine.embed(texts(), on_vectors)

    def _blocks(self) -> Iterator[range]:
        """Rows of documents, some at a time."""
        start = texts = 0
        for row in range(len(self._incoming)):
            texts += len(self._segment.sentences_of(row)) + len(self._segment.chunks_of(row))
            if texts >= _BLOCK:
                yield range(start, row + 1)
                start, texts = row + 1, 0
        yield range(start, len(self._incoming))

    def _fill(self, block: range, sentences: Rows, chunks: Rows, finished: Callable[[int], None]) -> None:
        known: Known = {}
        texts: dict[str, dict[int, str]] = {"sentences": {}, "chunks": {}}
        for row in block:
            item = self._incoming[row]
            own_sentences, own_chunks = self._segment.sentences_of(row), self._segment.chunks_of(row)
            if item.cut:
                known |= self._known(item.place)
                sentence_texts, chunk_texts = self._segment.texts_of(row)
                texts["sentences"].update(zip(own_sentences, sentence_texts, strict=True))
                texts["chunks"].update(zip(own_chunks, chunk_texts, strict=True))
            elif self._previous and item.place:
                old, place = self._previous.segments[item.place[0]], item.place[1]
                for target, rows, source, olds in (
                    (sentences, own_sentences, old.sentence_vectors, old.sentences_of(place)),
                    (chunks, own_chunks, old.chunk_vectors, old.chunks_of(place)),
                ):
                    target[rows.start : rows.stop] = source[olds.start : olds.stop]
        wanted = {key_of(text): text for kind in texts.values() for text in kind.values()}
        self._embed({key: text for key, text in wanted.items() if self._vector(key, known) is None}, finished)
        for target, kind in ((sentences, texts["sentences"]), (chunks, texts["chunks"])):
            for row, text in kind.items():
                target[row] = self._vector(key_of(text), known)

    def _embed(self, texts: dict[bytes, str], finished: Callable[[int], None]) -> None:
        keys = list(texts)

        def on_batch(rows: Sequence[int], vectors: Rows) -> None:
            self._journal.add([keys[row] for row in rows], vectors)
            finished(len(rows))

        if texts:
            self._embedder.encode(list(texts.values()), on_batch)

    def _vector(self, key: bytes, known: Known) -> Rows | None:
        """The vector of a text, if it is known already."""
        for taken in (known, self._gone):
            if (vector := taken.get(key)) is not None:
                return vector
        return self._journal.get(key)

    def _known(self, place: Place | None) -> Known:
        """The vectors that the last snapshot has of one document's texts."""
        if not self._reusable or place is None or self._previous is None:
            return {}
        segment, row = self._previous.segments[place[0]], place[1]
        sentence_texts, chunk_texts = segment.texts_of(row)
        sentences, chunks = segment.sentences_of(row), segment.chunks_of(row)
        known = dict(
            zip(map(key_of, sentence_texts), segment.sentence_vectors[sentences.start : sentences.stop], strict=True)
        )
        known.update(zip(map(key_of, chunk_texts), segment.chunk_vectors[chunks.start : chunks.stop], strict=True))
        return known
