"""Every error as ``application/problem+json`` (RFC 9457), with a ``detail`` that a person can act on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from indexer.stores import StoreError
from service.api import chat_errors, mcp_errors
from service.replies import FieldError, Problem

MOST_ERRORS: Final = 10
"""A body can hold any number of mistakes; the reply names this many."""

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MEDIA_TYPE: Final = "application/problem+json"


def error_response(  # noqa: PLR0913  # an error has as many sides
    request: Request,
    status: int,
    detail: str,
    *,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
    code: str | None = None,
) -> Response:
    """Return an error on its way out: a problem, but on the paths of other protocols what their clients read.

    ``code`` is the name that clients of the chat completions API have for it, where it does not follow from the status.
    """
    path, problem = request.scope["path"], describe(request, status, detail, errors)
    if chat_errors.speaks_openai(path):
        media_type = chat_errors.MEDIA_TYPE
        sent = chat_errors.describe(status, detail, errors[0].field if errors else None, code)
        status = chat_errors.sent_status(status)
    elif path == mcp_errors.PATH:
        media_type, sent = mcp_errors.MEDIA_TYPE, mcp_errors.describe(problem)
    else:
        media_type, sent = MEDIA_TYPE, problem
    # A path or a field name may hold a lone surrogate, which UTF-8 cannot carry; as a JSON escape it can.
    content = json.dumps(sent, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(content, status, dict(headers or {}), media_type)


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
    detail, path, headers = str(error.detail), request.scope["path"], dict(error.headers or {})
    if detail == HTTPStatus(error.status_code).phrase:  # the framework's own words, which help nobody
        if error.status_code == HTTPStatus.NOT_FOUND:
            detail = f"There is nothing at {path}. What there is, is described at /docs."
        elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            # A route names its own methods, not those of the routes beside it; what is mounted, being files, none.
            beside = ", ".join(_allowed_methods(request)) if "Allow" in headers else ""
            headers["Allow"] = beside or headers.get("Allow", "GET, HEAD")
            detail = f"{path} does not take {request.method}; use {headers['Allow']}."
    elif detail == "There was an error parsing the body":
        detail = "The body is not JSON in UTF-8 that can be read. Check its encoding, nesting and numbers."
    errors, code = None, None
    if isinstance(error, chat_errors.RefusedError):
        errors, code = [FieldError(field=error.param, message=detail)], error.code
    return error_response(request, error.status_code, detail, errors=errors, headers=headers, code=code)


def handle_store_error(request: Request, error: Exception) -> Response:
    """Answer that the store cannot be used now."""
    return error_response(request, 503, str(error), headers={"Retry-After": "1"})


def _allowed_methods(request: Request) -> list[str]:
    """What can be done at a path, by all of its routes."""
    scope = {name: request.scope[name] for name in ("type", "path", "root_path", "headers", "query_string")}
    return [
        method
        for method in METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]


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
        return error_response(request, 400, f"The body is not valid JSON: {reason} at character {position}.")
    errors = field_errors(mistakes)
    if chat_errors.speaks_openai(request.scope["path"]):
        detail, code = chat_errors.explain(mistakes[0]["type"], errors[0])
    else:
        detail, code = in_words(errors), None
    return error_response(request, 422, detail, errors=errors, code=code)


def field_errors(mistakes: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Return what a validator found amiss, `MOST_ERRORS` at most; each ``loc`` begins with the place: the body, say."""
    return [_field_error(mistake) for mistake in mistakes[:MOST_ERRORS]]


def in_words(errors: Sequence[FieldError]) -> str:
    """Return the errors as one ``detail``."""
    return "; ".join(f"{error.field}: {error.message}" for error in errors) + "."


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
    app.add_exception_handler(StoreError, handle_store_error)
