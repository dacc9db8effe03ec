"""What every request gets: an id, a log line, its metrics, safe headers, and a problem where the code fails."""

from __future__ import annotations

import re
import time
import uuid
from typing import Final

import structlog
from opentelemetry import trace
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.metrics import Metrics
from service.api.problems import error_response
from service.observation import Observation, observed

log = structlog.get_logger(__name__)

_SAFE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_REFUSED: Final = frozenset({401, 403, 421, 429})
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


class RequestContext:
    """ASGI middleware around everything else, so that no reply leaves without its id and its headers.

    A caller's ``X-Request-ID`` is kept where it is short and plain, and replaced otherwise. The log line names
    the path but never the query string or the body, which can hold a question, nor an API key but by its id.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; log and count it when its reply has ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id), observed() as observation:
            try:
                await self.app(scope, receive, send_with_headers)
            except Exception:
                log.exception("the code failed")
                if status:  # too late for another reply: the server ends the connection
                    raise
                detail = f"The service failed. Its log has the reason under request id {request_id}."
                await error_response(Request(scope), 500, detail)(scope, receive, send_with_headers)
            finally:
                self._record(scope, status, time.perf_counter() - started, observation)

    def _record(self, scope: Scope, status: int, seconds: float, observation: Observation) -> None:
        # The route's pattern, not the path: paths are without end, and each label value is kept for ever.
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST", "PUT", "DELETE"} else "other"
        self.metrics.requests.labels(method, route, status).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        stages = dict(observation.seconds)  # a thread whose caller went away may still add to it
        for stage, spent in stages.items():
            self.metrics.stages.labels(stage).observe(spent)
        facts = dict(observation.facts)
        if stages:
            facts["stages_ms"] = {stage: round(spent * 1000, 1) for stage, spent in stages.items()}
        if (span := trace.get_current_span().get_span_context()).is_valid:
            facts["trace_id"] = trace.format_trace_id(span.trace_id)
        if status in _REFUSED and scope.get("client"):  # whoever watches over a service wants to know who is refused
            facts["client"] = scope["client"][0]
        ms = round(seconds * 1000, 1)
        log.info("request", method=method, path=scope["path"], route=route, status=status, ms=ms, **facts)
