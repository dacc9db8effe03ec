"""The layout of a text: which stretches are headings, list items and paragraphs.

It is read from the stored text itself, so that a file, a converted page and a text that came over the API are treated
alike. Markdown's marks are understood, and so are the plainer habits of text files: a heading on a line of its own, a
bar before it, hard-wrapped paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MAX_HEADING_CHARACTERS = 120
MAX_HEADING_WORDS = 18
WRAP_COLUMNS = range(40, 101)

MARKED_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>.*?\S)[ \t#]*$")
BAR_HEADING = re.compile(r"[\u2580-\u259F\u25A0\u25C6][ \t]*(?P<title>\S.*?)[ \t]*$")
LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•‣▪◦·]|\d{1,2}[.)])[ \t]+(?=\S)")
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]」』）]*$")
CLAUSE_END = re.compile(r"[,;:，；：、][\"'”’»)\]」』）]*$")

CJK_STOP = re.compile("[。！？]")

Kind = Literal["heading", "item", "paragraph"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, list item or paragraph: code points ``[start, end)`` of a text, its marks and margins left out.

    ``level`` is 1 to 6 for a heading and 0 otherwise.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0


def find_blocks(text: str) -> list[Block]:
    """Cut a text into its blocks, in order; every line with content belongs to exactly one block."""
    blocks = [block for group in _line_groups(text) for block in _blocks_of_group(text, group)]
    return [_as_heading(text, block, blocks[position + 1 : position + 3]) for position, block in enumerate(blocks)]


def _line_groups(text: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines between blank lines, as ``(start, end)`` without the margins."""
    group: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match.group()
        content = line.strip()
        if content:
            start = match.start() + len(line) - len(line.lstrip())
            group.append((start, start + len(content)))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _blocks_of_group(text: str, lines: list[tuple[int, int]]) -> Iterator[Block]:
    wrapped = _is_hard_wrapped([text[start:end] for start, end in lines])
    open_block: Block | None = None
    for start, end in lines:
        line = text[start:end]
        heading = MARKED_HEADING.match(line) or BAR_HEADING.match(line)
        item = LIST_ITEM.match(line)
        if open_block is not None and not heading and not item and _continues(text, open_block, line, wrapped=wrapped):
            open_block = Block(open_block.kind, open_block.start, end)
            continue
        if open_block is not None:
            yield open_block
            open_block = None
        if heading:
            level = len(heading.groupdict().get("marks") or "##")
            yield Block("heading", start + heading.start("title"), start + heading.end("title"), level)
        elif item:
            open_block = Block("item", start + item.end(), end)
        else:
            open_block = Block("paragraph", start, end)
    if open_block is not None:
        yield open_block


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Whether the lines look like one paragraph that an editor broke at a column."""
    if len(lines) < 2:
        return False
    full = [line for line in lines[:-1] if not LIST_ITEM.match(line)]
    breaks = sum(not SENTENCE_END.search(line) for line in full)
    return bool(full) and all(len(line) in WRAP_COLUMNS for line in full) and breaks * 2 > len(full)


def _continues(text: str, block: Block, line: str, *, wrapped: bool) -> bool:
    if wrapped:
        return True
    return line[0].islower() and not SENTENCE_END.search(text[block.start : block.end])


def _as_heading(text: str, block: Block, following: list[Block]) -> Block:
    """Turn a short line without a full stop, with whole sentences in one of the two blocks below it, into a heading."""
    if block.kind != "paragraph":
        return block
    line = text[block.start : block.end]
    if (
        len(line) > MAX_HEADING_CHARACTERS
        or len(line.split()) > MAX_HEADING_WORDS
        or "\n" in line
        or line[0].islower()
        or SENTENCE_END.search(line)
        or CLAUSE_END.search(line)
    ):
        return block
    below = next((other for other in following if _is_prose(text, other)), None)
    is_heading = below is not None and below.kind == "paragraph"
    return Block("heading", block.start, block.end, 2) if is_heading else block


def _is_prose(text: str, block: Block) -> bool:
    content = text[block.start : block.end]
    is_sentence = SENTENCE_END.search(content) and len(content.split()) > 5
    return block.kind != "heading" and bool(is_sentence or CJK_STOP.search(content))
