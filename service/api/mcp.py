"""``/mcp``: the MCP server over streamable HTTP, in the same process and on the same workers as all else."""

from __future__ import annotations

from fastapi import FastAPI
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from service.api.mcp_errors import PATH
from service.api.state import Service
from service.mcp_server import create_server


class Handed(Response):
    """A reply that the session manager makes."""

    def __init__(self, sessions: StreamableHTTPSessionManager) -> None:
        super().__init__()
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        await self._sessions.handle_request(scope, receive, send)


def install(app: FastAPI, service: Service) -> StreamableHTTPSessionManager:
    """Add the route and return the session manager, which has to run as long as the application does.

    No session is kept: each request stands for itself, so that no client can be in another's, and none is lost at a
    restart. So there is no stream to open with GET and no session to end with DELETE, and neither is taken. Hosts and
    origins are checked for all routes alike, before this one.
    """
    sessions = StreamableHTTPSessionManager(
        create_server(service),
        json_response=True,
        stateless=True,
        max_request_body_size=service.settings.max_body_bytes,
    )

    @app.post(PATH, include_in_schema=False)
    async def mcp() -> Response:
        return Handed(sessions)

    return sessions
