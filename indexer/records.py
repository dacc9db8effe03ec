"""The records that cross files: documents, and the spans of them that are searched, read and quoted."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range ``[start, end)`` of Unicode code points in a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what is known of its origin; every offset points into ``text``, which never changes.

    ``pages`` holds the offset at which each page (or slide) of the file begins, in order, the first page's first; it is
    empty for a text without pages. An empty page begins where the next one does.
    """

    id: str
    text: str
    title: str
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    language: str = "en"
    source: str | None = None
    note: str | None = None
    pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Number of the page (from 1, as the file counts them) that holds a code point; None for a text without."""
        return max(bisect_right(self.pages, offset), 1) if self.pages else None


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


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search found, by its position in the snapshot's chunks, and its score."""

    chunk: int
    score: float
