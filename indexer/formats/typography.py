"""What the lines of a PDF are by the way they are set: headings, list items, body or notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.blocks import LIST_ITEM, SENTENCE_END
from indexer.formats.layout import Line

# Of the size of most letters.
HEADING_SIZE = 1.12
NOTE_SIZE = 0.92
LONGEST_HEADING = 160

BULLET = re.compile(r"[•‣▪◦·]\s*(?=\S)")

Kind = Literal["heading", "item", "body", "note", "table"]


@dataclass(frozen=True, slots=True)
class Body:
    """How most of the text is set."""

    size: float
    bold: bool

    def stands_out(self, line: Line) -> bool:
        """Whether all of a line is bold in a text that is not."""
        return line.bold and not self.bold


def body_of(lines: Sequence[Line]) -> Body:
    """How most letters of these lines are set."""
    sizes: Counter[float] = Counter()
    bold = 0
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
        bold += len(line.text) * (1 if line.bold else -1)
    return Body(sizes.most_common(1)[0][0], bold > 0) if lines else Body(0.0, bold=False)


def kind_of(line: Line, body: Body) -> Kind:
    """What a line is, by its letters and by how it begins and ends."""
    if LIST_ITEM.match(line.text) or BULLET.match(line.text):
        return "item" if line.size < HEADING_SIZE * body.size and not body.stands_out(line) else "heading"
    is_title = line.size >= HEADING_SIZE * body.size
    is_short = len(line.text) <= LONGEST_HEADING and not line.text[0].islower()
    is_bold = body.stands_out(line) and not SENTENCE_END.search(line.text) and not line.text.endswith(":")
    if is_short and (is_title or is_bold):
        return "heading"
    return "note" if line.size < NOTE_SIZE * body.size else "body"
