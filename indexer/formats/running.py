"""What repeats from page to page of a PDF: running heads and feet, and page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.formats.layout import Line
from indexer.formats.paragraphs import LaidOutPage

# The parts of a page's height in which they stand.
MARGIN = 0.16
LINES_AT_EDGE = 3
SAME_HEIGHT = 4.0
# Left and right pages may have heads of their own, and a chapter its own: the pages close by decide.
NEAR_PAGES = 4
LEAST_REPEATS = 2

NUMBERED = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|página|pagina|p\.|第)\s*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|di|sur)\s*\d{1,4})?\s*页?\W*",
    re.IGNORECASE,
)


def without_running_lines(pages: Sequence[LaidOutPage]) -> list[LaidOutPage]:
    """The pages without the lines at their upper and lower edges that other pages near by have too.

    Numbers in them may differ. A page number that stands alone in its line at the edge goes even on a single page.
    """
    edges = [{_signature(line): line.y0 for line in _edge_lines(page)} for page in pages]
    needed = LEAST_REPEATS if len(pages) > 3 else 1
    cleaned: list[LaidOutPage] = []
    for number, page in enumerate(pages):
        near = [*edges[max(number - NEAR_PAGES, 0) : number], *edges[number + 1 : number + 1 + NEAR_PAGES]]
        running = {
            id(line)
            for line in _edge_lines(page)
            if sum(abs(other.get(_signature(line), float("inf")) - line.y0) < SAME_HEIGHT for other in near) >= needed
        } | {id(line) for line in _outermost(page) if PAGE_NUMBER.fullmatch(line.text)}
        cleaned.append(replace(page, blocks=tuple(block for block in page.blocks if id(block) not in running)))
    return cleaned


def _edge_lines(page: LaidOutPage) -> list[Line]:
    lines = _lines(page)
    heads = [line for line in lines[:LINES_AT_EDGE] if line.y1 < MARGIN * page.height]
    return heads + [line for line in lines[-LINES_AT_EDGE:] if line.y0 > (1 - MARGIN) * page.height]


def _outermost(page: LaidOutPage) -> list[Line]:
    lines = _lines(page)
    at_edge = {id(line) for line in _edge_lines(page)}
    return [line for line in (*lines[:1], *lines[-1:]) if id(line) in at_edge]


def _lines(page: LaidOutPage) -> list[Line]:
    return sorted((block for block in page.blocks if isinstance(block, Line)), key=lambda line: line.y0)


def _signature(line: Line) -> str:
    return NUMBERED.sub("#", line.text.casefold())
