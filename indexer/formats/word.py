"""Word files to documents: headings, paragraphs, lists, tables and notes, as ``mammoth`` finds them."""

from __future__ import annotations

import io
import zipfile

import mammoth

from indexer.documents import DocumentError
from indexer.formats.markup import lines_of
from indexer.formats.xml import XMLError, parse_xml
from indexer.records import Document

CORE_PROPERTIES = "docProps/core.xml"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
# Word's own title style is no heading to mammoth.
STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def read_docx(stem: str, content: bytes) -> Document:
    """Read a Word file; pictures, comments and deleted text are left out.

    Word sets its pages when a file is opened, so that it has no page numbers to keep.

    Raises:
        DocumentError: it holds no text. A broken file may raise anything.
    """
    # A picture becomes an element without attributes: its bytes are not wanted.
    pictures = mammoth.images.img_element(lambda _: {})
    markup = mammoth.convert_to_html(io.BytesIO(content), convert_image=pictures, style_map=STYLES).value
    lines = lines_of(markup)
    if not lines:
        message = "it holds no text"
        raise DocumentError(message)
    return Document(stem, "\n\n".join(lines), office_title(content), language="")


def office_title(content: bytes) -> str:
    """The title in an office file's properties; empty where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            properties = parse_xml(container.read(CORE_PROPERTIES))
    except (KeyError, XMLError, zipfile.BadZipFile, ValueError):
        return ""
    title = " ".join((properties.findtext(TITLE) or "").split())
    return "" if title.casefold() in {"word document", "powerpoint presentation", "presentation", "untitled"} else title
