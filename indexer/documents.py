"""What makes a document: a usable id, a text with words in it, a title."""

from __future__ import annotations

import re
from dataclasses import replace

from indexer.blocks import find_blocks
from indexer.language import detect_language
from indexer.normalisation import normalise_text
from indexer.records import Document

DOCUMENT_ID = re.compile(r"\w(?:[\w.\- ]{0,198}[\w.\-])?")


class DocumentError(ValueError):
    """A document that cannot be indexed; the message says why and what would help."""


def checked(document: Document) -> Document:
    """The document as it is indexed: its text normalised, its title and language found if it has none.

    Raises:
        DocumentError: the id cannot be a file's stem, or a field is empty of words or not valid Unicode.
    """
    if not DOCUMENT_ID.fullmatch(document.id):
        message = (
            f"{document.id[:80]!r} is no document id: use 1 to 200 letters, digits, '-', '_', '.' and inner spaces, "
            "the first a letter or digit."
        )
        raise DocumentError(message)
    try:
        text = normalise_text(document.text)
        title = " ".join(normalise_text(document.title).split())
    except ValueError as error:
        raise DocumentError(str(error)) from error
    if not re.search(r"\w", text):
        message = "The text has no words; a document needs at least one sentence."
        raise DocumentError(message)
    return replace(
        document,
        text=text,
        title=title or find_title(text) or document.id,
        language=document.language or detect_language(text),
        pages=_moved(document.pages, document.text, text),
    )


def _moved(pages: tuple[int, ...], before: str, after: str) -> tuple[int, ...]:
    """Where pages begin in a text after it was normalised."""
    if before == after:
        return pages
    return tuple(min(len(normalise_text(before[:page])), len(after)) for page in pages)


def find_title(text: str) -> str | None:
    """The first block of a text, if it is a heading."""
    first = next(iter(find_blocks(text)), None)
    if first is None or first.kind != "heading":
        return None
    return " ".join(text[first.start : first.end].split())
