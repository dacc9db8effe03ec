"""How a document was cut, as numbers: what one process tells another of its sentences and chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.records import Chunk, Sentence


@dataclass(frozen=True, slots=True)
class Cut:
    """Sentences and chunks of one document; the chunks count its sentences from 0.

    Attributes:
        sentences: ``(n, 3)``: start, end, whether it is a heading.
        chunks: ``(m, 5)``: start, end, first sentence, the one after the last, row of ``headings``.
        headings: heading paths.
    """

    sentences: NDArray[np.int32]
    chunks: NDArray[np.int32]
    headings: list[tuple[str, ...]]

    @classmethod
    def of(cls, sentences: Sequence[Sentence], chunks: Sequence[Chunk]) -> Self:
        """The cut of these."""
        rows: dict[tuple[str, ...], int] = {}
        spans = [(s.start, s.end, s.is_heading) for s in sentences]
        runs = [
            (c.start, c.end, c.sentences.start, c.sentences.stop, rows.setdefault(c.headings, len(rows)))
            for c in chunks
        ]
        arrays = (np.array(spans, dtype=np.int32).reshape(-1, 3), np.array(runs, dtype=np.int32).reshape(-1, 5))
        return cls(*arrays, list(rows))

    def parts(self, document_id: str) -> tuple[list[Sentence], list[Chunk]]:
        """The sentences and chunks again."""
        sentences = [Sentence(document_id, start, end, bool(flag)) for start, end, flag in self.sentences.tolist()]
        chunks = [
            Chunk(f"{document_id}:{start}-{end}", document_id, start, end, self.headings[path], range(first, after))
            for start, end, first, after, path in self.chunks.tolist()
        ]
        return sentences, chunks
