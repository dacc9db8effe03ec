"""The white gaps that run down through the rows of a PDF page: between columns, or between the cells of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from indexer.formats.glyphs import Run
from indexer.formats.rows import Row, size_of

LEAST_ROWS = 3
# Of the size of the letters: the narrowest gap between columns.
NARROWEST_GAP = 0.75
MARKER_CHARACTERS = 4

Interval = tuple[float, float]


def gaps_from(rows: Sequence[Row], start: int) -> Iterator[tuple[int, list[Interval]]]:
    """How far down from a row which gaps stay free: one run for each number of gaps, until none is left."""
    free = _free(rows[start])
    gaps = _inner(free, rows[start : start + 1])
    stop = start + 1
    while stop < len(rows):
        narrower = _common(free, _free(rows[stop]), _least_gap(rows[stop]))
        left = _inner(narrower, rows[start : stop + 1])
        if not left or (gaps and not _common(gaps, left, 0.0)):
            break
        if len(left) < len(gaps) and stop - start >= LEAST_ROWS:
            yield stop, gaps
        free, gaps = narrower, left
        stop += 1
    if gaps and stop - start > 1:
        yield stop, gaps


def goes_through(gap: Interval, row: Row) -> bool:
    """Whether a row leaves a gap free as well, or enough of it."""
    return bool(_common([gap], _free(row), _least_gap(row)))


def only_markers(rows: Sequence[Row], gap: Interval) -> bool:
    """Whether what stands left of a gap are only the bullets or numbers of a list."""
    left = [box.content for row in rows for box in row if box.x1 <= gap[0]]
    texts = [content.text if isinstance(content, Run) else "a table" for content in left]
    return all(len(text) <= MARKER_CHARACTERS for text in texts) and any(
        not text[0].isalnum() or text[-1] in ".)]" for text in texts
    )


def is_justified(rows: Sequence[Row]) -> bool:
    """Whether the gaps are those between the words of a justified paragraph: alike in a row, and not between rows."""
    widths: list[float] = []
    for row in rows:
        words = [word for box in row if isinstance(box.content, Run) for word in box.content.words]
        own = [after.x0 - before.x1 for before, after in pairwise(words)]
        if len(own) > 1 and max(own) - min(own) > 0.15 * max(own) + 0.5:
            return False
        widths += own[:1]
    return bool(widths) and max(widths) - min(widths) > 1.0


def _free(row: Row) -> list[Interval]:
    """The parts of a line's width that a row leaves white, its margins included."""
    free, reach = [], float("-inf")
    for box in row:
        if box.x0 > reach:
            free.append((reach, box.x0))
        reach = max(reach, box.x1)
    return [*free, (reach, float("inf"))]


def _common(some: Sequence[Interval], others: Sequence[Interval], least: float) -> list[Interval]:
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return [(start, end) for start, end in both if end - start >= least]


def _inner(gaps: Sequence[Interval], rows: Sequence[Row]) -> list[Interval]:
    """The gaps that have text on both sides."""
    left = min(box.x0 for row in rows for box in row)
    right = max(box.x1 for row in rows for box in row)
    return [gap for gap in gaps if left < gap[0] and gap[1] < right]


def _least_gap(row: Row) -> float:
    return NARROWEST_GAP * median(size_of(box) for box in row)
