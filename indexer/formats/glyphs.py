"""What stands on a PDF page: its characters as runs of words, and its rules, in one upright system of coordinates.

All lengths are points. x grows to the right and y downwards, as the page is read: on a page whose text was set sideways
they are turned with it. Text that runs in another direction than most of the page (a mark along the margin, the labels
of an axis) is left out.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.formats.rules import Rule, read_rules

# Wider than the space between words, even in a justified line: it may be the gap between columns.
WIDE_GAP = 0.8
WORD_GAP = 0.28

LONGEST_FONT_NAME = 128
BOLD = re.compile(rb"bold|black|heavy|demi|\+(?:cm|sf)bx", re.IGNORECASE)

HYPHEN = 0x2
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
# Bullets of the symbol fonts, which map them to private code points.
BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF0A8, 0x25CF, 0x25A0, 0x25AA, 0x25E6), "•")

SPACES = {0x20, 0xA0, 0x0D, 0x0A, 0x09, 0x3000}
# Of a quarter of a turn: a mark across the page is no part of its text.
MOST_ASLANT = 0.15

Box = tuple[float, float, float, float]
NOWHERE = (0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class Word:
    """A word and where it stands from left to right."""

    text: str
    x0: float
    x1: float


@dataclass(slots=True)
class Run:
    """Words of one line that stand close together; ``size`` is that of the first letter."""

    words: list[Word]
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class PageContent:
    """What stands on a page; ``unknown`` of its ``characters`` have no known meaning."""

    runs: list[Run]
    rules: list[Rule]
    height: float
    characters: int
    unknown: int


@dataclass(slots=True)
class _Builder:
    """Gathers the characters of one direction, which is so many quarters of a turn, into runs."""

    quarter: int
    runs: list[Run] = field(default_factory=list)
    run: Run | None = None
    space: bool = False
    characters: int = 0

    def add(self, text: str, box: Box, *, goes_on: bool) -> Run | None:
        """Take in a character (or ligature), in the run or in a new one; gives its run if it begins a word."""
        self.characters += len(text)
        x0, y0, x1, y1 = box
        run, size, begun = self.run, y1 - y0, None
        if run is None or not goes_on:
            self.run = begun = Run([Word(text, x0, x1)], x0, y0, x1, y1, size)
            self.runs.append(begun)
        else:
            word = run.words[-1]
            if self.space or x0 - run.x1 > WORD_GAP * size:
                run.words.append(Word(text, x0, x1))
                begun = run
            else:
                word.text += text
                word.x1 = max(word.x1, x1)
            run.x1 = max(run.x1, x1)
            if size > run.y1 - run.y0:
                run.y0, run.y1 = y0, y1
        self.space = False
        return begun

    def continues(self, box: Box) -> bool:
        """Whether a character stands where the run goes on."""
        run = self.run
        if run is None:
            return False
        x0, y0, x1, y1 = box
        height, own = run.y1 - run.y0, y1 - y0
        larger = max(height, own)
        gap = x0 - run.x1
        if gap > WIDE_GAP * larger or x1 < run.x1 - larger or gap < -1.5 * larger:
            return False
        return min(run.y1, y1) - max(run.y0, y0) > 0.5 * min(height, own)


def page_content(page: pdfium.PdfPage) -> PageContent:
    """The runs and rules of a page."""
    text_page = page.get_textpage()
    try:
        builders, unknown = _read_characters(text_page.raw)
    finally:
        text_page.close()
    left, bottom, right, top = page.get_bbox()
    if not builders:
        return PageContent([], [], top - bottom, unknown, unknown)
    quarter = max(builders, key=lambda quarter: builders[quarter].characters)
    edge = (-top, -right, bottom, left)[quarter]
    runs = builders[quarter].runs
    for run in runs:
        run.y0, run.y1 = run.y0 - edge, run.y1 - edge
    rules = []
    for rule in read_rules(page):
        x0, y0, x1, y1 = _turned((rule.x0, rule.y0, rule.x1, rule.y1), quarter)
        rules.append(Rule(x0, y0 - edge, x1, y1 - edge))
    height = right - left if quarter % 2 else top - bottom
    return PageContent(runs, rules, height, unknown + sum(each.characters for each in builders.values()), unknown)


def _read_characters(raw: pdfium_c.FPDF_TEXTPAGE) -> tuple[dict[int, _Builder], int]:
    """Runs by the quarter turns of their direction, and how many characters have no known meaning."""
    builders: dict[int, _Builder] = {}
    builder: _Builder | None = None
    unknown = 0
    for index, text, corners in _characters(raw):
        if text is None:
            unknown += 1
            continue
        if text == " ":
            if builder is not None:
                builder.space = True
            continue
        # A character that goes on with the run has its direction: asking for each takes long.
        goes_on = builder is not None and builder.continues(_turned(corners, builder.quarter))
        if builder is None or not goes_on:
            quarter = _quarter(pdfium_c.FPDFText_GetCharAngle(raw, index))
            if quarter is None:
                continue
            builder = builders.setdefault(quarter, _Builder(quarter))
        begun = builder.add(text, _turned(corners, builder.quarter), goes_on=goes_on)
        if begun is not None:
            is_first = len(begun.words) == 1
            if is_first:
                begun.size = _size_of(raw, index, begun.size)
            begun.bold = (is_first or begun.bold) and _is_bold(raw, index)
    return builders, unknown


def _characters(raw: pdfium_c.FPDF_TEXTPAGE) -> Iterator[tuple[int, str | None, Box]]:
    """The characters of a page: position, text (None if it is not known), left, top, right and bottom as PDF counts."""
    rectangle = pdfium_c.FS_RECTF()
    pointer = ctypes.byref(rectangle)
    code_of, place_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetLooseCharBox
    for index in range(max(pdfium_c.FPDFText_CountChars(raw), 0)):
        code = code_of(raw, index)
        if code in SPACES:
            yield index, " ", NOWHERE
        elif place_of(raw, index, pointer):
            yield index, _text_of(code), (rectangle.left, rectangle.top, rectangle.right, rectangle.bottom)


def _quarter(angle: float) -> int | None:
    """Quarters of a turn in an angle, in radians, as PDFium counts them; None where text runs aslant."""
    quarters = angle / (math.pi / 2)
    return None if abs(quarters - round(quarters)) > MOST_ASLANT else round(quarters) % 4


def _turned(corners: Box, quarter: int) -> Box:
    """From PDF's coordinates (y grows upwards) to those in which text of a direction reads upright.

    PDFium counts the quarters clockwise: text of the first runs down the page as PDF sees it.
    """
    left, top, right, bottom = corners
    match quarter:
        case 0:
            x0, y0, x1, y1 = left, -top, right, -bottom
        case 1:
            x0, y0, x1, y1 = -top, -left, -bottom, -right
        case 2:
            x0, y0, x1, y1 = -left, top, -right, bottom
        case _:
            x0, y0, x1, y1 = top, left, bottom, right
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _size_of(raw: pdfium_c.FPDF_TEXTPAGE, index: int, otherwise: float) -> float:
    """The size of a character's font as it is shown: that of the font, times what the page scales it by."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix)):
        return otherwise
    size = pdfium_c.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
    return size if size > 1 else otherwise


def _is_bold(raw: pdfium_c.FPDF_TEXTPAGE, index: int) -> bool:
    """Whether a character's font is a bold one by its name: the weights that fonts state are often missing or wrong."""
    name = ctypes.create_string_buffer(LONGEST_FONT_NAME)
    length = pdfium_c.FPDFText_GetFontInfo(raw, index, name, LONGEST_FONT_NAME, ctypes.byref(ctypes.c_int()))
    return 0 < length <= LONGEST_FONT_NAME and BOLD.search(name.raw[:length]) is not None


def _text_of(code: int) -> str | None:
    if code in {HYPHEN, 0xAD, 0x2010}:
        return "-"
    if code in LIGATURES:
        return LIGATURES[code]
    if code in BULLETS:
        return BULLETS[code]
    if code < 0x20 or code in {0xFFFD, 0xFFFE, 0xFFFF} or 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)
