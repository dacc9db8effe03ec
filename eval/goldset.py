"""The gold format: what a question is, what a right answer to it must hold, and how a file of them is read."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

Kind = Literal[
    "fact",
    "number",
    "list",
    "alias",
    "multi",
    "compare",
    "why",
    "conflict",
    "unanswerable",
    "false-premise",
    "off-topic",
]
Style = Literal["plain", "typos", "keywords", "long-winded", "chinese"]
Split = Literal["dev", "test"]

OWN_GOLD = Path(__file__).parent / "gold" / "alliance.jsonl"
"""The gold set that comes with Cited, on the documents in ``corpus/``."""
OWN_CONFLICTS = OWN_GOLD.with_name("conflicts.jsonl")
"""More questions on which those documents disagree: each disagreement in many wordings."""
OWN_CLAIMS = OWN_GOLD.with_name("claims.jsonl")
"""Questions whether a figure or a date is right, most of them claiming a wrong one."""

_PUNCTUATION = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"})


class GoldError(Exception):
    """A gold file cannot be used; the message has one line for each thing that is wrong."""


def split_of(question_id: str) -> Split:
    """Return the half of the gold set that a question belongs to, fixed by its id for all time.

    ``dev`` when the SHA-256 digest of the id's UTF-8 bytes, read as one number, is even; ``test`` when it is odd.
    """
    return "test" if hashlib.sha256(question_id.encode()).digest()[-1] % 2 else "dev"


def normalise(text: str) -> str:
    """Text as nuggets are matched in it: NFKC, straight quotes and hyphens, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_PUNCTUATION).split())


def matches(pattern: str, text: str) -> bool:
    """Whether a regex occurs anywhere in the normalised text, whatever the case."""
    return re.search(pattern, normalise(text), re.IGNORECASE) is not None


def matches_nugget(nugget: Iterable[str], text: str) -> bool:
    """Whether one of a nugget's regexes occurs in the text."""
    return any(matches(pattern, text) for pattern in nugget)


def same_document(entry: str, document_id: str) -> bool:
    """Whether a gold entry means this document: it is the id, or the id's part before its first ``-`` or ``_``.

    ``"000"`` so means ``000-title.md`` of one corpus and ``000_c6b5.txt`` of another.
    """
    return entry == document_id or entry == re.split(r"[-_]", document_id, maxsplit=1)[0]


def _regex(pattern: str) -> str:
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        message = f"broken regex {pattern!r}: {error}"
        raise ValueError(message) from error
    if compiled.search(""):
        message = f"regex {pattern!r} matches the empty text, so it would match everything"
        raise ValueError(message)
    return pattern


Regex = Annotated[str, AfterValidator(_regex)]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Strict):
    """A quote that stands verbatim in a document's text."""

    document: Text = Field(description="A document id, or its part before the first - or _.")
    quote: Text


class Question(_Strict):
    """One gold question and what a right reply to it must hold."""

    id: Text = Field(description="Unique in the file; fixes the split.")
    kind: Kind
    style: Style = "plain"
    question: Text
    answerable: bool = Field(description="Whether the documents answer it as it is asked.")
    nuggets: list[Annotated[list[Regex], Field(min_length=1)]] = Field(
        default=[],
        description="What the answer must say: of each inner list, one regex must occur (case is ignored).",
    )
    documents: list[Annotated[list[Text], Field(min_length=1)]] = Field(
        default=[],
        description="Which documents must be cited: all of one of the inner lists.",
    )
    evidence: list[Evidence] = Field(
        default=[],
        description="Sentences that hold the answer; for a question that is not answerable, what corrects it, if any.",
    )
    absent: list[Regex] = Field(
        default=[],
        description="Only when not answerable: what would have to be in the corpus for an answer, and is not.",
    )
    split: Split

    @model_validator(mode="before")
    @classmethod
    def _fill_split(cls, data: object) -> object:
        if isinstance(data, dict) and "split" not in data and isinstance(data.get("id"), str):
            return {**data, "split": split_of(data["id"])}
        return data

    @model_validator(mode="after")
    def _agree(self) -> Self:
        wrong = None
        if self.split != split_of(self.id):
            wrong = f"split must be {split_of(self.id)!r}, which the hash of the id gives"
        elif self.answerable and not (self.nuggets and self.documents and self.evidence):
            wrong = "an answerable question needs nuggets, documents and evidence"
        elif self.answerable and self.absent:
            wrong = "absent is for questions that are not answerable"
        elif not self.answerable and (self.nuggets or self.documents):
            wrong = "a question that is not answerable has no nuggets and no documents"
        elif self.answerable == (self.kind in {"unanswerable", "false-premise", "off-topic"}):
            wrong = f"kind {self.kind!r} does not fit answerable {self.answerable}"
        if wrong:
            raise ValueError(wrong)
        return self


def load_gold(path: Path) -> list[Question]:
    """Read the questions of a JSON Lines file, in its order.

    Raises:
        GoldError: the file cannot be read, is empty, or has lines that are wrong; all of them are named, with numbers.

    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read: {error}"
        raise GoldError(message) from error
    questions: list[Question] = []
    problems: list[str] = []
    first_line: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = Question.model_validate_json(line)
        except ValidationError as error:
            problems += [f"{path}:{number}: {_describe(detail['loc'], detail['msg'])}" for detail in error.errors()]
            continue
        if question.id in first_line:
            problems.append(f"{path}:{number}: id {question.id!r} is already used on line {first_line[question.id]}")
        first_line.setdefault(question.id, number)
        questions.append(question)
    if not questions and not problems:
        problems.append(f"{path}: holds no question")
    if problems:
        raise GoldError("\n".join(problems))
    return questions


def _describe(location: tuple[int | str, ...], message: str) -> str:
    where = ".".join(str(part) for part in location)
    message = message.removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
