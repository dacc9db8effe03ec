"""What repeats from page to page of a PDF: running heads and feet, and page numbers."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.formats.glyphs import PageContent, Run

# The parts of a page's height in which they stand.
MARGIN = 0.16
ROWS_AT_EDGE = 3
SAME_HEIGHT = 4.0
# Left and right pages may have heads of their own, and a chapter its own: the pages close by decide.
NEAR_PAGES = 4
LEAST_REPEATS = 2
FEW_PAGES = 3
# Of the letters' size.
APART = 0.8

NUMBERED = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|página|pagina|p\.|第)\s*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|di|sur)\s*\d{1,4})?\s*页?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Edges:
    """A page and the rows at its upper and lower edges; ``bare`` when there are no others.

    ``numbers`` says by how much the numbers there differ from the page's position: those of pages differ alike.
    """

    page: PageContent
    position: int
    rows: list[list[Run]]
    places: dict[str, float]
    numbers: set[int]
    bare: bool


def without_running_lines(pages: Iterable[PageContent], count: int) -> Iterator[PageContent]:
    """The pages without what stands at their upper and lower edges and at those of other pages near by too.

    Numbers in it may differ. A page number that stands alone at the edge of a text goes even from a single page. Only a
    few pages are held at a time.

    Args:
        pages: what stands on each page.
        count: how many pages there are.
    """
    needed = LEAST_REPEATS if count > FEW_PAGES else 1
    window: deque[_Edges] = deque()
    done = 0
    for position, page in enumerate(pages):
        window.append(_edges(page, position))
        if position - done >= NEAR_PAGES:
            yield _cleaned(window, done, needed)
            done += 1
        if window[0].position < done - NEAR_PAGES:
            window.popleft()
    for position in range(done, window[-1].position + 1 if window else 0):
        yield _cleaned(window, position, needed)


def _edges(page: PageContent, position: int) -> _Edges:
    rows: list[list[Run]] = []
    for run in sorted(page.runs, key=lambda run: run.y0 + run.y1):
        if rows and (run.y0 + run.y1) / 2 < rows[-1][0].y1:
            rows[-1].append(run)
        else:
            rows.append([run])
    heads = [row for row in rows[:ROWS_AT_EDGE] if row[0].y1 < MARGIN * page.height]
    feet = [row for row in rows[: -ROWS_AT_EDGE - 1 : -1] if row[0].y0 > (1 - MARGIN) * page.height]
    places = {_signature(run): run.y0 for row in (*heads, *feet) for run in row}
    numbers = {int(run.text) - position for row in (*heads, *feet) for run in row if _is_number(run)}
    return _Edges(page, position, [*heads, *feet], places, numbers, bare=len(heads) + len(feet) >= len(rows))


def _cleaned(window: Sequence[_Edges], position: int, needed: int) -> PageContent:
    """A page without what the others in the window have at the same height."""
    edges = window[position - window[0].position]
    others = [other for other in window if 0 < abs(other.position - position) <= NEAR_PAGES]
    # Pages that hold nothing else are no frame around a text: they are the text.
    if edges.bare and 2 * sum(other.bare for other in others) >= len(others):
        return edges.page
    near = [other.places for other in others]
    paged = {number for number in edges.numbers if any(number in other.numbers for other in others)}
    running: set[int] = set()
    for row in edges.rows:
        repeated = {
            id(run)
            for run in row
            if sum(abs(other.get(_signature(run), float("inf")) - run.y0) < SAME_HEIGHT for other in near) >= needed
        }
        is_head = all(id(run) in repeated or PAGE_NUMBER.fullmatch(run.text) for run in row)
        # The title of a short chapter repeats on few pages; the page number beside it tells that it is one.
        beside_number = any(_is_number(run) and int(run.text) - position in paged for run in row)
        if (is_head or (beside_number and _is_set_apart(row, edges))) and _is_outermost(row, edges):
            running |= {id(run) for run in row}
        elif len(repeated) == len(row) or _is_set_apart(row, edges):
            running |= repeated
    return replace(edges.page, runs=[run for run in edges.page.runs if id(run) not in running])


def _is_number(run: Run) -> bool:
    return run.text.isdecimal() and len(run.text) < 5


def _is_outermost(row: Sequence[Run], edges: _Edges) -> bool:
    middles = [(run.y0 + run.y1) / 2 for run in edges.page.runs]
    return any(run.y0 <= min(middles) or run.y1 >= max(middles) for run in row)


def _is_set_apart(row: Sequence[Run], edges: _Edges) -> bool:
    """Whether more white space than between lines parts a row from all others: a word in the text may repeat too."""
    top, bottom, own = min(run.y0 for run in row), max(run.y1 for run in row), {id(run) for run in row}
    others = (max(run.y0 - bottom, top - run.y1) for run in edges.page.runs if id(run) not in own)
    return min(others, default=float("inf")) > APART * row[0].size


def _signature(run: Run) -> str:
    return NUMBERED.sub("#", run.text.casefold())
