"""Tables to sentences: each row says by itself what it is about, so that a cell can be found, quoted and cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_ROW = 400
LONGEST_COLUMN_NAME = 60

NUMBER = re.compile(r"[^\w]*\d[\d\s.,:/%+\-–]*(?:\w{1,6}\.?)?[^\w]*")
YEAR_OR_ORDINAL = re.compile(r"(?:FY|Q[1-4])?\s?(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?|Q[1-4]")
ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
ROW = re.compile(r"(?P<name>[^—:;]{1,120}) — [^—:;]{1,120}: \S")
SENTENCE_BREAK = re.compile(r"[.!?]\s+(?=[A-Z\"“])|[。！？](?=\S)")


def sentences(rows: Sequence[Sequence[str]], header_rows: int | None = None) -> list[str]:
    """One line for each row, as in "Row name — column: value; column: value".

    Each ends with a full stop. A row whose cells hold several sentences, or that is very long, makes one line for each
    of its cells. A table of two columns without column names is read as names and values, as in "Name: value".

    Args:
        rows: the cells' texts; a cell that spans several places stands in each of them.
        header_rows: how many rows at the top name the columns; None where the format does not say: then the first row
            does if it looks like it.
    """
    grid = _tidied(rows)
    if not grid:
        return []
    if len(grid[0]) == 1:
        return [cells[0] for cells in grid]
    if header_rows is None:
        header_rows = int(_has_column_names(grid))
    names = [_column_name(column) for column in zip(*grid[:header_rows], strict=True)] or [""] * len(grid[0])
    body = grid[header_rows:]
    if not body:
        return [" — ".join(filter(None, cells)) for cells in grid]
    lines: list[str] = []
    above = ""
    for first, *values in body:
        # A cell that spans rows is written once: the rows below it are still about it.
        above = first or above
        lines += _row(above, [(name, value) for name, value in zip(names[1:], values, strict=True) if value])
    return lines


def row_name(sentence: str) -> str | None:
    """What a sentence made of a table's row is about; None for any other sentence."""
    found = ROW.match(sentence)
    return found.group("name") if found else None


def _tidied(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Equally long rows of cells without white space at their ends; empty rows and columns are left out."""
    width = max((len(row) for row in rows), default=0)
    grid = [[" ".join(cell.split()) for cell in row] + [""] * (width - len(row)) for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in grid)]
    return [[row[column] for column in kept] for row in grid if any(row)]


def _column_name(parts: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, parts)))


def _has_column_names(grid: Sequence[Sequence[str]]) -> bool:
    """Whether the first row looks like the names of the columns: no figures, over columns that hold some."""
    first, *body = grid
    if not body or len(first) < 2:
        return False
    named = [cell for cell in first[1:] if cell]
    if any(_is_figure(cell) or ENDED.search(cell) or len(cell) > LONGEST_COLUMN_NAME for cell in named):
        return False
    if not first[0]:
        return bool(named)
    figures = any(
        2 * sum(_is_figure(row[column]) for row in body) > len(body) for column in range(1, len(first)) if first[column]
    )
    return len(named) == len(first) - 1 and (figures or len(first) > 2)


def _is_figure(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell)) and not YEAR_OR_ORDINAL.fullmatch(cell)


def _row(name: str, values: Sequence[tuple[str, str]]) -> list[str]:
    said = [f"{column}: {value}" if column else value for column, value in values]
    if not said:
        return [_ended(name)]
    # Without column names, two columns are a name and its value.
    joint = ": " if len(values) == 1 and not values[0][0] else " — "
    lead = f"{name}{joint}" if name else ""
    whole = f"{lead}{'; '.join(said)}"
    if len(said) > 1 and (len(whole) > LONGEST_ROW or any(SENTENCE_BREAK.search(value) for _, value in values)):
        return [_ended(f"{lead}{part}") for part in said]
    return [_ended(whole)]


def _ended(line: str) -> str:
    return line if ENDED.search(line) else f"{line}."
