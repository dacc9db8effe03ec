"""The records that cross files: documents, and the spans of them that are searched, read and quoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of Unicode code points in a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what is known of its origin; every offset points into ``text``, which never changes."""

    id: str
    text: str
    title: str
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = "en"
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or heading of a document."""

    document_id: str
    start: int
    end: int
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one document under one heading: the unit that is embedded and retrieved.

    ``sentences`` is the half-open range of positions in the snapshot's sentence list; the range holds no headings.
    """

    id: str
    document_id: str
    start: int
    end: int
    headings: tuple[str, ...]
    sentences: range
