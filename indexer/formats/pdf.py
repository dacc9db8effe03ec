"""PDF to a document, with the offset where each page begins: PDFium gives the characters, the layout is read here."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from indexer.documents import DocumentError
from indexer.formats.glyphs import PageContent, page_content
from indexer.formats.layout import lay_out
from indexer.formats.paragraphs import LaidOutPage, compose
from indexer.formats.running import without_running_lines
from indexer.records import Document

# A page on which most characters have no known meaning was set in fonts that do not say what their glyphs are.
MOST_UNKNOWN_SHARE = 0.3
PROGRAM_TITLE = re.compile(
    r"untitled.*|microsoft (?:word|powerpoint|excel) - .*|.*\.(?:docx?|pptx?|xlsx?|indd|tex|dvi|pdf|qxd|odt|rtf|html?)"
    r"|(?:slide|document|layout|page|presentation|powerpoint presentation) ?\d*|[\d\W_]*|\(?anonymous\)?",
    re.IGNORECASE,
)


def read_pdf(stem: str, content: bytes, max_pages: int) -> Document:
    """Read a PDF: paragraphs in reading order, without what repeats on each page; tables as sentences.

    Args:
        stem: the document's id.
        content: the whole file.
        max_pages: a file with more pages is refused.

    Raises:
        DocumentError: it cannot be opened, needs a password, has too many pages, or holds no text.
    """
    try:
        opened = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            message = "it is protected by a password; save it without one"
            raise DocumentError(message) from error
        message = "it is broken: a PDF that cannot be opened"
        raise DocumentError(message) from error
    with opened:
        if len(opened) > max_pages:
            message = f"its {len(opened):,} pages are more than the limit of {max_pages:,} (setting max_pages)"
            raise DocumentError(message)
        pages: list[LaidOutPage] = []
        gutters: set[float] = set()
        characters = unknown = 0
        for number in range(len(opened)):
            content_of_page = _content(opened, number)
            characters += content_of_page.characters
            unknown += content_of_page.unknown
            pages.append(LaidOutPage(tuple(lay_out(content_of_page, gutters)), content_of_page.height))
        metadata = opened.get_metadata_dict(skip_empty=True)
    if characters == 0:
        message = f"its {len(pages)} pages hold no text, only pictures (a scan?); put it through text recognition first"
        raise DocumentError(message)
    if unknown > characters * MOST_UNKNOWN_SHARE:
        message = "its fonts do not say which letters their glyphs are; put it through text recognition first"
        raise DocumentError(message)
    text, offsets = compose(without_running_lines(pages))
    title = " ".join(metadata.get("Title", "").split())
    return Document(stem, text, "" if PROGRAM_TITLE.fullmatch(title) else title, language="", pages=offsets)


def _content(opened: pdfium.PdfDocument, number: int) -> PageContent:
    """What stands on a page; nothing where that page is broken: the others are still worth having."""
    try:
        page = opened[number]
    except pdfium.PdfiumError:
        return PageContent([], [], 0.0, 0, 0)
    try:
        return page_content(page)
    except pdfium.PdfiumError:
        return PageContent([], [], 0.0, 0, 0)
    finally:
        page.close()
