"""HTML that is all content (a converted Word file, a chapter of a book) to lines; web pages go through `webpage`."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html

from indexer.formats import tables

HEADINGS = {f"h{level}": level for level in range(1, 7)}
SKIPPED = {
    "script",
    "style",
    "head",
    "template",
    "svg",
    "math",
    "noscript",
    "nav",
    "iframe",
    "object",
    "video",
    "audio",
}
# What stands in a line with the text around it; every other element begins a line of its own.
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
}  # fmt: skip
MOST_DEPTH = 200
MOST_SPAN = 50


def lines_of(markup: str | bytes) -> list[str]:
    """The text of HTML by line: ``#`` before headings, ``-`` or a number before list items, tables as sentences."""
    if not markup.strip():
        return []
    root = html.document_fromstring(
        markup, parser=html.HTMLParser(encoding="utf-8" if isinstance(markup, bytes) else None)
    )
    return [line for line in _Walker().lines(root) if line]


class _Walker:
    """Goes through the elements in order; what is inline gathers in ``text`` until a block ends."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._depth = 0

    def lines(self, root: html.HtmlElement) -> Iterator[str]:
        yield from self._within(root)
        yield self._taken()

    def _taken(self) -> str:
        line = " ".join("".join(self._text).split())
        self._text = []
        return line

    def _within(self, element: html.HtmlElement) -> Iterator[str]:
        self._depth += 1
        self._text.append(element.text or "")
        if self._depth < MOST_DEPTH:
            for child in element:
                yield from self._element(child)
                self._text.append(child.tail or "")
        self._depth -= 1

    def _element(self, element: html.HtmlElement) -> Iterator[str]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in SKIPPED:
            return
        if tag == "br":
            self._text.append(" ")
        elif tag in INLINE:
            if not _is_reference(element):
                yield from self._within(element)
        else:
            yield self._taken()
            yield from self._block(element, tag)

    def _block(self, element: html.HtmlElement, tag: str) -> Iterator[str]:
        if tag in HEADINGS:
            title = " ".join(_Walker().lines(element)).strip()
            yield f"{'#' * HEADINGS[tag]} {title}" if title else ""
        elif tag in {"ul", "ol"}:
            yield from self._list(element, ordered=tag == "ol")
        elif tag == "table":
            yield from _table(element)
        else:
            yield from self._within(element)
            yield self._taken()

    def _list(self, element: html.HtmlElement, *, ordered: bool) -> Iterator[str]:
        number = 0
        for child in element:
            if child.tag == "li":
                number += 1
                first, *others = [line for line in _Walker().lines(child) if line] or [""]
                if first:
                    # An item that is no more than a list in it needs no mark of its own.
                    is_marked = first.startswith("- ")
                    yield first if is_marked else f"{number}. {first}" if ordered else f"- {first}"
                yield from others
            else:
                yield from self._element(child)


def _is_reference(element: html.HtmlElement) -> bool:
    """Whether it is the raised number of a note, which would be read as part of the word before it."""
    if element.tag == "sup":
        return element.find("a") is not None
    return bool(element.tag == "a" and element.get("epub:type", "") == "noteref")


def _table(table: html.HtmlElement) -> Iterator[str]:
    """A table's caption and rows; a cell that spans others is repeated in their places, a table in a cell is text."""
    caption = table.find("caption")
    if caption is not None:
        yield " ".join(caption.text_content().split())
    rows: list[list[str]] = []
    header_rows = 0
    spanning: dict[int, tuple[str, int]] = {}
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[str] = []
        own = [cell for cell in row if cell.tag in {"td", "th"}]
        for cell in own:
            _fill(cells, spanning)
            text = " ".join(filter(None, _Walker().lines(cell)))
            down = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    spanning[len(cells)] = (text, down - 1)
                cells.append(text)
        _fill(cells, spanning)
        is_header = row.getparent().tag == "thead" or (bool(own) and all(cell.tag == "th" for cell in own))
        if is_header and header_rows == len(rows):
            header_rows += 1
        rows.append(cells)
    yield from tables.sentences(rows, header_rows or None)


def _fill(cells: list[str], spanning: dict[int, tuple[str, int]]) -> None:
    """Put the cells of rows above that reach down to this row into their places."""
    while len(cells) in spanning:
        place = len(cells)
        text, left = spanning.pop(place)
        if left > 1:
            spanning[place] = (text, left - 1)
        cells.append(text)


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), MOST_SPAN) if value.isdecimal() else 1
