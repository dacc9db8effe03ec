"""The largest body that a request may have, also where it does not say its length beforehand."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import error_response

DRAIN: Final = 8
"""A body of up to this many times the limit is read and thrown away before it is refused.

A caller that is still sending when the connection closes sees a broken connection and not the reply.
"""
CLOSE: Final = {"Connection": "close"}


class BodyLimit:
    """ASGI middleware: a body over ``most`` bytes is a 413 problem, by its stated length or while it is read.

    Starlette's own limit answers in plain text where the body is not read, and every error here is a problem.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self.detail = f"The body is over the limit of {most:,} bytes; send less, or raise CITED_MAX_BODY_BYTES."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse by ``Content-Length`` before the body is read; count what arrives otherwise."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        stated = int(length[:20]) if length.isascii() and length.isdigit() else 0
        if stated > self.most:
            if stated <= DRAIN * self.most:
                await self._drain(receive, 0)
            await error_response(Request(scope), 413, self.detail, headers=CLOSE)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most:
                if message.get("more_body", False):
                    await self._drain(receive, seen)
                raise HTTPException(413, self.detail, headers=CLOSE)
            return message

        await self.app(scope, counted, send)

    async def _drain(self, receive: Receive, seen: int) -> None:
        more = True
        while more and seen <= DRAIN * self.most:
            message = await receive()
            seen += len(message.get("body", b""))
            more = message.get("more_body", False)
