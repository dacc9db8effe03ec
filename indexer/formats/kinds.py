"""What a file is, told from its content; its name only decides between formats that look alike inside."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import IO, Literal

from indexer.documents import DocumentError
from indexer.formats.archives import check_expansion

Kind = Literal["markdown", "text", "html", "pdf", "docx", "pptx", "epub", "zip"]

SUFFIXES: dict[str, Kind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".epub": "epub",
    ".zip": "zip",
}
MEDIA_TYPES: dict[str, Kind] = {
    "text/markdown": "markdown",
    "text/plain": "text",
    "text/html": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/epub+zip": "epub",
}

PDF_HEADER_WITHIN = 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
NAMES: dict[Kind, str] = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "pptx": "a PowerPoint file",
    "epub": "an EPUB book",
    "html": "an HTML page",
    "zip": "a zip file",
}
BINARY: set[Kind] = {"pdf", "docx", "pptx", "epub", "zip"}


def is_zip(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a container of others, as Office files and books are too."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def binary_kind(content: bytes, promised: Kind) -> Kind | None:
    """Which format the bytes are; None for text.

    Args:
        content: the whole file.
        promised: what its name or media type says it is.

    Raises:
        DocumentError: the format is one that is not read, the file is protected by a password, its container is
            broken, or it expands to more than is safe.
    """
    if b"%PDF-" in content[:PDF_HEADER_WITHIN]:
        return "pdf"
    if is_zip(content):
        return zip_kind(io.BytesIO(content), promised)
    if content.startswith(OLE):
        if ENCRYPTED_OFFICE in content:
            message = "it is protected by a password; save it without one"
            raise DocumentError(message)
        message = "it is a file of an old Office version, which is not read; save it as .docx or .pptx"
        raise DocumentError(message)
    if content.startswith(b"{\\rtf"):
        message = "it is rich text (RTF), which is not read; save it as .docx"
        raise DocumentError(message)
    return None


def text_kind(text: str, promised: Kind) -> Kind:
    """Which of the text formats a file that is text has; one that is said to be binary is plain text, or a page."""
    if HTML_START.match(text):
        return "html"
    if promised == "html":
        return "html" if TAG.search(text) else "text"
    return "markdown" if promised == "markdown" else "text"


def not_as_promised(promised: Kind) -> DocumentError:
    """The error for bytes that are not what they are said to be, and are no text either."""
    return DocumentError(f"it is broken: the content is not that of {NAMES[promised]}")


def zip_kind(file: Path | IO[bytes], promised: Kind) -> Kind:
    """Which format a zip container holds.

    Raises:
        DocumentError: as `binary_kind`.
    """
    try:
        with zipfile.ZipFile(file) as container:
            names = set(container.namelist())
            mimetype = container.read("mimetype")[:100].strip() if "mimetype" in names else b""
            check_expansion(container)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        message = f"it is broken: {NAMES.get(promised, 'a zip file')} that cannot be opened ({error})"
        raise DocumentError(message) from error
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    if mimetype == b"application/epub+zip" or "META-INF/container.xml" in names:
        return "epub"
    if "[Content_Types].xml" in names or mimetype:
        message = "it is an office file of a kind that is not read (only .docx and .pptx are)"
        raise DocumentError(message)
    if promised in {"docx", "pptx", "epub"}:
        raise not_as_promised(promised)
    return "zip"
