"""Sentences and chunks of a collection, as sequences that fetch only what is asked for, and hold what was lately."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import overload

import numpy as np

from indexer.milvus.connection import Connection
from indexer.milvus.damage import DamagedError
from indexer.milvus.held import Held
from indexer.milvus.rows import CHUNKS, SENTENCES, Rows, unpacked_chunk, unpacked_sentences
from indexer.milvus.texts import Texts
from indexer.records import Chunk, Sentence

_HELD_CHUNKS = 20_000
_HELD_VECTORS = 5_000
_HELD_BLOCKS = 2_000  # of sentences with their vectors


class SentenceTexts:
    """All sentences and their vectors, `SENTENCES` of them in a text."""

    def __init__(self, texts: Texts, count: int) -> None:
        self.count = count
        self._texts = texts
        self._held: Held[int, tuple[list[Sentence], Rows]] = Held(self._fetch, _HELD_BLOCKS)

    def read(self, positions: range) -> list[tuple[Sentence, Rows]]:
        """Consecutive sentences, each with its vector."""
        found = self._held.many(_blocks(positions))
        places = (divmod(position, SENTENCES) for position in positions)
        return [(found[block][0][row], found[block][1][row]) for block, row in places]

    def prepare(self, ranges: Collection[range]) -> None:
        """Fetch what these ranges hold, together."""
        self._held.many([block for positions in ranges for block in _blocks(positions)])

    def _fetch(self, blocks: list[int]) -> dict[int, tuple[list[Sentence], Rows]]:
        found = self._texts.read([f"s{block}" for block in blocks])
        if len(found) < len(blocks):
            raise _missing("Sentences", self._texts.collection)
        return {block: unpacked_sentences(found[f"s{block}"]) for block in blocks}


def _blocks(positions: range) -> range:
    return range(positions.start // SENTENCES, -(-positions.stop // SENTENCES)) if positions else range(0)


class Sentences(Sequence[Sentence]):
    """All sentences, ordered by document id, then start."""

    def __init__(self, texts: SentenceTexts) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return self._texts.count

    @overload
    def __getitem__(self, place: int) -> Sentence: ...

    @overload
    def __getitem__(self, place: slice) -> list[Sentence]: ...

    def __getitem__(self, place: int | slice) -> Sentence | list[Sentence]:
        if not isinstance(place, slice):
            position = range(len(self))[place]
            return self._texts.read(range(position, position + 1))[0][0]
        positions = range(len(self))[place]
        if positions.step != 1:
            self._texts.prepare([range(position, position + 1) for position in positions])
            return [self[position] for position in positions]
        return [sentence for sentence, _ in self._texts.read(positions)]


class SentenceVectors:
    """Vectors of all sentences, ``(n, dimension)``."""

    def __init__(self, texts: SentenceTexts, dimension: int) -> None:
        self._texts = texts
        self._dimension = dimension

    def __len__(self) -> int:
        return self._texts.count

    def __getitem__(self, place: int | slice) -> Rows:
        """One row ``(dimension,)``, or consecutive rows ``(n, dimension)``."""
        if not isinstance(place, slice):
            position = range(len(self))[place]
            return self._texts.read(range(position, position + 1))[0][1]
        found = self._texts.read(range(len(self))[place])
        return np.stack([row for _, row in found]) if found else np.zeros((0, self._dimension), dtype=np.float32)


class Chunks(Sequence[Chunk]):
    """All chunks, ordered by document id, then start."""

    def __init__(self, connection: Connection, collection: str, texts: Texts, count: int) -> None:
        self._connection, self._collection, self._texts, self._count = connection, collection, texts, count
        self._held: Held[int, Chunk] = Held(self._fetch, _HELD_CHUNKS)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Chunk: ...

    @overload
    def __getitem__(self, place: slice) -> list[Chunk]: ...

    def __getitem__(self, place: int | slice) -> Chunk | list[Chunk]:
        positions = range(len(self))[place]
        if isinstance(positions, int):
            return self.some([positions])[0]
        return self.some(positions)

    def some(self, positions: Sequence[int]) -> list[Chunk]:
        """Some chunks, fetched together."""
        found = self._held.many(positions)
        return [found[position] for position in positions]

    def keep(self, values: Mapping[int, str]) -> None:
        """Hold chunks that a search brought along, each as it is packed (empty: it was too long)."""
        self._held.keep({position: unpacked_chunk(value) for position, value in values.items() if value})

    def _fetch(self, positions: list[int]) -> dict[int, Chunk]:
        values = self._connection.values(self._collection, CHUNKS, [f"c{p}" for p in positions], "value")
        long = self._texts.read([row for row, value in values.items() if not value])
        try:
            return {p: unpacked_chunk(values[f"c{p}"] or long[f"c{p}"]) for p in positions}
        except KeyError as error:
            raise _missing("Chunks", self._collection) from error


class ChunkVectors:
    """Vectors of all chunks, ``(n, dimension)``."""

    def __init__(self, connection: Connection, collection: str, count: int, dimension: int) -> None:
        self._connection, self._collection, self._count, self._dimension = connection, collection, count, dimension
        self._held: Held[int, Rows] = Held(self._fetch, _HELD_VECTORS)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int | slice) -> Rows:
        """One row ``(dimension,)``, or consecutive rows ``(n, dimension)``."""
        positions = range(len(self))[place]
        if isinstance(positions, int):
            return self._held.many([positions])[positions]
        found = self.prepare(positions)
        rows = [found[position] for position in positions]
        return np.stack(rows) if rows else np.zeros((0, self._dimension), dtype=np.float32)

    def prepare(self, positions: Sequence[int]) -> dict[int, Rows]:
        """Fetch some of them together."""
        return self._held.many(positions)

    def _fetch(self, positions: list[int]) -> dict[int, Rows]:
        found = self._connection.values(self._collection, CHUNKS, [f"c{p}" for p in positions], "vector")
        if len(found) < len(positions):
            raise _missing("Vectors of chunks", self._collection)
        return {int(row[1:]): np.asarray(vector, dtype=np.float32) for row, vector in found.items()}


def _missing(what: str, collection: str) -> DamagedError:
    return DamagedError(f"{what} are missing from the collection {collection}.")
