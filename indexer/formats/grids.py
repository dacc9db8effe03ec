"""Tables that are drawn with lines: the grid of a PDF page's rules, and the words in its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.formats.glyphs import PageContent, Run
from indexer.formats.rules import Rule

TOUCHING = 3.0
MOST_RULES = 2_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A drawn table: the texts of its cells by row, and where it stands."""

    cells: tuple[tuple[str, ...], ...]
    x0: float
    y0: float
    x1: float
    y1: float


def find_grids(page: PageContent) -> tuple[list[Grid], list[Run]]:
    """The drawn tables of a page with at least two rows and two columns, and the runs that stand in none of them."""
    runs = page.runs
    grids: list[Grid] = []
    for rules in _connected(page.rules[:MOST_RULES]):
        xs = _places([rule.x0 for rule in rules if not rule.is_horizontal])
        ys = _places([rule.y0 for rule in rules if rule.is_horizontal])
        if len(xs) < 3 or len(ys) < 3:
            continue
        inside = [run for run in runs if _holds(xs, ys, run)]
        cells = _cells(xs, ys, inside)
        filled = [sum(map(bool, row)) for row in cells]
        if sum(count > 1 for count in filled) < 2:
            continue
        runs = [run for run in runs if not _holds(xs, ys, run)]
        grids.append(Grid(tuple(map(tuple, cells)), xs[0], ys[0], xs[-1], ys[-1]))
    return grids, runs


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch each other, directly or through others."""
    groups: list[list[Rule]] = []
    for rule in rules:
        touching = [group for group in groups if any(_touch(rule, other) for other in group)]
        merged = [rule, *(other for group in touching for other in group)]
        groups = [group for group in groups if not any(group is other for other in touching)]
        groups.append(merged)
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.x0 - TOUCHING <= other.x1
        and other.x0 - TOUCHING <= one.x1
        and one.y0 - TOUCHING <= other.y1
        and other.y0 - TOUCHING <= one.y1
    )


def _places(values: Sequence[float]) -> list[float]:
    """Distinct places, those closer than a line's thickness taken for one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > TOUCHING:
            places.append(value)
    return places


def _holds(xs: Sequence[float], ys: Sequence[float], run: Run) -> bool:
    x, y = (run.x0 + run.x1) / 2, (run.y0 + run.y1) / 2
    return xs[0] - TOUCHING <= x <= xs[-1] + TOUCHING and ys[0] - TOUCHING <= y <= ys[-1] + TOUCHING


def _cells(xs: Sequence[float], ys: Sequence[float], runs: Sequence[Run]) -> list[list[str]]:
    """Texts by row and column, read from top to bottom and left to right in each cell."""
    rows: list[list[str]] = []
    for top, bottom in pairwise(ys):
        band = [run for run in runs if top <= (run.y0 + run.y1) / 2 < bottom]
        lines = _lines(band)
        texts = [[_text(line, left, right) for left, right in pairwise(xs)] for line in lines]
        # Where rows are not parted by lines, each line of text that has a first cell and others is a row.
        if len(texts) > 1 and all(text[0] and sum(map(bool, text)) > 1 for text in texts):
            rows += texts
        elif texts:
            rows.append([" ".join(filter(None, column)) for column in zip(*texts, strict=True)])
    return rows


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.y0 + run.y1):
        if lines and (run.y0 + run.y1) / 2 < lines[-1][0].y1 - 0.25 * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def _text(line: Sequence[Run], left: float, right: float) -> str:
    words = [word for run in line for word in run.words if left <= (word.x0 + word.x1) / 2 < right]
    return " ".join(word.text for word in sorted(words, key=lambda word: word.x0))
