"""The dense index of a segment: exact while that is fast, else FAISS cells of 8-bit vectors, scored again exactly.

Which of the two follows from the number of chunks; how many cells are searched, from where the ten best chunks of many
queries lie. Recall is measured on other queries than those. Jégou, Douze and Schmid, "Product Quantization for Nearest
Neighbor Search", 2011 (inverted lists); Douze et al., "The Faiss library", 2024.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from indexer.vector_file import VectorFile

Kind = Literal["auto", "flat", "ivf"]
Rows = NDArray[np.int64]
Scores = NDArray[np.float32]

FILE = "dense.faiss"
FLAT_MOST = 30_000  # chunks that are searched one by one
RECALL_WANTED = 0.995  # of the ten best chunks, on the queries that the search is tuned on; real ones may be harder
RECALL_LEAST = 0.985  # on those that it is measured with
_RECALL_AT = 10
_MORE = 1.2  # times as many cells where that is not reached
_RESCORED = 200  # candidates of the cells, at least, that are scored again exactly
_TRAINED_PER_CELL = 40
_BLOCK = 50_000  # vectors that are added at once
_FEWEST_CELLS = 4


class DenseChoice(BaseModel):
    """How a segment's vectors are searched, why, and at what cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["flat", "ivf"] = "flat"
    cells: int = Field(default=0, description="Cells that the vectors are sorted into.")
    probes: int = Field(default=0, description="Cells that a search goes through.")
    recall_at_10: float = Field(
        default=1.0,
        description="Share of the ten nearest chunks that a search finds, for the kind of queries where it is least.",
    )
    search_ms: float = Field(default=0.0, description="Mean time of a search, in milliseconds; 0 where not measured.")
    exact_ms: float = Field(default=0.0, description="The same going through all vectors.")
    build_seconds: float = 0.0


class DenseIndex:
    """Search over ``(n, d)`` unit vectors by inner product; rows are positions in them. Thread-safe."""

    def __init__(
        self,
        vectors: NDArray[np.float32],
        cells: faiss.Index | None = None,
        probes: int = 0,
        take: Callable[[Rows], NDArray[np.float32]] | None = None,
    ) -> None:
        """Take the vectors, what approximates them, and what reads some of their rows where that is not by index."""
        self._vectors = vectors
        self._cells = cells
        self._probes = probes
        self._take = take or (lambda rows: np.ascontiguousarray(vectors[rows]))

    @classmethod
    def open(cls, folder: Path, vectors: VectorFile, choice: DenseChoice) -> DenseIndex:
        """Open the index that `build` left in a folder.

        Raises:
            ValueError: its file is not what the choice says.
        """
        if choice.kind == "flat":
            return cls(vectors.mapped)
        try:
            cells = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            message = f"{FILE} cannot be read: {error}"
            raise ValueError(message) from error
        if not isinstance(cells, faiss.IndexIVF) or cells.ntotal != len(vectors):
            message = f"{FILE} does not fit the vectors"
            raise ValueError(message)
        return cls(vectors.mapped, cells, choice.probes, vectors.take)

    def search(
        self, vector: NDArray[np.float32], k: int, rows: Rows | None = None, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Rows, Scores]:
        """The k best rows and their inner products, best first.

        Args:
            vector: ``(d,)`` unit query vector.
            k: how many; fewer come back where there are fewer.
            rows: search only these rows.
            allowed: ``(n,)``; search only where it is true.
        """
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        if rows is not None and len(rows) > FLAT_MOST:  # too many to copy them out
            allowed = np.isin(np.arange(len(self._vectors)), rows)
            rows = None
        if rows is None and self._cells is not None:
            rows = self._candidates(query, max(4 * k, _RESCORED), allowed)
            allowed = None
        if rows is None:
            return _nearest(query, self._vectors, k, allowed)
        places, scores = _nearest(query, self._take(rows), k, None)
        return rows[places], scores

    def _candidates(self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> Rows:
        assert self._cells is not None  # noqa: S101 - only called where there are cells
        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = self._probes
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            parameters.sel = selector
        _, rows = self._cells.search(query, k, params=parameters)
        return np.sort(rows[0][rows[0] >= 0]).astype(np.int64)


def build(
    folder: Path, vectors: NDArray[np.float32], asked: Callable[[], NDArray[np.float32]], kind: Kind
) -> DenseChoice:
    """Choose the index of a segment, write what it needs, and tell the choice.

    Args:
        folder: the segment's.
        vectors: ``(n, d)`` of the chunks.
        asked: gives ``(kinds, m, d)`` queries, of which every other one is kept to measure recall with.
        kind: what to build; "auto" chooses.
    """
    if kind == "flat" or len(vectors) <= (FLAT_MOST if kind == "auto" else _FEWEST_CELLS * _TRAINED_PER_CELL):
        return DenseChoice()
    began = time.monotonic()
    cells = 2 ** round(math.log2(min(4 * math.sqrt(len(vectors)), len(vectors) / _TRAINED_PER_CELL / 1.5)))
    index = faiss.index_factory(vectors.shape[1], f"IVF{cells},SQ8", faiss.METRIC_INNER_PRODUCT)
    assert isinstance(index, faiss.IndexIVF)  # noqa: S101 - by its name
    index.train(_spread(vectors, cells * _TRAINED_PER_CELL))
    for first in range(0, len(vectors), _BLOCK):
        index.add(np.ascontiguousarray(vectors[first : first + _BLOCK]))
    faiss.write_index(index, str(folder / FILE))
    queries = asked()
    probes = max(_probes_needed(index, vectors, kind_of) for kind_of in queries[:, ::2])
    held_out = queries[:, 1::2].reshape(-1, queries.shape[2])
    exact, exact_ms = _timed(DenseIndex(vectors), held_out)
    while True:
        found, search_ms = _timed(DenseIndex(vectors, index, probes), held_out)
        shares = [len(np.intersect1d(a, b)) / len(b) for a, b in zip(found, exact, strict=True)]
        recall = float(np.reshape(shares, (len(queries), -1)).mean(axis=1).min())
        if recall >= RECALL_LEAST or probes == cells:
            break
        probes = min(math.ceil(_MORE * probes), cells)
    return DenseChoice(
        kind="ivf",
        cells=cells,
        probes=probes,
        recall_at_10=round(recall, 4),
        search_ms=round(search_ms, 3),
        exact_ms=round(exact_ms, 3),
        build_seconds=round(time.monotonic() - began, 3),
    )


def _probes_needed(index: faiss.IndexIVF, vectors: NDArray[np.float32], queries: NDArray[np.float32]) -> int:
    """How many cells, the nearest first, hold as many of the ten best chunks of ``(m, d)`` queries as wanted."""
    best = [DenseIndex(vectors).search(query, _RECALL_AT)[0] for query in queries]
    _, order = index.quantizer.search(np.ascontiguousarray(queries), index.nlist)
    ranks = []
    for cells, rows in zip(order, best, strict=True):
        rank_of = np.argsort(cells)
        _, own = index.quantizer.search(np.ascontiguousarray(vectors[rows]), 1)
        ranks += rank_of[own[:, 0]].tolist()
    return int(np.quantile(ranks, RECALL_WANTED, method="higher")) + 1


def _timed(index: DenseIndex, queries: NDArray[np.float32]) -> tuple[list[Rows], float]:
    began = time.perf_counter()
    found = [index.search(query, _RECALL_AT)[0] for query in queries]
    return found, 1000 * (time.perf_counter() - began) / len(queries)


def _spread(vectors: NDArray[np.float32], most: int) -> NDArray[np.float32]:
    """At most so many of the vectors, evenly spread over them."""
    rows = np.unique(np.linspace(0, len(vectors) - 1, min(most, len(vectors))).astype(np.int64))
    return np.ascontiguousarray(vectors[rows])


def _nearest(
    query: NDArray[np.float32], vectors: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None
) -> tuple[Rows, Scores]:
    """The k nearest of contiguous vectors to one query ``(1, d)``, by going through all."""
    count = len(vectors) if allowed is None else int(np.count_nonzero(allowed))
    k = min(k, count)
    if k <= 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    scores, rows = np.empty((1, k), dtype=np.float32), np.empty((1, k), dtype=np.int64)
    bits = None if allowed is None else np.packbits(allowed, bitorder="little")
    selector = None if bits is None else faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    given, found = [faiss.swig_ptr(a) for a in (query, vectors)], [faiss.swig_ptr(a) for a in (scores, rows)]
    # The type stubs do not know the last argument.
    faiss.knn_inner_product(*given, vectors.shape[1], 1, len(vectors), k, *found, selector)  # type: ignore[call-arg]
    return rows[0], scores[0]
