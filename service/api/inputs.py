"""What a request may hold: questions, document ids and document bodies, each checked before anything is done."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Path, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo
from starlette.exceptions import HTTPException

from indexer.documents import DOCUMENT_ID

_SPACES: Final = frozenset("\t\n\r")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _pattern(inside: str, once: str) -> FieldInfo:
    """What a check lets pass, for the API's description: characters, and one of a kind among them."""
    field: FieldInfo = Field(json_schema_extra={"pattern": f"^{inside}*{once}{inside}*$"})
    return field


_CONTROLS: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_NO_WORD: Final = r"\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x9f"  # no letter or digit: as much of that as is ASCII
_QUESTION_PATTERN: Final = _pattern(f"[^{_CONTROLS}]", f"[^{_NO_WORD}]")
_LINE_PATTERN: Final = _pattern(f"[^{_CONTROLS}]", rf"[^\s{_CONTROLS}]")
_TEXT_PATTERN: Final = _pattern(r"[^\x00]", f"[^{_NO_WORD}]")
_ADDRESS_PATTERN: Final = Field(json_schema_extra={"pattern": r"^https?://[A-Za-z0-9\[]"})


def _whole(text: str) -> str:
    for character in text:
        if unicodedata.category(character) == "Cs":
            raise ValueError(f"holds U+{ord(character):04X}, half of a character (a lone surrogate); remove it")
    return text


def _without_controls(text: str) -> str:
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in _SPACES:
            raise ValueError(f"holds the control character U+{ord(character):04X}; remove it")
    return text


def _with_a_word(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("is empty; write at least one word")
    return text.strip()


def _with_text(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds the character NUL; send text, not a binary file")
    if not any(character.isalnum() for character in text):
        raise ValueError("is empty; a document needs at least one word")
    return text


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError("must be a web address that begins with https:// or http://") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a web address that begins with https:// or http://")
    return url


def _date(value: object) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("must be a date such as 2025-11-25")
    return date.fromisoformat(value)


PlainText = Annotated[str, AfterValidator(_whole), AfterValidator(_without_controls)]
QuestionText = Annotated[PlainText, AfterValidator(_with_a_word), _QUESTION_PATTERN]
Line = Annotated[PlainText, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), _LINE_PATTERN]
WebAddress = Annotated[PlainText, StringConstraints(max_length=2000), AfterValidator(_web_address), _ADDRESS_PATTERN]
Day = Annotated[date, BeforeValidator(_date)]
DocumentId = Annotated[PlainText, StringConstraints(min_length=1, max_length=200)]
PathId = Annotated[
    str,
    Path(
        description="A document's id: its file's stem. Letters, digits, '.', '_', '-' and inner spaces, at most 200.",
        examples=["003-alliance-unified-ecosystem"],
        # What `check_id` lets pass, as far as this language of patterns can say it.
        json_schema_extra={"pattern": r"^\w([\w.\- ]{0,198}[\w.\-])?$"},
    ),
]
TopK = Annotated[int, Field(ge=1, le=50, description="How many passages to retrieve.")]


class Body(BaseModel):
    """Base of what a request sends: exact types, and no field that is not named."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Question(Body):
    """A question, put to all documents or to some."""

    question: QuestionText = Field(description="One question in plain words.", examples=["Which marques are in HIMA?"])
    top_k: TopK = 8
    documents: list[DocumentId] | None = Field(
        default=None, min_length=1, max_length=1000, description="Answer from these documents only."
    )


class Query(Body):
    """Words to search for."""

    query: QuestionText = Field(examples=["battery partner"])
    top_k: TopK = 8
    documents: list[DocumentId] | None = Field(
        default=None, min_length=1, max_length=1000, description="Search in these documents only."
    )
    rerank: bool = Field(
        default=True, description="Let the reader have a say in the order; a search without it is several times faster."
    )


class NewDocument(Body):
    """A document to add, or to put in another's place."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "# Price list\n\nThe Shangjie H5 starts at 169,800 yuan.",
                    "title": "Price list",
                    "publisher": "The Gazette",
                    "published": "2025-11-25",
                    "url": "https://example.org/prices",
                    "language": "en",
                }
            ]
        }
    )

    text: Annotated[str, AfterValidator(_whole), AfterValidator(_with_text), _TEXT_PATTERN] = Field(
        description="Plain text or Markdown, no front matter."
    )
    title: Line | None = Field(default=None, description="Where left out: the text's first heading, or the id.")
    publisher: Line | None = None
    published: Day | None = Field(default=None, description="A date: 2025-11-25.")
    url: WebAddress | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = Field(
        default=None, description="A BCP 47 tag. Where left out: the language that the text is found to be in."
    )


def check_id(document_id: str) -> str:
    """Return the id, or raise a 422 where it cannot be one (``../`` and other tricks among them)."""
    if not DOCUMENT_ID.fullmatch(document_id):
        raise HTTPException(
            422,
            "That cannot be a document's id: it has 1 to 200 letters, digits, '.', '_', '-' and inner spaces and "
            "begins with a letter or digit. GET /v1/documents lists the ids.",
        )
    return document_id


def check_length(text: str, most: int) -> None:
    """Raise a 422 where a question is longer than ``most`` characters."""
    if len(text) > most:
        raise HTTPException(
            422, f"The question has {len(text):,} characters; at most {most:,} are read. Ask it in fewer words."
        )


def require_json(request: Request) -> None:
    """Raise a 415 where a body is sent as anything but JSON in UTF-8."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"') if "charset" in parameters.lower() else ""
    if kind.strip().lower() != "application/json" or charset not in {"", "utf-8", "utf8"}:
        raise HTTPException(415, "Send the body as JSON in UTF-8, with the header Content-Type: application/json.")
