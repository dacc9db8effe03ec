"""What a snapshot holds, as sequences and mappings that read from its segments only what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from indexer.axis import Axis
from indexer.layout import Layout
from indexer.records import Chunk, Document, Sentence
from indexer.segment import SegmentTexts
from indexer.vector_file import VectorFile

Record = TypeVar("Record", Sentence, Chunk)
_BLOCK = 1024  # records that are read at once when all are gone through


class Documents(Mapping[str, Document]):
    """All documents by id, in the order of ids."""

    def __init__(self, layout: Layout, segments: Sequence[SegmentTexts]) -> None:
        self._axis = layout.documents
        self._segments = segments

    def __len__(self) -> int:
        return len(self._axis)

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _BLOCK):
            for segment, row, length in self._axis.pieces(start, min(start + _BLOCK, len(self))):
                yield from self._segments[segment].catalogue.ids(row, row + length)

    def __contains__(self, document_id: object) -> bool:
        return isinstance(document_id, str) and self.place(document_id) is not None

    def __getitem__(self, document_id: str) -> Document:
        place = self.place(document_id)
        if place is None:
            raise KeyError(document_id)
        segment, row = place
        return self._segments[segment].catalogue.document(row)

    def place(self, document_id: str) -> tuple[int, int] | None:
        """Segment and row of a document."""
        for number, segment in enumerate(self._segments):
            row = segment.catalogue.row_of(document_id)
            if row is not None and self._axis.find(number, row) is not None:
                return number, row
        return None


class _Records(Sequence[Record]):
    """Records of one kind, in the snapshot's order."""

    def __init__(self, layout: Layout, segments: Sequence[SegmentTexts], axis: Axis) -> None:
        self._layout = layout
        self._segments = segments
        self._axis = axis

    def __len__(self) -> int:
        return len(self._axis)

    def __iter__(self) -> Iterator[Record]:
        for start in range(0, len(self), _BLOCK):
            yield from self[start : start + _BLOCK]

    @overload
    def __getitem__(self, place: int) -> Record: ...

    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...

    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        if not isinstance(place, slice):
            segment, row = self._axis.locate(place)
            return self._read(segment, range(row, row + 1))[0]
        start, stop, step = place.indices(len(self))
        if step != 1:
            return [self[position] for position in range(start, stop, step)]
        pieces = self._axis.pieces(start, stop)
        return [record for segment, row, length in pieces for record in self._read(segment, range(row, row + length))]

    def _read(self, segment: int, rows: range) -> list[Record]:
        raise NotImplementedError


class Sentences(_Records[Sentence]):
    """All sentences, ordered by document id, then start."""

    def __init__(self, layout: Layout, segments: Sequence[SegmentTexts]) -> None:
        super().__init__(layout, segments, layout.sentences)

    def _read(self, segment: int, rows: range) -> list[Sentence]:
        return self._segments[segment].read_sentences(rows)


class Chunks(_Records[Chunk]):
    """All chunks, ordered by document id, then start."""

    def __init__(self, layout: Layout, segments: Sequence[SegmentTexts]) -> None:
        super().__init__(layout, segments, layout.chunks)

    def _read(self, segment: int, rows: range) -> list[Chunk]:
        return [self._placed(segment, chunk) for chunk in self._segments[segment].read_chunks(rows)]

    def _placed(self, segment: int, chunk: Chunk) -> Chunk:
        """The chunk counting the snapshot's sentences, not the segment's."""
        first = self._layout.sentences.find(segment, chunk.sentences.start)
        if first is None:
            message = f"the chunk {chunk.id} has no sentences in the snapshot"
            raise ValueError(message)
        return replace(chunk, sentences=range(first, first + len(chunk.sentences)))


class Vectors:
    """Unit vectors of sentences or chunks in the snapshot's order, read-only; slices of one document are not copied."""

    def __init__(self, axis: Axis, files: Sequence[VectorFile], dimension: int) -> None:
        self._axis = axis
        self._files = files
        self.shape = (len(axis), dimension)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, place: int | slice) -> NDArray[np.float32]:
        """One row ``(dimension,)``, or consecutive rows ``(n, dimension)``."""
        if not isinstance(place, slice):
            segment, row = self._axis.locate(place)
            vector: NDArray[np.float32] = self._files[segment][row]
            return vector
        start, stop, step = place.indices(len(self))
        if step != 1:
            message = "only consecutive vectors are read at once"
            raise ValueError(message)
        pieces = [self._files[segment][row : row + n] for segment, row, n in self._axis.pieces(start, stop)]
        if len(pieces) == 1:
            return pieces[0]
        return np.concatenate(pieces) if pieces else np.zeros((0, self.shape[1]), dtype=np.float32)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """All of them, some at a time."""
        for start in range(0, len(self), _BLOCK):
            yield self[start : start + _BLOCK]

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:  # noqa: FBT001 - as numpy has it
        """All of them as one array; a copy where they lie in several places."""
        return np.array(self[:], dtype=dtype, copy=copy)
