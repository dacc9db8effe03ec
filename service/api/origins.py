"""Which web pages may use the service: not another site's in a visitor's browser, unless it is named."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.access import READING
from service.api.metrics import Metrics
from service.api.problems import error_response

ANY: Final = "*"
METHODS: Final = ("GET", "POST", "PUT", "DELETE")
# What MCP's clients send and read (`Mcp-…`, `Last-Event-ID`) is among it.
SENT: Final = (
    "Authorization",
    "Content-Type",
    "X-Request-ID",
    "Mcp-Session-Id",
    "Mcp-Protocol-Version",
    "Last-Event-ID",
)
READ: Final = ("X-Request-ID", "Retry-After", "RateLimit", "RateLimit-Policy", "WWW-Authenticate", "Mcp-Session-Id")


def is_loopback(host: str) -> bool:
    """Tell whether a host, by name or address, is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Origins:
    """ASGI middleware against two ways in which a page of another site uses the service through a visitor's browser.

    DNS rebinding: the page's own name is made to lead to this machine. ``Host`` then bears that name, which is a 421
    problem unless it is among ``hosts``; none there means this machine's own names where ``local``, else any name.
    Cross-site requests: those that need no leave of CORS (a form's, for one). ``Sec-Fetch-Site`` and ``Origin``, which
    no page can set, tell of them; where they would change something or start work they are a 403 problem.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: Sequence[str], local: bool, origins: Sequence[str], metrics: Metrics
    ) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.checked = ANY not in self.hosts and (bool(self.hosts) or local)
        self.origins = frozenset(origins)
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self.checked and not self._is_own(headers.get("host", "")):
            detail = "The service does not go by this host name. Name it in CITED_HOSTS where it should."
            reason, status = "host", 421
        elif scope["method"] not in READING and self._is_cross_site(headers):
            detail = "A page of another site may not do this. Name its origin in CITED_CORS_ORIGINS where it should."
            reason, status = "origin", 403
        else:
            await self.app(scope, receive, send)
            return
        self.metrics.denied.labels(reason).inc()
        await error_response(Request(scope), status, detail)(scope, receive, send)

    def _is_own(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        # Without the header it is no browser: HTTP/1.0, as load balancers speak it to see whether one lives.
        return not host or (name is not None and (name in self.hosts or is_loopback(name)))

    def _is_cross_site(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None and not self.origins.isdisjoint({origin, ANY}):
            return False
        if (site := headers.get("sec-fetch-site")) is not None:
            return site not in {"same-origin", "none"}
        return origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower()


def cors(app: ASGIApp, origins: Sequence[str]) -> CORSMiddleware:
    """Return the application with leave for pages of these origins to call it and read its replies."""
    return CORSMiddleware(
        app, allow_origins=origins, allow_methods=METHODS, allow_headers=SENT, expose_headers=READ, max_age=3600
    )
