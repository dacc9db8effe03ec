"""Posting lists of a segment: in which chunks each term occurs and how often; BM25 over them.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, in Lucene's variant with
k1 = 1.5 and b = 0.75. What depends on the whole corpus (how many chunks hold a term, how long a chunk is on average)
comes with the query, so that lists stay as they are when other documents change. The best k are found by MaxScore:
Turtle and Flood, "Query Evaluation: Strategies and Optimizations", 1995.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

K1 = 1.5
B = 0.75
_MOST_COUNTED = 65_535  # occurrences in one chunk: counts have 16 bits
_SLACK = 1.0001  # over bounds, for what rounding may take
_LONGER = 50  # a list that is so many times as long as what is looked for is not gone through
_SAMPLE = 32  # every so manieth score makes a sample, where there are more than
_SAMPLED = 8  # times as many as a sample takes
_BLOCK = 64  # terms whose bounds are worked out at once

Rows = NDArray[np.int64]
Integer = TypeVar("Integer", np.int32, np.int64)


def mapped(path: Path) -> NDArray[Any]:
    """A stored array, memory-mapped and read-only.

    It is a plain array: `numpy.memmap` does more at each of the many small steps of a search than the step itself.
    """
    array: NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return array


class Weighted(NamedTuple):
    """A term of a query: its number in the segment, and its weight times its inverse document frequency."""

    term: int
    weight: float
    idf: np.float32


class PostingsWriter:
    """Collects the terms of chunks, one chunk after the other."""

    def __init__(self) -> None:
        self.terms: dict[str, int] = {}
        self._numbers, self._counts, self._ends, self._lengths = array("i"), array("H"), array("q", [0]), array("i")

    def add(self, tokens: Sequence[str]) -> None:
        """Take in the tokens of the next chunk."""
        for term, count in Counter(tokens).items():
            self._numbers.append(self.terms.setdefault(term, len(self.terms)))
            self._counts.append(min(count, _MOST_COUNTED))
        self._ends.append(len(self._numbers))
        self._lengths.append(len(tokens))

    def save(self, folder: Path) -> None:
        """Write the lists into a new folder."""
        folder.mkdir()
        shape = (len(self._lengths), len(self.terms))
        by_chunk = csr_matrix((np.asarray(self._counts), np.asarray(self._numbers), np.asarray(self._ends)), shape)
        by_term = by_chunk.tocsc()
        lengths = np.asarray(self._lengths, dtype=np.int32)
        starts = by_term.indptr.astype(np.int64)
        bounds = np.zeros(len(self.terms), dtype=np.float32)
        for first in range(0, len(bounds), _BLOCK):
            own = starts[first : first + _BLOCK + 1]
            inside = slice(own[0], own[-1])
            shares = saturation(by_term.data[inside], lengths[by_term.indices[inside]], float(lengths.mean()))
            bounds[first : first + _BLOCK] = np.maximum.reduceat(shares, own[:-1] - own[0])
        np.save(folder / "starts.npy", starts)
        np.save(folder / "chunks.npy", by_term.indices.astype(np.int32))
        np.save(folder / "counts.npy", by_term.data.astype(np.uint16))
        np.save(folder / "bounds.npy", bounds)
        np.save(folder / "lengths.npy", lengths)


class Postings:
    """The lists of n chunks, memory-mapped. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Open what `PostingsWriter` wrote."""
        names = ("starts", "chunks", "counts", "bounds", "lengths")
        self._starts, self._chunks, self._counts, self._bounds, self.lengths = (
            mapped(folder / f"{name}.npy") for name in names
        )
        self._known_norms: tuple[float, NDArray[np.float32]] | None = None
        self._own_mean_length = max(float(self.lengths.mean()), 1.0) if len(self.lengths) else 1.0

    def terms_in(self, start: int, count: int) -> int:
        """How many terms ``count`` chunks hold together, repeated ones as often as they occur."""
        return int(self.lengths[start : start + count].sum(dtype=np.int64))

    def chunks_with(self, term: int) -> NDArray[np.int32]:
        """The chunks that hold a term, ascending."""
        chunks: NDArray[np.int32] = self._chunks[self._starts[term] : self._starts[term + 1]]
        return chunks

    def scores(self, terms: Sequence[Weighted], mean_length: float, chunks: Rows) -> NDArray[np.float32]:
        """BM25 scores of some chunks."""
        totals = np.zeros(len(chunks), dtype=np.float32)
        for term in terms:
            holding = self.chunks_with(term.term)
            if not len(holding):
                continue
            places = _places(holding, chunks)
            held = holding[places] == chunks
            totals[held] += self._scores(term, mean_length, places[held])
        return totals

    def best(
        self, terms: Sequence[Weighted], mean_length: float, k: int, live: NDArray[np.bool_] | None
    ) -> tuple[Rows, NDArray[np.float32]]:
        """The k chunks, of those that are ``live``, that score highest above zero, best first, and their scores.

        Lists are gone through from the term that can add most to the one that can add least. Once those that are left
        could not lift a new chunk among the best k, only chunks that may yet be among them are kept.
        """
        if not terms or k <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        # Stored bounds are for the segment's own mean length; a greater one lifts a score by its ratio at most.
        longer = max(1.0, mean_length / self._own_mean_length) * _SLACK
        most = [term.weight * float(term.idf) * float(self._bounds[term.term]) * longer for term in terms]
        totals = np.zeros(len(self.lengths), dtype=np.float32)
        candidates: Rows | None = None  # None: all that were met
        left, had = sum(most), 0.0
        enough = 0.0  # what the k-th best has at least
        for number in sorted(range(len(terms)), key=lambda number: -most[number]):
            chunks = self._add(totals, terms[number], mean_length, candidates)
            left, had = left - most[number], had + most[number]
            if had < left:
                continue  # even the best has too little to leave others out
            reached = totals[_within(chunks, live) if candidates is None else candidates]
            enough = max(enough, _kth_best(reached, k) / _SLACK)
            if candidates is not None:
                candidates = candidates[reached + left * _SLACK >= enough]
            elif enough > left * _SLACK:
                candidates = _within(np.flatnonzero(totals >= enough - left * _SLACK), live)
        if candidates is None:
            candidates = _within(np.flatnonzero(totals), live)
        return best_of(candidates, self.scores(terms, mean_length, candidates), k)

    def _add(
        self, totals: NDArray[np.float32], term: Weighted, mean_length: float, among: Rows | None
    ) -> NDArray[np.int32]:
        """Add a term's scores to the totals of the chunks that hold it, if among some only; tell which these are.

        In 32 bits, to leave out what is certainly not among the best; the others are scored exactly.
        """
        inside = slice(self._starts[term.term], self._starts[term.term + 1])
        holding, counts = self._chunks[inside], self._counts[inside]
        if among is not None and len(holding) > _LONGER * len(among):
            places = _places(holding, among)
            places = places[holding[places] == among]
            holding, counts = holding[places], counts[places]
        frequency = counts.astype(np.float32)
        shares = frequency / (self._norms(mean_length).take(holding) + frequency)
        # The same as `+=`, as none is there twice, in one pass where that takes two.
        np.add.at(totals, holding, np.float32(term.weight * term.idf) * shares)
        return holding

    def _norms(self, mean_length: float) -> NDArray[np.float32]:
        """What BM25 adds to a count for each chunk's length; worked out once, as it is the same for every query."""
        known = self._known_norms
        if known is None or known[0] != mean_length:
            norms = (K1 * ((1 - B) + B * self.lengths / mean_length)).astype(np.float32)
            known = self._known_norms = (mean_length, norms)
        return known[1]

    def _scores(self, term: Weighted, mean_length: float, inside: Rows) -> NDArray[np.float32]:
        start, stop = self._starts[term.term], self._starts[term.term + 1]
        counts, chunks = self._counts[start:stop][inside], self._chunks[start:stop][inside]
        scores = (term.idf * saturation(counts, self.lengths[chunks], mean_length)).astype(np.float32)
        return np.asarray(term.weight * scores, dtype=np.float32)


def best_of(chunks: Rows, scores: NDArray[np.float32], k: int) -> tuple[Rows, NDArray[np.float32]]:
    """The k best above zero, best first; of equals the one that stands first."""
    order = np.argsort(-scores, kind="stable")[: max(k, 0)]
    order = order[scores[order] > 0]
    return chunks[order], scores[order]


def _places(holding: NDArray[np.int32], chunks: Rows) -> Rows:
    """Where each chunk stands in a list that is not empty, or would stand but for the end."""
    # Of the list's own type: numpy would otherwise convert the whole list.
    return np.minimum(np.searchsorted(holding, chunks.astype(holding.dtype)), len(holding) - 1)


def _kth_best(scores: NDArray[np.float32], k: int) -> float:
    """The k-th greatest score; 0 where there are fewer."""
    if len(scores) > _SAMPLED * _SAMPLE * k:  # what is not among the k best of a sample need not be put in order
        scores = scores[scores >= _kth_best(scores[::_SAMPLE], k)]
    return float(np.partition(scores, -k)[-k]) if len(scores) >= k else 0.0


def _within(chunks: NDArray[Integer], live: NDArray[np.bool_] | None) -> NDArray[Integer]:
    return chunks if live is None else chunks[live[chunks]]


def saturation(counts: NDArray[np.uint16], lengths: NDArray[np.int32], mean_length: float) -> NDArray[np.float64]:
    """BM25's share of a term's weight, 0..1, by how often it occurs and how long the chunk is."""
    return np.asarray(counts / (K1 * ((1 - B) + B * lengths / mean_length) + counts), dtype=np.float64)
