"""The lines that are drawn on a PDF page, horizontal and vertical."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

# Lengths in points.
THINNEST_RULE_SIDE = 12.0
THICKEST_RULE = 3.0
MOST_OBJECTS = 5_000
MOST_SEGMENTS = 2_000

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_horizontal(self) -> bool:
        """Whether it lies rather than stands."""
        return self.x1 - self.x0 >= self.y1 - self.y0


def read_rules(page: pdfium.PdfPage) -> list[Rule]:
    """The horizontal and vertical lines and the edges of the rectangles that are drawn on a page, as PDF counts."""
    rules: list[Rule] = []
    for position, drawn in enumerate(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=1)):
        if position >= MOST_OBJECTS:
            break
        left, bottom, right, top = drawn.get_bounds()
        if min(right - left, top - bottom) <= THICKEST_RULE:
            rules.append(Rule(left, bottom, right, top))
        else:
            rules += _edges(drawn)
    return [rule for rule in rules if max(rule.x1 - rule.x0, rule.y1 - rule.y0) >= THINNEST_RULE_SIDE]


def _edges(drawn: pdfium.PdfObject) -> list[Rule]:
    count = pdfium_c.FPDFPath_CountSegments(drawn.raw)
    if not 2 <= count <= MOST_SEGMENTS:
        return []
    matrix = drawn.get_matrix()
    edges: list[Rule] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    start: Point | None = None
    before: Point | None = None
    for position in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(drawn.raw, position)
        pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = matrix.on_point(x.value, y.value)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO and before is not None:
            edges += _edge(before, point)
        if start is not None and pdfium_c.FPDFPathSegment_GetClose(segment):
            edges += _edge(point, start)
        before = point
    return edges


def _edge(one: Point, other: Point) -> list[Rule]:
    (xa, ya), (xb, yb) = one, other
    if min(abs(xa - xb), abs(ya - yb)) > THICKEST_RULE:
        return []
    return [Rule(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))]
