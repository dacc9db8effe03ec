"""The largest body that a request may have, also where it does not say its length beforehand."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import ProblemResponse


class BodyLimit:
    """ASGI middleware: a body over ``most`` bytes is a 413 problem, by its stated length or while it is read.

    Starlette's own limit answers in plain text where the body is not read, and every error here is a problem.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self.detail = f"The body is over the limit of {most:,} bytes. Send less, or ask for a higher limit."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at once by ``Content-Length``; count what arrives otherwise."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isascii() and stated.isdigit() and int(stated[:20]) > self.most:
            # The body is left unread, so the connection cannot carry another request.
            response = ProblemResponse(Request(scope), 413, self.detail, headers={"Connection": "close"})
            await response(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most:
                raise HTTPException(413, self.detail, headers={"Connection": "close"})
            return message

        await self.app(scope, counted, send)
