"""Errors at ``/mcp`` as MCP's clients read them: JSON-RPC errors, of which they pass on the message."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

PATH: Final = "/mcp"
MEDIA_TYPE: Final = "application/json"
_INVALID_REQUEST: Final = -32600
_INTERNAL_ERROR: Final = -32603


def describe(problem: dict[str, Any]) -> dict[str, Any]:
    """Return a problem as the JSON object that is sent; which request it answers is not known."""
    code = _INTERNAL_ERROR if problem["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR else _INVALID_REQUEST
    return {"jsonrpc": "2.0", "id": None, "error": {"code": code, "message": problem["detail"], "data": problem}}
