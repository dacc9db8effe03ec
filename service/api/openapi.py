"""The API's description (OpenAPI): what the framework generates, put right where it cannot say how things are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI

from service.api.problems import MEDIA_TYPE

JSON: Final = "application/json"
ALSO: Final = (
    "Beside its own routes the service speaks OpenAI's chat completions (`/v1/chat/completions`, base URL `/v1`) and "
    "the Model Context Protocol over streamable HTTP (`/mcp`): the same answers, with the same citations. Offsets "
    "count Unicode code points."
)
RETRY_AFTER: Final = {
    "Retry-After": {"description": "Seconds after which to try again.", "schema": {"type": "integer", "minimum": 0}}
}


def install(app: FastAPI) -> None:
    """Let the description be completed when it is first asked for."""
    generate = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            complete(generate())
        return generate()

    app.openapi = described  # type: ignore[method-assign]


def complete(description: dict[str, Any]) -> None:
    """Give problems their media type, busy replies their header, and say how a key is sent; changes what is given.

    The framework's own 422, which no route of this service sends, is left out.
    """
    description["info"]["description"] = ALSO
    for operation in _operations(description):
        if "HTTPValidationError" in str(operation["responses"].get("422")):
            del operation["responses"]["422"]
        for status, response in operation["responses"].items():
            content = response.get("content", {})
            if MEDIA_TYPE in content:
                content[MEDIA_TYPE] |= content.pop(JSON)
            if status in {"429", "503"}:
                response["headers"] = RETRY_AFTER
    components = description["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key, where the service asks for one."}
    }
    description["security"] = [{}, {"key": []}]


def _operations(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in description["paths"].values():
        yield from (operation for operation in path.values() if "responses" in operation)
