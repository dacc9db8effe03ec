"""The replies of the HTTP contract, as typed models: what a caller may rely on, field by field."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["answered", "conflicting", "not_found"]


class Reply(BaseModel):
    """Base of every reply: immutable, and with no field that the contract does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(Reply):
    """A quote and where it stands: ``text[start:end] == quote`` in the document, counted in code points."""

    id: int = Field(ge=1, description="The number that the markers in the answer use.")
    document_id: str
    title: str
    publisher: str | None
    published: date | None
    url: str | None
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None = Field(
        default=None, description="The page (or slide) of the file on which the quote begins, counted from 1."
    )
    score: float = Field(description="How well the quoted sentence answers the question, 0 to 1.")


class CitedSentence(Reply):
    """One statement and the numbers of the citations that support it."""

    text: str
    citations: list[int]


class Conflict(Reply):
    """Claims about one thing that do not agree, newest first."""

    about: str
    claims: list[CitedSentence]


class Passage(Reply):
    """A retrieved chunk."""

    chunk_id: str
    document_id: str
    start: int
    end: int
    text: str
    score: float


class Timings(Reply):
    """Milliseconds spent."""

    retrieve: float
    read: float
    total: float


class Answer(Reply):
    """The reply to ``POST /v1/answers``."""

    question: str
    status: Status
    answer: str
    short_answer: str | None
    sentences: list[CitedSentence]
    citations: list[Citation]
    conflicts: list[Conflict]
    nearest: list[CitedSentence]
    confidence: float = Field(ge=0, le=1, description="Probability that this reply, answer or refusal, is right.")
    passages: list[Passage]
    timings_ms: Timings
    index: str


class SearchResults(Reply):
    """The reply to ``POST /v1/search``, and the first event of a streamed answer."""

    passages: list[Passage]


class DocumentSummary(Reply):
    """What is known of a document, without its text."""

    id: str
    title: str
    publisher: str | None
    published: date | None
    url: str | None
    language: str


class DocumentWithText(DocumentSummary):
    """A document with the text that every offset points into."""

    text: str


class DocumentList(Reply):
    """Every document of the index, by id."""

    documents: list[DocumentSummary]
    index: str


class Written(Reply):
    """A document that was added (``created``) or replaced; it is found by now."""

    id: str
    created: bool
    chunks: int
    index: str


class FieldError(Reply):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Problem(Reply):
    """An error as RFC 9457 writes it down."""

    type: str = Field(default="about:blank", description="Always about:blank: the status says what kind it is.")
    title: str = Field(description="The name of the status.")
    status: int
    detail: str = Field(description="What is wrong, and what to do about it.")
    request_id: str | None = Field(default=None, description="Stands in the server's log, and in X-Request-ID.")
    errors: list[FieldError] | None = Field(default=None, description="The fields that are wrong.")
