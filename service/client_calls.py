"""What a client sends, how it reads what comes back, and when it tries again: the same for both kinds of client."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ValidationError

from service.replies import Answer, CitedSentence, Problem, SearchResults

Reply = TypeVar("Reply", bound=BaseModel)
Part = SearchResults | CitedSentence | Answer
"""A part of a streamed answer: the passages that were found, each sentence, the whole answer."""

EVENTS: Final[Mapping[str, type[Part]]] = {"passages": SearchResults, "sentence": CitedSentence, "done": Answer}
AGAIN: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}

HERE: Final = "http://127.0.0.1:8000"
TIMEOUT: Final = 60.0
RETRIES: Final = 4
FAILURES: Final = (httpx2.RequestError, httpx2.StreamError, httpx2.InvalidURL)
CUT_SHORT: Final = "The stream ended before the answer was complete; ask again."


class CitedError(Exception):
    """Base of what a client raises; the message says what is wrong and what to do."""


class ProblemError(CitedError):
    """The service refused or failed; ``problem`` holds its ``status``, its ``detail`` and the fields that are wrong."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")
        self.problem = problem


class UnreachableError(CitedError):
    """The service did not answer, in time or at all, or went away in the middle of a reply."""


class ContractError(CitedError):
    """What came back is no reply of this service: it is another program, or of a version that does not fit."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what `httpx2` needs to send it."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


def authorization(api_key: str | None) -> dict[str, str]:
    """Return the headers that tell who asks, if the service wants to know."""
    return {} if api_key is None else {"Authorization": f"Bearer {api_key}"}


def answer(question: str, top_k: int, documents: Collection[str] | None, *, streamed: bool = False) -> Call:
    """Ask, of the ``documents`` with these ids or of all; ``streamed`` for the answer in parts."""
    headers = {"Accept": "text/event-stream" if streamed else "application/json"}
    return Call("POST", "/v1/answers", {"question": question, "top_k": top_k, **_only(documents)}, headers)


def search(query: str, top_k: int, documents: Collection[str] | None, *, rerank: bool) -> Call:
    """Search for passages."""
    return Call("POST", "/v1/search", {"query": query, "top_k": top_k, "rerank": rerank, **_only(documents)})


def list_documents() -> Call:
    """List the documents."""
    return Call("GET", "/v1/documents")


def read_document(document_id: str) -> Call:
    """Read a document."""
    return Call("GET", _document(document_id))


def put_document(document_id: str, text: str, fields: Mapping[str, str | date | None]) -> Call:
    """Add a document, or replace the one of this id; fields that are None are left out."""
    known = {name: str(value) for name, value in fields.items() if value is not None}
    return Call("PUT", _document(document_id), {"text": text, **known})


def delete_document(document_id: str) -> Call:
    """Delete a document."""
    return Call("DELETE", _document(document_id))


def parse(model: type[Reply], content: bytes | str) -> Reply:
    """Return a reply as its model; fields that are newer than this client are passed over.

    Raises:
        ContractError: it does not fit.
    """
    try:
        return model.model_validate_json(content, extra="ignore")
    except ValidationError as error:
        message = f"The reply does not fit the contract: {error}"
        raise ContractError(message) from error


def part(event: httpx2.ServerSentEvent) -> Part | None:
    """Return the part that an event holds, None for an event that is newer than this client.

    Raises:
        ProblemError: the service failed in the middle of the answer.
        ContractError: the event does not fit.
    """
    if event.event == "error":
        raise ProblemError(parse(Problem, event.data))
    model = EVENTS.get(event.event)
    return None if model is None else parse(model, event.data)


def failure(response: httpx2.Response) -> CitedError:
    """Return the error for a reply that is none, whose body has been read."""
    try:
        return ProblemError(Problem.model_validate_json(response.content, extra="ignore"))
    except ValidationError:
        said = f"answered {response.status_code}, and not as Cited does: {response.text[:200]}"
        return ContractError(f"{response.request.url} {said}")


def unreachable(url: httpx2.URL, error: Exception) -> UnreachableError:
    """Return the error for a service that does not answer."""
    return UnreachableError(f"{url} does not answer ({type(error).__name__}: {error}); is it running (`cited serve`)?")


def wait_before_retry(response: httpx2.Response, longest: float) -> float | None:
    """Return the seconds after which to try again, or None where that is no use.

    It is of use where the service says when to come back (``Retry-After``) and that is within ``longest`` seconds. A
    little is added by chance, so that all who were turned away do not come back at once.
    """
    said = response.headers.get("retry-after", "").strip()
    if response.status_code not in AGAIN or not said:
        return None
    try:
        seconds = (
            float(said)
            if said.isascii() and said.isdigit()
            else (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
        )
    except (ValueError, TypeError):  # neither a number nor a date with its zone
        return None
    return None if seconds > longest else max(0.0, seconds) * random.uniform(1.0, 1.25)


def _only(documents: Collection[str] | None) -> dict[str, list[str]]:
    return {} if documents is None else {"documents": list(documents)}


def _document(document_id: str) -> str:
    return f"/v1/documents/{quote(document_id, safe='')}"
