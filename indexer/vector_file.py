"""Vectors in a file, of which a search reads a few: a small file is mapped, a large one read where they stand.

Mapped pages count as memory of every process that looks at them, and for one vector that is not in the kernel's cache
it reads megabytes around it.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]

MAPPED_MOST = 64_000_000  # bytes of a file that is small
_FEW = 1000  # rows up to which each is read for itself


class VectorFile:
    """A stored array ``(n, d)`` of 32-bit floats, read-only. Thread-safe; it outlives its file's name.

    ``mapped`` is all of it, memory-mapped: for what goes through it in order.
    """

    def __init__(self, path: Path) -> None:
        """Open an array that `numpy.save` wrote.

        Raises:
            OSError, ValueError: there is none, or it is none.
        """
        stored = np.lib.format.open_memmap(path, mode="r")
        self.mapped: Vectors = stored.view(np.ndarray)  # see `indexer.postings.mapped`
        self.shape = self.mapped.shape
        self._start = stored.offset
        self._row_bytes = self.mapped.strides[0]
        self._file = path.open("rb", buffering=0) if self.mapped.nbytes > MAPPED_MOST else None

    def __len__(self) -> int:
        return len(self.mapped)

    def __getitem__(self, place: int | slice) -> Vectors:
        """One row ``(d,)``, or consecutive rows ``(n, d)``."""
        if self._file is None:
            return np.asarray(self.mapped[place])
        start, stop, _ = place.indices(len(self)) if isinstance(place, slice) else (place, place + 1, 1)
        rows = np.empty((max(stop - start, 0), *self.shape[1:]), dtype=np.float32)
        self._read(rows, start)
        return rows if isinstance(place, slice) else np.asarray(rows[0])

    def take(self, rows: Rows) -> Vectors:
        """Some rows ``(n, d)``, in the order given."""
        if self._file is None or len(rows) > _FEW:
            return np.ascontiguousarray(self.mapped[rows])
        taken = np.empty((len(rows), *self.shape[1:]), dtype=np.float32)
        for target, row in zip(taken, rows.tolist(), strict=True):
            self._read(target, row)
        return taken

    def _read(self, target: Vectors, row: int) -> None:
        assert self._file is not None  # noqa: S101 - only called where there is one
        if os.preadv(self._file.fileno(), [target.data], self._start + row * self._row_bytes) != target.nbytes:
            message = f"{self._file.name} ends too early"
            raise ValueError(message)
