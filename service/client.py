"""Clients of a running service for programs in Python, `Cited` and `AsyncCited`; importing them loads no model.

Example, with `cited serve` running:

    from service.client import Cited

    with Cited("http://127.0.0.1:8000") as cited:
        answer = cited.ask("What does the Shangjie H5 cost?")
        print(answer.status, answer.answer)
        for citation in answer.citations:
            text = cited.document(citation.document_id).text
            assert text[citation.start : citation.end] == citation.quote

Every method raises `ProblemError` where the service says what is wrong, `UnreachableError` where it does not answer,
and `ContractError` where what answers is no service of this kind; all three are `CitedError`.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import date
from types import TracebackType
from typing import Self

import httpx2

from service import client_calls as calls
from service.client_async import AsyncCited
from service.client_calls import (
    CUT_SHORT,
    FAILURES,
    HERE,
    RETRIES,
    TIMEOUT,
    Call,
    CitedError,
    ContractError,
    Part,
    ProblemError,
    UnreachableError,
)
from service.replies import Answer, DocumentList, DocumentWithText, Passage, SearchResults, Written

__all__ = ["AsyncCited", "Cited", "CitedError", "ContractError", "Part", "ProblemError", "UnreachableError"]


class Cited:
    """A client; thread-safe, and a context manager that closes its connections.

    Args:
        base_url: where the service listens.
        api_key: a key for a service that asks for one.
        timeout: seconds to wait for a connection, for each read and write, and before each new try.
        retries: how many times a request is sent again that met a service too busy (429, 503) which said when to come
            back.
    """

    def __init__(
        self, base_url: str = HERE, *, api_key: str | None = None, timeout: float = TIMEOUT, retries: int = RETRIES
    ) -> None:
        self._timeout = timeout
        self._retries = retries
        self._http = httpx2.Client(base_url=base_url, headers=calls.authorization(api_key), timeout=timeout)

    def ask(self, question: str, *, top_k: int = 8, documents: Collection[str] | None = None) -> Answer:
        """Return the answer to a question, from ``documents`` (by id) or from all."""
        return calls.parse(Answer, self._send(calls.answer(question, top_k, documents)))

    def stream(self, question: str, *, top_k: int = 8, documents: Collection[str] | None = None) -> Iterator[Part]:
        """Yield the passages, then each sentence as it is known, then the whole answer."""
        with closing(self._open(calls.answer(question, top_k, documents, streamed=True))) as response:
            try:
                for event in httpx2.EventSource(response, max_event_size=None):
                    if (part := calls.part(event)) is not None:
                        yield part
                        if isinstance(part, Answer):
                            return
            except FAILURES as error:
                raise calls.unreachable(self._http.base_url, error) from error
        raise UnreachableError(CUT_SHORT)

    def search(
        self, query: str, *, top_k: int = 8, documents: Collection[str] | None = None, rerank: bool = True
    ) -> list[Passage]:
        """Return the passages that fit best, best first; without ``rerank`` it is several times faster."""
        content = self._send(calls.search(query, top_k, documents, rerank=rerank))
        return calls.parse(SearchResults, content).passages

    def documents(self) -> DocumentList:
        """List the documents, without their texts."""
        return calls.parse(DocumentList, self._send(calls.list_documents()))

    def document(self, document_id: str) -> DocumentWithText:
        """Return a document with the text that every offset points into, in code points."""
        return calls.parse(DocumentWithText, self._send(calls.read_document(document_id)))

    def put_document(  # noqa: PLR0913  # a document has as many fields
        self,
        document_id: str,
        text: str,
        *,
        title: str | None = None,
        publisher: str | None = None,
        published: date | None = None,
        url: str | None = None,
        language: str | None = None,
    ) -> Written:
        """Add a document or replace the one of this id; it is found when this returns."""
        fields = {"title": title, "publisher": publisher, "published": published, "url": url, "language": language}
        return calls.parse(Written, self._send(calls.put_document(document_id, text, fields)))

    def delete_document(self, document_id: str) -> None:
        """Take a document out of the index."""
        self._send(calls.delete_document(document_id))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, call: Call) -> bytes:
        with closing(self._open(call)) as response:
            try:
                return response.read()
            except FAILURES as error:
                raise calls.unreachable(self._http.base_url, error) from error

    def _open(self, call: Call) -> httpx2.Response:
        """Return a successful reply whose body is still to be read; raise for all others."""
        tries_left = self._retries
        while True:
            try:
                request = self._http.build_request(call.method, call.path, json=call.body, headers=call.headers)
                response = self._http.send(request, stream=True)
                if response.is_success:
                    return response
                response.read()
            except FAILURES as error:
                raise calls.unreachable(self._http.base_url, error) from error
            wait = calls.wait_before_retry(response, self._timeout)
            if wait is None or tries_left <= 0:
                raise calls.failure(response)
            tries_left -= 1
            time.sleep(wait)
