"""Who may do what: an API key for every path but those that say nothing of the documents."""

from __future__ import annotations

from typing import Final, NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service import keys
from service.api.metrics import Metrics
from service.api.problems import error_response
from service.keys import KeyRing, KeysError
from service.observation import note

# Closed by default: a route that is added is protected, and so is an application that is mounted.
OPEN_PATHS: Final = frozenset({"/", "/docs", "/openapi.json", "/healthz", "/readyz"})
OPEN_FOLDERS: Final = ("/page/", "/swagger/")
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
DOCUMENTS: Final = "/v1/documents"

CHALLENGE: Final = 'Bearer realm="cited"'
_INVALID: Final = f'{CHALLENGE}, error="invalid_token"'
_SEND: Final = "send the header Authorization: Bearer KEY."


class Refusal(NamedTuple):
    """Why a request may not pass: for the metrics, for whoever sent it, and for ``WWW-Authenticate``."""

    reason: str
    status: int
    detail: str
    challenge: str | None = CHALLENGE


def is_open(scope: Scope) -> bool:
    """Tell whether a request needs no key whoever runs the service: the page's files, and the signs of life."""
    path: str = scope["path"]
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDERS)


def scope_needed(scope: Scope) -> keys.Scope:
    """Return what a key must hold for a request: ``write`` to change documents, ``ask`` for everything else."""
    path: str = scope["path"]
    writes = scope["method"] not in READING and (path == DOCUMENTS or path.startswith(f"{DOCUMENTS}/"))
    return "write" if writes else "ask"


class Access:
    """ASGI middleware: where there are keys, a request without a fitting one is a 401 or 403 problem (RFC 6750)."""

    def __init__(self, app: ASGIApp, ring: KeyRing, metrics: Metrics) -> None:
        self.app = app
        self.ring = ring
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or refuse it before its body is read."""
        if scope["type"] != "http" or is_open(scope):
            await self.app(scope, receive, send)
            return
        try:
            refusal = self._refusal(scope) if self.ring.refresh() else None
        except KeysError as error:
            note(refused=str(error))
            detail = "The service cannot read its API keys, so it lets nobody in; its log has the reason."
            refusal = Refusal("unreadable", 503, detail, None)
        if refusal is None:
            await self.app(scope, receive, send)
            return
        self.metrics.denied.labels(refusal.reason).inc()
        headers = {"WWW-Authenticate": refusal.challenge} if refusal.challenge is not None else None
        response = error_response(Request(scope), refusal.status, refusal.detail, headers=headers)
        await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            return Refusal("missing", 401, f"This service asks for an API key: {_SEND}")
        key = self.ring.find(token.strip())
        if key is None:
            return Refusal("unknown", 401, f"There is no such API key. Check it, and {_SEND}", _INVALID)
        note(key=key.id)
        scope.setdefault("state", {})["key"] = key.id
        if key.revoked is not None:
            return Refusal("revoked", 401, "This API key was revoked; ask for another.", _INVALID)
        if not key.may(needed := scope_needed(scope)):
            detail = "This API key may ask but not write; changing documents takes a key of the scope write."
            return Refusal("scope", 403, detail, f'{CHALLENGE}, error="insufficient_scope", scope="{needed}"')
        return None
