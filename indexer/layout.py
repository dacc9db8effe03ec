"""The layout of a snapshot: which documents of which segments it holds, in the order of their ids."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from indexer.axis import Axis, Run
from indexer.segment import SegmentTexts


@dataclass(frozen=True)
class Layout:
    """Where the documents, sentences and chunks of a snapshot lie."""

    documents: Axis
    sentences: Axis
    chunks: Axis

    @classmethod
    def of(cls, runs: Sequence[Run], segments: Sequence[SegmentTexts]) -> Layout:
        """The layout whose documents lie in these runs."""
        sentences, chunks = [], []
        for segment, start, length in runs:
            own = segments[segment].sentences_of(start, length)
            sentences.append(Run(segment, own.start, len(own)))
            own = segments[segment].chunks_of(start, length)
            chunks.append(Run(segment, own.start, len(own)))
        return cls(
            Axis(runs, [segment.documents for segment in segments]),
            Axis(sentences, [segment.sentences for segment in segments]),
            Axis(chunks, [segment.chunks for segment in segments]),
        )

    @classmethod
    def load(cls, path: Path, segments: Sequence[SegmentTexts]) -> Layout:
        """Read what `save` wrote.

        Raises:
            OSError, ValueError: the file is missing, or no layout of these segments.
        """
        runs = [Run(*row) for row in np.load(path).tolist()]
        ends = [run.start + run.length for run in runs if run.segment < len(segments)]
        if len(ends) < len(runs) or any(e > segments[r.segment].documents for e, r in zip(ends, runs, strict=True)):
            message = f"{path.name} does not fit the segments"
            raise ValueError(message)
        return cls.of(runs, segments)

    def save(self, path: Path) -> None:
        """Write the runs of documents; the others follow from them."""
        np.save(path, np.asarray(self.documents.runs, dtype=np.int64).reshape(-1, 3))


def place_of(document_id: str, documents: Axis, segments: Sequence[SegmentTexts]) -> int:
    """How many documents stand before an id."""
    return bisect_left(range(len(documents)), document_id, key=lambda position: _id_at(position, documents, segments))


def changed(runs: Iterable[Run], left_out: Iterable[int], put_in: Iterable[tuple[int, int]], new: int) -> list[Run]:
    """Runs of documents after a change.

    Args:
        runs: as they are.
        left_out: positions of documents that go, ascending.
        put_in: documents that come, ascending: the position that each is to stand before, and its row.
        new: number of the segment that holds what comes.
    """
    gone, come = deque(left_out), deque(put_in)
    pieces: list[Run] = []
    position = 0
    for segment, start, length in runs:
        row, end = start, position + length
        while position < end:
            while come and come[0][0] <= position:
                pieces.append(Run(new, come.popleft()[1], 1))
            if gone and gone[0] == position:
                gone.popleft()
                step = 1
            else:
                step = min([end, *(place for place, _ in islice(come, 1)), *islice(gone, 1)]) - position
                pieces.append(Run(segment, row, step))
            row += step
            position += step
    pieces += [Run(new, row, 1) for _, row in come]
    return list(_joined(pieces))


def _joined(pieces: Iterable[Run]) -> Iterator[Run]:
    last: Run | None = None
    for piece in pieces:
        if last and (piece.segment, piece.start) == (last.segment, last.start + last.length):
            last = Run(last.segment, last.start, last.length + piece.length)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _id_at(position: int, documents: Axis, segments: Sequence[SegmentTexts]) -> str:
    segment, row = documents.locate(position)
    return segments[segment].catalogue.id_of(row)
