"""What stands side by side on a PDF page: runs of words, and tables as wholes, in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.formats.glyphs import Run
from indexer.formats.grids import Grid


@dataclass(slots=True)
class Box:
    """What is put in order: a run of words, or a table as a whole."""

    x0: float
    y0: float
    x1: float
    y1: float
    content: Run | Grid


Row = list[Box]


def in_rows(boxes: Sequence[Box]) -> list[Row]:
    """Boxes that stand beside each other, from top to bottom, each row from left to right."""
    rows: list[Row] = []
    bottom = 0.0
    for box in sorted(boxes, key=lambda box: (box.y0 + _slack(box), box.x0)):
        if rows and box.y0 + _slack(box) < bottom:
            rows[-1].append(box)
            bottom = max(bottom, box.y1 - _slack(box))
        else:
            rows.append([box])
            bottom = box.y1 - _slack(box)
    for row in rows:
        row.sort(key=lambda box: box.x0)
    return rows


def size_of(box: Box) -> float:
    """Size of the letters in a box; a usual one for a table."""
    return box.content.size if isinstance(box.content, Run) else 10.0


def grid_of(row: Row) -> Grid | None:
    """The table that stands in a row, if one does."""
    return next((box.content for box in row if isinstance(box.content, Grid)), None)


def _slack(box: Box) -> float:
    """Lines set close together overlap a little: only the middle of their height counts."""
    return 0.3 * (box.y1 - box.y0) if isinstance(box.content, Run) else 0.0
