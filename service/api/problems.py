"""Every error as ``application/problem+json`` (RFC 9457), with a ``detail`` that a person can act on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MOST_ERRORS: Final = 10
"""A body can hold any number of mistakes; the reply names this many."""

MEDIA_TYPE: Final = "application/problem+json"


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Problem(BaseModel):
    """An error as RFC 9457 writes it down."""

    type: str = Field(default="about:blank", description="Always about:blank: the status says what kind it is.")
    title: str = Field(description="The name of the status.")
    status: int
    detail: str = Field(description="What is wrong, and what to do about it.")
    request_id: str | None = Field(default=None, description="Stands in the server's log, and in X-Request-ID.")
    errors: list[FieldError] | None = Field(default=None, description="The fields that are wrong.")


class ProblemResponse(Response):
    """A problem on its way out."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        request: Request,
        status: int,
        detail: str,
        *,
        errors: list[FieldError] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        problem = describe(request, status, detail, errors)
        # A path or a field name may hold a lone surrogate, which UTF-8 cannot carry; as a JSON escape it can.
        content = json.dumps(problem, ensure_ascii=False).encode("utf-8", "backslashreplace")
        super().__init__(content, status, dict(headers or {}))


def describe(request: Request, status: int, detail: str, errors: list[FieldError] | None = None) -> dict[str, Any]:
    """Return the problem as the JSON object that is sent."""
    return Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        request_id=getattr(request.state, "request_id", None),
        errors=errors,
    ).model_dump(exclude_none=True)


def handle_http_exception(request: Request, error: Exception) -> Response:
    """Answer an ``HTTPException``, ours or the framework's, as a problem."""
    if not isinstance(error, HTTPException):
        raise error
    detail, path = str(error.detail), request.scope["path"]
    if detail == HTTPStatus(error.status_code).phrase:  # the framework's own words, which help nobody
        if error.status_code == HTTPStatus.NOT_FOUND:
            detail = f"There is nothing at {path}. What there is, is described at /docs."
        elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = (error.headers or {}).get("Allow", "other methods")
            detail = f"{path} does not take {request.method}; use {allowed}."
    elif detail == "There was an error parsing the body":
        detail = "The body is not JSON in UTF-8 that can be read. Check its encoding, nesting and numbers."
    return ProblemResponse(request, error.status_code, detail, headers=error.headers)


def handle_validation_error(request: Request, error: Exception) -> Response:
    """Answer a body, path or query that does not fit: 400 where it is not JSON at all, 422 where a field is wrong.

    What was sent is not repeated: it may be a question, and it may be huge.
    """
    if not isinstance(error, RequestValidationError):
        raise error
    mistakes = error.errors()
    if any(mistake["type"] == "json_invalid" for mistake in mistakes):
        reason = mistakes[0].get("ctx", {}).get("error", "it cannot be parsed")
        position = mistakes[0]["loc"][-1]
        return ProblemResponse(request, 400, f"The body is not valid JSON: {reason} at character {position}.")
    errors = [_field_error(mistake) for mistake in mistakes[:MOST_ERRORS]]
    detail = "; ".join(f"{error.field}: {error.message}" for error in errors) + "."
    return ProblemResponse(request, 422, detail, errors=errors)


def _field_error(mistake: Mapping[str, Any]) -> FieldError:
    kind, where = mistake["type"], [str(part) for part in mistake["loc"]]
    place, field = where[0], ".".join(where[1:])[:100]
    if kind == "missing" and not field:
        return FieldError(field=place, message="a JSON object is required")
    if kind == "extra_forbidden":
        return FieldError(field=field, message="there is no such field; see /docs")
    if kind == "string_unicode":
        return FieldError(field=field or place, message="holds a lone surrogate, which is not text; remove it")
    message = str(mistake["msg"]).removeprefix("Value error, ")
    return FieldError(field=field or place, message=message[:1].lower() + message[1:])


def install(app: FastAPI) -> None:
    """Let every exception that reaches the framework leave as a problem."""
    app.add_exception_handler(HTTPException, handle_http_exception)
    app.add_exception_handler(RequestValidationError, handle_validation_error)
