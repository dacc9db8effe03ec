"""PowerPoint files to documents: each slide is a page, with its title as a heading."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.slide import Slide

from indexer.documents import DocumentError
from indexer.formats import tables
from indexer.formats.pages import page_offsets
from indexer.formats.word import office_title
from indexer.normalisation import normalise_text
from indexer.records import Document

# Dates, numbers and feet, which every slide repeats.
FURNITURE = {13, 15, 16}


def read_pptx(stem: str, content: bytes, max_pages: int) -> Document:
    """Read a PowerPoint file: titles, texts, tables, the figures of charts, and the speaker's notes.

    Raises:
        DocumentError: it has too many slides or holds no text. A broken file may raise anything.
    """
    slides = list(Presentation(io.BytesIO(content)).slides)
    if len(slides) > max_pages:
        message = f"its {len(slides):,} slides are more than the limit of {max_pages:,} (setting max_pages)"
        raise DocumentError(message)
    text = ""
    begins: dict[int, int] = {}
    for position, slide in enumerate(slides):
        own = normalise_text("\n\n".join(filter(None, _lines(slide))))
        if own:
            text += "\n\n" if text else ""
            begins[position] = len(text)
            text += own
    if not text:
        message = f"its {len(slides)} slides hold no text, only pictures"
        raise DocumentError(message)
    pages = page_offsets(begins, len(slides), len(text))
    return Document(stem, text, office_title(content), language="", pages=pages)


def _lines(slide: Slide) -> Iterator[str]:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        heading = " ".join(title.text_frame.text.split())
        yield f"# {heading}" if heading else ""
    shapes = [shape for shape in _shapes(slide.shapes) if title is None or shape.shape_id != title.shape_id]
    for shape in sorted(shapes, key=lambda shape: ((shape.top or 0) // 200_000, shape.left or 0)):
        yield from _shape_lines(shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        notes = " ".join(slide.notes_slide.notes_text_frame.text.split())
        yield f"Notes: {notes}" if notes else ""


def _shapes(shapes: Iterable[Any]) -> Iterator[Any]:
    """The shapes of a slide, those in groups by themselves, without the furniture."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif not (shape.is_placeholder and shape.placeholder_format.type in FURNITURE):
            yield shape


def _shape_lines(shape: Any) -> Iterator[str]:  # noqa: ANN401 - python-pptx's shapes share no class that has these
    if getattr(shape, "has_table", False):
        rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in shape.table.rows]
        yield from tables.sentences(rows, 1 if shape.table.first_row else None)
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape.chart)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            line = " ".join(paragraph.text.split())
            if line:
                yield f"- {line}" if _has_bullet(shape, paragraph) else line


def _has_bullet(shape: Any, paragraph: Any) -> bool:  # noqa: ANN401 - as above
    """Whether a paragraph is a list item: by its own properties, else as it is in a slide's body."""
    properties = paragraph._p.pPr  # noqa: SLF001 - the library has no public way to the bullets
    if properties is not None and properties.find(qn("a:buNone")) is not None:
        return False
    if properties is not None and any(properties.find(qn(f"a:{mark}")) is not None for mark in ("buChar", "buAutoNum")):
        return True
    return bool(shape.is_placeholder and len(shape.text_frame.paragraphs) > 1)


def _chart(chart: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """A chart as the table behind it: a row for each category, a column for each series."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield " ".join(chart.chart_title.text_frame.text.split())
    for plot in chart.plots:
        names = ["", *(series.name or "" for series in plot.series)]
        values = [["" if value is None else f"{value:g}" for value in series.values] for series in plot.series]
        rows = [[str(category), *figures] for category, *figures in zip(plot.categories, *values, strict=False)]
        yield from tables.sentences([names, *rows], 1)
