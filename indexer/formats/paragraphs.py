"""The lines of PDF pages to one text: paragraphs, headings and list items, and the offset where each page begins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from indexer.blocks import LIST_ITEM, SENTENCE_END
from indexer.formats.hyphens import Hyphens
from indexer.formats.layout import Line, Table
from indexer.formats.pages import page_offsets
from indexer.formats.typography import BULLET, Body, Kind, body_of, kind_of
from indexer.normalisation import normalise_text

HEADING_LEVELS = 4
# Shares of the letters' size.
FIRST_LINE_INDENT = (0.8, 5.0)
LINE_PITCH = 1.6
PARAGRAPH_PITCH = 1.3
# Of the column's width: a last line is shorter than this.
FULL_LINE = 0.85

LEAST_CONTENTS = 3
LEADERS = re.compile(r"(?:\s?\.){4,}\s*(\d{1,4}|[ivxlc]{1,7})$")


@dataclass(frozen=True, slots=True)
class LaidOutPage:
    """Lines and tables of a page in reading order; an empty page has none."""

    blocks: tuple[Line | Table, ...]
    height: float


@dataclass(slots=True)
class _Paragraph:
    """Text of one paragraph by page: parts ``(page position, text)``; most have one."""

    kind: Kind
    parts: list[tuple[int, str]]
    size: float = 0.0
    bold: bool = False
    last: Line | None = None
    tables: tuple[str, ...] = field(default=())

    @property
    def end(self) -> str:
        return self.parts[-1][1]


def compose(pages: Sequence[LaidOutPage]) -> tuple[str, tuple[int, ...]]:
    """The text of the pages, as it is indexed, and the offset at which each page begins."""
    lines = [block for page in pages for block in page.blocks if isinstance(block, Line)]
    body = body_of(lines)
    hyphens = Hyphens(line.text for line in lines)
    paragraphs: list[_Paragraph] = []
    for position, page in enumerate(pages):
        own = list(_paragraphs(page, position, body, hyphens))
        _join_over_page(paragraphs, own, hyphens)
        paragraphs += own
    levels = _levels(paragraphs)
    return _written(paragraphs, levels, len(pages))


def _paragraphs(page: LaidOutPage, position: int, body: Body, hyphens: Hyphens) -> Iterator[_Paragraph]:
    columns = _columns(page)
    contents = _contents(page)
    current: _Paragraph | None = None
    for block in page.blocks:
        if isinstance(block, Line) and block.text in contents:
            continue
        if isinstance(block, Table):
            if current is not None:
                yield current
                current = None
            yield _Paragraph("table", [(position, "")], tables=block.sentences)
            continue
        kind = kind_of(block, body)
        if current is not None and _goes_on(current, block, kind, columns[block.column]):
            current.parts = [(position, hyphens.join(current.end, block.text))]
            current.last = block
            continue
        if current is not None:
            yield current
        current = _Paragraph(kind, [(position, block.text)], block.size, block.bold, block)
    if current is not None:
        yield current


def _contents(page: LaidOutPage) -> set[str]:
    """The lines of a table of contents: dots lead to page numbers, which do not go down."""
    lines = [(block.text, LEADERS.search(block.text)) for block in page.blocks if isinstance(block, Line)]
    found = [(text, match.group(1)) for text, match in lines if match]
    numbers = [int(number) for _, number in found if number.isdecimal()]
    return {text for text, _ in found} if len(found) >= LEAST_CONTENTS and numbers == sorted(numbers) else set()


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column is set: the usual distance between lines, and whether paragraphs hang (first line further left)."""

    pitch: float
    hangs: bool


def _columns(page: LaidOutPage) -> dict[int, _Column]:
    lines_of: defaultdict[int, list[Line]] = defaultdict(list)
    for block in page.blocks:
        if isinstance(block, Line):
            lines_of[block.column].append(block)
    columns = {}
    for number, lines in lines_of.items():
        size = median(line.size for line in lines)
        pitches = [below.y0 - above.y0 for above, below in pairwise(lines) if below.y0 > above.y0]
        indented = sum(line.x0 - line.left > FIRST_LINE_INDENT[0] * line.size for line in lines)
        pitch = min(median(pitches), LINE_PITCH * size) if pitches else LINE_PITCH * size
        columns[number] = _Column(pitch, 2 * indented > len(lines))
    return columns


def _goes_on(above: _Paragraph, line: Line, kind: Kind, column: _Column) -> bool:
    """Whether a line belongs to the paragraph above it."""
    last = above.last
    if last is None or abs(line.size - last.size) > 0.08 * max(line.size, last.size):
        return False
    if last.column != line.column:
        return kind == "body" and _unfinished(above) and (_begins_within(line.text) or _is_full(last))
    if above.kind == "heading" or kind == "heading":
        same = above.kind == kind and above.bold == line.bold
        return same and line.y0 - last.y0 < LINE_PITCH * line.size and not LIST_ITEM.match(line.text)
    if kind == "item" or line.y0 - last.y0 > PARAGRAPH_PITCH * column.pitch:
        return False
    return not _is_set_off(above.kind, last, line, column)


def _is_set_off(kind: Kind, last: Line, line: Line, column: _Column) -> bool:
    """Whether a line of the same column begins anew, by its indent or by the end of the line above."""
    indent = (line.x0 - last.x0) / line.size
    ended = not _is_full(last) and bool(SENTENCE_END.search(last.text))
    if kind == "item":
        return (indent < -0.5 or ended) and not _begins_within(line.text)
    if column.hangs:
        return indent < -FIRST_LINE_INDENT[0]
    if FIRST_LINE_INDENT[0] < indent < FIRST_LINE_INDENT[1] and last.x0 - last.left < FIRST_LINE_INDENT[0] * line.size:
        return True
    return ended


def _is_full(line: Line) -> bool:
    """Whether a line reaches to the right edge of its column, or nearly so."""
    return line.x1 - line.left >= FULL_LINE * (line.right - line.left)


def _unfinished(paragraph: _Paragraph) -> bool:
    return paragraph.kind in {"body", "item"} and not SENTENCE_END.search(paragraph.end)


def _begins_within(text: str) -> bool:
    """Whether a line begins as only the inside of a sentence does."""
    return text[0].islower() or not (text[0].isupper() or text[0].isdigit() or LIST_ITEM.match(text))


def _join_over_page(before: list[_Paragraph], own: list[_Paragraph], hyphens: Hyphens) -> None:
    """Move the beginning of a page to the paragraph of the page before that it ends, if there is one.

    Notes at the foot of the page before are put ahead of that paragraph, so that the text still runs page by page.
    """
    first = next((place for place, paragraph in enumerate(own) if paragraph.kind != "note"), None)
    if first is None or own[first].kind != "body":
        return
    last = next((place for place in range(len(before) - 1, -1, -1) if before[place].kind != "note"), None)
    if last is None:
        return
    begun, ending = before[last], own[first]
    ended_page, begun_page = begun.parts[-1][0], ending.parts[0][0]
    if ended_page + 1 != begun_page or not _unfinished(begun):
        return
    if not _begins_within(ending.end) and not (begun.last is not None and _is_full(begun.last)):
        return
    del own[first]
    before.append(before.pop(last))
    whole = hyphens.join(begun.end, ending.end)
    kept = begun.end if whole.startswith(begun.end) else begun.end[:-1]
    begun.parts[-1] = (ended_page, kept)
    begun.parts.append((begun_page, whole[len(kept) :]))
    begun.last = ending.last


def _levels(paragraphs: Sequence[_Paragraph]) -> dict[float, int]:
    """Level of the headings by the size of their letters, the largest first."""
    sizes = sorted({round(paragraph.size) for paragraph in paragraphs if paragraph.kind == "heading"}, reverse=True)
    return {size: min(level, HEADING_LEVELS) for level, size in enumerate(sizes, 1)}


def _written(
    paragraphs: Sequence[_Paragraph], levels: dict[float, int], page_count: int
) -> tuple[str, tuple[int, ...]]:
    """The text, a blank line between paragraphs, and the offset at which each page begins."""
    pieces: list[str] = []
    length = 0
    begins: dict[int, int] = {}
    for paragraph in paragraphs:
        for parts in _marked(paragraph, levels):
            if length:
                pieces.append("\n\n")
                length += 2
            for page, part in parts:
                begins.setdefault(page, length)
                pieces.append(part)
                length += len(part)
    return "".join(pieces), page_offsets(begins, page_count, length)


def _marked(paragraph: _Paragraph, levels: dict[float, int]) -> Iterator[list[tuple[int, str]]]:
    """The lines that a paragraph or table makes in the text, each as parts by page, with a heading's or item's mark."""
    page = paragraph.parts[0][0]
    if paragraph.kind == "table":
        yield from ([(page, line)] for line in map(_clean, paragraph.tables) if line)
        return
    parts = [(page, _clean(part)) for page, part in paragraph.parts]
    if not any(part.strip() for _, part in parts):
        return
    page, first = parts[0]
    if paragraph.kind == "heading":
        parts[0] = (page, f"{'#' * levels[round(paragraph.size)]} {first}")
    elif paragraph.kind == "item":
        parts[0] = (page, BULLET.sub("- ", first, count=1))
    yield parts


def _clean(part: str) -> str:
    """A part of a line normalised; a space at its beginning, where it goes on from another page, is kept."""
    return " " * part.startswith(" ") + " ".join(normalise_text(part).split())
