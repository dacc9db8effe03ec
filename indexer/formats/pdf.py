"""PDF to a document, with the offset where each page begins: PDFium gives the characters, the layout is read here."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
        pages = _Pages(opened)
        gutters: set[float] = set()
        laid_out = [
            LaidOutPage(tuple(lay_out(page, gutters)), page.height)
            for page in without_running_lines(pages, len(opened))
        ]
        metadata = opened.get_metadata_dict(skip_empty=True)
    if pages.characters == 0:
        message = f"its {len(laid_out)} pages hold no text, only pictures (a scan?): text recognition would help"
        raise DocumentError(message)
    if pages.unknown > pages.characters * MOST_UNKNOWN_SHARE:
        message = "its fonts do not say which letters their glyphs are: text recognition would help"
        raise DocumentError(message)
    text, offsets = compose(laid_out)
    title = " ".join(metadata.get("Title", "").split())
    return Document(stem, text, "" if PROGRAM_TITLE.fullmatch(title) else title, language="", pages=offsets)


class _Pages:
    """What stands on each page of a PDF, one page at a time; counts the characters that it has met."""

    def __init__(self, opened: pdfium.PdfDocument) -> None:
        self._opened = opened
        self.characters = 0
        self.unknown = 0

    def __iter__(self) -> Iterator[PageContent]:
        for number in range(len(self._opened)):
            found = self._content(number)
            self.characters += found.characters
            self.unknown += found.unknown
            yield found

    def _content(self, number: int) -> PageContent:
        """A page, or an empty one where it is broken: the others are still worth having."""
        try:
            page = self._opened[number]
        except pdfium.PdfiumError:
            return PageContent([], [], 0.0, 0, 0)
        try:
            return page_content(page)
        except pdfium.PdfiumError:
            return PageContent([], [], 0.0, 0, 0)
        finally:
            page.close()
