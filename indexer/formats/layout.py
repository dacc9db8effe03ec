"""The layout of a PDF page: its lines in reading order, and its tables as sentences.

Columns are found by white space (after the X-Y cut of Nagy and Seth, 1984): the longest run of rows that leaves one
upright gap free is cut there, and each part is cut again. Where the pieces beside the gap are too short to be prose,
they are the cells of a table. Tables that are drawn with lines are found by their grid before that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from indexer.formats import tables
from indexer.formats.gaps import LEAST_ROWS, Interval, gaps_from, goes_through, is_justified, only_markers
from indexer.formats.glyphs import PageContent, Run
from indexer.formats.grids import find_grids
from indexer.formats.rows import Box, Row, grid_of, in_rows, size_of

PROSE_WORDS = 3.5
MOST_CELL_WORDS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; ``left`` and ``right`` are the edges of its column, whose lines share a ``column`` number."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    left: float
    right: float
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows as sentences, and where it stands."""

    sentences: tuple[str, ...]
    y0: float
    y1: float


def lay_out(page: PageContent, gutters: set[float]) -> Iterator[Line | Table]:
    """The lines and tables of a page in reading order.

    ``gutters`` holds the places of the gaps between columns on the page before, and is brought up to date: on a last
    page with a line or two in its second column, that is what tells of columns.
    """
    grids, runs = find_grids(page)
    boxes = [Box(run.x0, run.y0, run.x1, run.y1, run) for run in runs]
    boxes += [Box(grid.x0, grid.y0, grid.x1, grid.y1, grid) for grid in grids]
    cutter = _Cutter(gutters)
    for column, part in enumerate(cutter.cut(in_rows(boxes))):
        if isinstance(part, Table):
            yield part
            continue
        texts = [row for row in part if not grid_of(row)]
        left = min((box.x0 for row in texts for box in row), default=0.0)
        right = max((box.x1 for row in texts for box in row), default=0.0)
        for row in part:
            grid = grid_of(row)
            if grid is not None:
                yield Table(tuple(tables.sentences(grid.cells)), grid.y0, grid.y1)
            yield from _line(row, left, right, column)
    gutters.clear()
    gutters.update(cutter.found)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A run of rows with upright gaps through all of them, beside which stand columns of prose or cells."""

    start: int
    stop: int
    gaps: list[Interval]
    is_prose: bool

    @property
    def rank(self) -> tuple[bool, int]:
        """Columns of prose first, by length; tables by rows and columns."""
        rows = self.stop - self.start
        return self.is_prose, rows if self.is_prose else rows * len(self.gaps)


class _Cutter:
    """Cuts a page; knows the gutters of the page before."""

    def __init__(self, known: set[float]) -> None:
        self._known = known
        self.found: set[float] = set()

    def cut(self, rows: list[Row]) -> Iterator[list[Row] | Table]:
        """Rows to columns and tables, in reading order."""
        found = self._best_run(rows)
        if found is None:
            if rows:
                yield rows
            return
        start, stop, gaps, is_prose = found.start, found.stop, found.gaps, found.is_prose
        if start:
            yield from self.cut(rows[:start])
        inside = rows[start:stop]
        if is_prose:
            middle = (gaps[0][0] + gaps[0][1]) / 2
            self.found.add(middle)
            boxes = [box for row in inside for box in row]
            yield from self.cut(in_rows([box for box in boxes if box.x1 <= middle]))
            yield from self.cut(in_rows([box for box in boxes if box.x1 > middle]))
        else:
            y0, y1 = min(box.y0 for box in inside[0]), max(box.y1 for box in inside[-1])
            cells = [_cells(row, gaps) for row in inside]
            yield Table(tuple(tables.sentences(_joined_rows(cells, inside))), y0, y1)
        if stop < len(rows):
            yield from self.cut(rows[stop:])

    def _best_run(self, rows: Sequence[Row]) -> _Cut | None:
        """The run of rows that is the clearest columns or table; columns of prose come before tables in them."""
        best: _Cut | None = None
        for start in range(len(rows) - 1):
            if best is not None and best.is_prose and len(rows) - start <= best.stop - best.start:
                break
            for stop, gaps in gaps_from(rows, start):
                cut = self._usable(rows, start, stop, gaps)
                if cut is not None and (best is None or cut.rank > best.rank):
                    best = cut
        return best

    def _usable(self, rows: Sequence[Row], start: int, stop: int, gaps: list[Interval]) -> _Cut | None:
        """A run, made to fit, if it holds columns or a table."""
        gaps = [gap for gap in gaps if not only_markers(rows[start:stop], gap)]
        if not gaps or is_justified(rows[start:stop]):
            return None
        is_known = any(left < place < right for place in self._known for left, right in gaps)
        if _is_prose([_cells(row, gaps) for row in rows[start:stop]], least=1 if is_known else 2):
            # Rows above in which only one column has begun belong to it.
            while start and goes_through(gaps[0], rows[start - 1]):
                start -= 1
            return _Cut(start, stop, gaps, is_prose=True)
        beside = [sum(map(bool, _cells(row, gaps))) > 1 for row in rows[start:stop]]
        if sum(beside) < LEAST_ROWS:
            return None
        start, stop = start + beside.index(True), stop - beside[::-1].index(True)
        words = [len(cell.split()) for row in rows[start:stop] for cell in _cells(row, gaps) if cell]
        is_short = max(words) <= 2 * MOST_CELL_WORDS and median(words) <= MOST_CELL_WORDS
        return _Cut(start, stop, gaps, is_prose=False) if is_short else None


def _cells(row: Row, gaps: Sequence[Interval]) -> list[str]:
    cells = [""] * (len(gaps) + 1)
    for box in row:
        column = sum(gap[1] <= box.x0 + 0.01 for gap in gaps)
        text = box.content.text if isinstance(box.content, Run) else "table " * MOST_CELL_WORDS
        cells[column] = f"{cells[column]} {text}".strip()
    return cells


def _is_prose(cells: Sequence[Sequence[str]], least: int) -> bool:
    """Whether at least so many columns hold lines of running text."""
    columns = [[len(cell.split()) for cell in column if cell] for column in zip(*cells, strict=True)]
    long = [column for column in columns if len(column) >= LEAST_ROWS and median(column) >= PROSE_WORDS]
    return len(long) >= least


def _joined_rows(cells: Sequence[Sequence[str]], rows: Sequence[Row]) -> list[list[str]]:
    """The rows of a table; a row with nothing in its first cell that follows closely goes on with the one above."""
    joined: list[list[str]] = []
    bottom = 0.0
    for texts, row in zip(cells, rows, strict=True):
        top, size = min(box.y0 for box in row), median(size_of(box) for box in row)
        goes_on = joined and not texts[0] and sum(map(bool, texts)) < sum(map(bool, joined[-1]))
        if goes_on and top - bottom < 0.6 * size:
            joined[-1] = [f"{above} {text}".strip() for above, text in zip(joined[-1], texts, strict=True)]
        else:
            joined.append(list(texts))
        bottom = max(box.y1 for box in row)
    return joined


def _line(row: Row, left: float, right: float, column: int) -> Iterator[Line]:
    runs = [box.content for box in row if isinstance(box.content, Run)]
    if runs:
        longest = max(runs, key=lambda run: len(run.text))
        yield Line(
            " ".join(run.text for run in runs), runs[0].x0, min(run.y0 for run in runs), max(run.x1 for run in runs),
            max(run.y1 for run in runs), longest.size, all(run.bold for run in runs), left, right, column,
        )  # fmt: skip
