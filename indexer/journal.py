"""The journal of a build: every vector as soon as it is made, so that an interrupted build embeds nothing twice.

    index/.journal     a line that names the embedder, then one record a text: key, vector, checksum

Records are only ever added at the end. A build reads what an earlier one left, and the journal goes when its snapshot
is in place. What a crash of the machine left half-written fails its checksum and is cut off.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

FILE = ".journal"
KEY_BYTES = 16
_BLOCK = 4096  # records that are read at once


def key_of(text: str) -> bytes:
    """What a text is known by: 128 bits of BLAKE2b."""
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).digest()


class Journal:
    """The journal of an index, for the one writer that holds the lock."""

    def __init__(self, index: Path, embedder_digest: str, dimension: int) -> None:
        """Open it, or begin a new one where there is none or another embedder's."""
        self._path = index / FILE
        self._header = f"{embedder_digest} {dimension}\n".encode()
        self._record = np.dtype([("key", f"V{KEY_BYTES}"), ("vector", "<f4", dimension), ("sum", "<u4")])
        self._numbers: dict[bytes, int] = {}
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        if os.pread(self._descriptor, len(self._header), 0) != self._header:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, self._header, 0)
        self._take_stock()

    def get(self, key: bytes) -> NDArray[np.float32] | None:
        """The vector of a text by its key, if it is there."""
        if (number := self._numbers.get(key)) is None:
            return None
        record = os.pread(self._descriptor, self._record.itemsize, self._place(number))
        vector: NDArray[np.float32] = np.frombuffer(record, self._record)[0]["vector"]
        return vector

    def add(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Add vectors ``(n, dimension)``; a killed process has added them wholly or not at all."""
        records = np.zeros(len(keys), self._record)
        records["vector"] = vectors
        for record, key in zip(records, keys, strict=True):
            record["key"] = np.void(key)
            record["sum"] = _checksum(record)
        os.pwrite(self._descriptor, records.tobytes(), self._place(len(self._numbers)))
        for key in keys:
            self._numbers[key] = len(self._numbers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave it for a later build (see `discard`)."""
        os.close(self._descriptor)

    def _take_stock(self) -> None:
        size = self._record.itemsize
        while content := os.pread(self._descriptor, _BLOCK * size, self._place(len(self._numbers))):
            records = np.frombuffer(content[: len(content) // size * size], self._record)
            whole = list(takewhile(lambda record: record["sum"] == _checksum(record), records))
            for record in whole:
                self._numbers[bytes(record["key"])] = len(self._numbers)
            if len(whole) < _BLOCK:
                break
        os.ftruncate(self._descriptor, self._place(len(self._numbers)))

    def _place(self, number: int) -> int:
        return len(self._header) + number * self._record.itemsize


def discard(index: Path) -> None:
    """Remove the journal of an index, if there is one."""
    (index / FILE).unlink(missing_ok=True)


def _checksum(record: np.void) -> int:
    return zlib.crc32(record["vector"].tobytes(), zlib.crc32(record["key"].tobytes()))
