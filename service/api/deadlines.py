"""How long a request may take: to arrive, and until its reply begins."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.access import scope_needed
from service.api.limits import CLOSE
from service.api.metrics import Metrics
from service.api.problems import error_response

SLOW: Final = "The body did not arrive within {} s; send it faster, or raise CITED_READ_SECONDS."
LONG: Final = (
    "The reply did not begin within {} s; ask for less, or again when the service has less to do. "
    "CITED_REQUEST_SECONDS sets how long it may take."
)


class Deadlines:
    """ASGI middleware: a body that does not arrive in time is a 408 problem, a reply that does not begin a 504 problem.

    A change of documents has no such limit: it would go on all the same, and nobody would know how it ended. A reply
    that has begun has none either: the connection sees to it that it is read (`service.connection`).
    """

    def __init__(self, app: ASGIApp, *, read_seconds: int, request_seconds: int, metrics: Metrics) -> None:
        self.app = app
        self.read_seconds = read_seconds
        self.request_seconds = request_seconds
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and take it back when its time is over."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_begun(message: Message) -> None:
            nonlocal begun
            if not begun and not limit.expired():
                begun = True
                limit.reschedule(None)
            await send(message)

        seconds = None if scope_needed(scope) == "write" else self.request_seconds
        try:
            async with asyncio.timeout(seconds) as limit:
                await self.app(scope, self._in_time(receive), send_begun)
        except (TimeoutError, HTTPException) as error:
            if begun or not (limit.expired() or isinstance(error, HTTPException)):
                raise
            if isinstance(error, HTTPException):  # of a body that is read before the framework has it
                response = error_response(Request(scope), error.status_code, error.detail, headers=error.headers)
            else:
                self.metrics.timeouts.labels("reply").inc()
                response = error_response(Request(scope), 504, LONG.format(self.request_seconds))
            await response(scope, receive, send)

    def _in_time(self, receive: Receive) -> Receive:
        deadline = asyncio.get_running_loop().time() + self.read_seconds
        arrived = False

        async def receive_in_time() -> Message:
            nonlocal arrived
            if arrived:  # whoever listens now waits for the caller to go away
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as error:
                self.metrics.timeouts.labels("body").inc()
                raise HTTPException(408, SLOW.format(self.read_seconds), headers=CLOSE) from error
            arrived = not message.get("more_body", False)
            return message

        return receive_in_time
