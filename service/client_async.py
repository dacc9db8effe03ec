"""The client for programs that run on asyncio; they import it from `service.client`, which says how it is used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import aclosing
from datetime import date
from types import TracebackType
from typing import Self

import httpx2

from service import client_calls as calls
from service.client_calls import CUT_SHORT, FAILURES, HERE, RETRIES, TIMEOUT, Call, Part, UnreachableError
from service.replies import Answer, DocumentList, DocumentWithText, Passage, SearchResults, Written


class AsyncCited:
    """As `service.client.Cited`, for programs that run on asyncio: the same methods, to be awaited."""

    def __init__(
        self, base_url: str = HERE, *, api_key: str | None = None, timeout: float = TIMEOUT, retries: int = RETRIES
    ) -> None:
        self._timeout = timeout
        self._retries = retries
        self._http = httpx2.AsyncClient(base_url=base_url, headers=calls.authorization(api_key), timeout=timeout)

    async def ask(self, question: str, *, top_k: int = 8, documents: Collection[str] | None = None) -> Answer:
        """Return the answer to a question, from ``documents`` (by id) or from all."""
        return calls.parse(Answer, await self._send(calls.answer(question, top_k, documents)))

    async def stream(
        self, question: str, *, top_k: int = 8, documents: Collection[str] | None = None
    ) -> AsyncIterator[Part]:
        """Yield the passages, then each sentence as it is known, then the whole answer."""
        response = await self._open(calls.answer(question, top_k, documents, streamed=True))
        try:
            async for event in httpx2.EventSource(response, max_event_size=None):
                if (part := calls.part(event)) is not None:
                    yield part
                    if isinstance(part, Answer):
                        return
        except FAILURES as error:
            raise calls.unreachable(self._http.base_url, error) from error
        finally:
            await response.aclose()
        raise UnreachableError(CUT_SHORT)

    async def search(
        self, query: str, *, top_k: int = 8, documents: Collection[str] | None = None, rerank: bool = True
    ) -> list[Passage]:
        """Return the passages that fit best, best first; without ``rerank`` it is several times faster."""
        content = await self._send(calls.search(query, top_k, documents, rerank=rerank))
        return calls.parse(SearchResults, content).passages

    async def documents(self) -> DocumentList:
        """List the documents, without their texts."""
        return calls.parse(DocumentList, await self._send(calls.list_documents()))

    async def document(self, document_id: str) -> DocumentWithText:
        """Return a document with the text that every offset points into, in code points."""
        return calls.parse(DocumentWithText, await self._send(calls.read_document(document_id)))

    async def put_document(  # noqa: PLR0913  # a document has as many fields
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
        return calls.parse(Written, await self._send(calls.put_document(document_id, text, fields)))

    async def delete_document(self, document_id: str) -> None:
        """Take a document out of the index."""
        await self._send(calls.delete_document(document_id))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _send(self, call: Call) -> bytes:
        async with aclosing(await self._open(call)) as response:
            try:
                return await response.aread()
            except FAILURES as error:
                raise calls.unreachable(self._http.base_url, error) from error

    async def _open(self, call: Call) -> httpx2.Response:
        tries_left = self._retries
        while True:
            try:
                request = self._http.build_request(call.method, call.path, json=call.body, headers=call.headers)
                response = await self._http.send(request, stream=True)
                if response.is_success:
                    return response
                await response.aread()
            except FAILURES as error:
                raise calls.unreachable(self._http.base_url, error) from error
            wait = calls.wait_before_retry(response, self._timeout)
            if wait is None or tries_left <= 0:
                raise calls.failure(response)
            tries_left -= 1
            await asyncio.sleep(wait)
