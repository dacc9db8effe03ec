"""Positions: where the rows of a snapshot lie in its segments.

A snapshot shows its documents, sentences and chunks in the order of document ids, each numbered from 0 without gaps.
Its segments hold them in runs; rows of a segment that are in no run were deleted or replaced since it was written.
There is one axis each for documents, sentences and chunks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Run(NamedTuple):
    """``length`` rows of a segment from its row ``start`` on, which follow each other in the snapshot too."""

    segment: int
    start: int
    length: int


class Axis:
    """The runs of one kind of row, in the snapshot's order; positions count in the snapshot, rows in a segment."""

    def __init__(self, runs: Sequence[Run], sizes: Sequence[int]) -> None:
        """Take the runs, and how many rows each segment holds in all."""
        self.runs = [run for run in runs if run.length]
        *starts, total = accumulate((run.length for run in self.runs), initial=0)
        self._positions = starts
        self._total = total
        self._sizes = list(sizes)
        # Of each segment: where its runs start in it, and which runs these are. Both ascend.
        self._rows: list[list[int]] = [[] for _ in sizes]
        self._numbers: list[list[int]] = [[] for _ in sizes]
        for number, run in enumerate(self.runs):
            self._rows[run.segment].append(run.start)
            self._numbers[run.segment].append(number)

    def __len__(self) -> int:
        return self._total

    def locate(self, position: int) -> tuple[int, int]:
        """Segment and row of a position; negative ones count from the end.

        Raises:
            IndexError: there is no such position.
        """
        if not -self._total <= position < self._total:
            message = f"position {position} of {self._total}"
            raise IndexError(message)
        position %= self._total
        number = bisect_right(self._positions, position) - 1
        run = self.runs[number]
        return run.segment, run.start + position - self._positions[number]

    def pieces(self, start: int, stop: int) -> Iterator[Run]:
        """The runs of the positions ``[start, stop)``, cut to these."""
        number = max(bisect_right(self._positions, start) - 1, 0)
        while start < stop and number < len(self.runs):
            run, first = self.runs[number], self._positions[number]
            length = min(stop, first + run.length) - start
            yield Run(run.segment, run.start + start - first, length)
            start += length
            number += 1

    def find(self, segment: int, row: int) -> int | None:
        """Position of a segment's row; None where it is no longer part of the snapshot."""
        place = bisect_right(self._rows[segment], row) - 1
        if place < 0:
            return None
        number = self._numbers[segment][place]
        run = self.runs[number]
        return self._positions[number] + row - run.start if row < run.start + run.length else None

    def positions(self, segment: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Positions of rows that are all part of the snapshot."""
        place = np.searchsorted(np.asarray(self._rows[segment], dtype=np.int64), rows, side="right") - 1
        numbers = np.asarray(self._numbers[segment], dtype=np.int64)[place]
        starts = np.asarray([run.start for run in self.runs], dtype=np.int64)
        return np.asarray(self._positions, dtype=np.int64)[numbers] + rows - starts[numbers]

    def live(self, segment: int) -> NDArray[np.bool_] | None:
        """Which rows of a segment are part of the snapshot; None where all are."""
        runs = [self.runs[number] for number in self._numbers[segment]]
        if sum(run.length for run in runs) == self._sizes[segment]:
            return None
        mask = np.zeros(self._sizes[segment], dtype=np.bool_)
        for run in runs:
            mask[run.start : run.start + run.length] = True
        return mask
