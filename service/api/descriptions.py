"""What the API's description says of errors: one place for their words and examples."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from service.api.chat_errors import describe, sent_status
from service.api.problems import MEDIA_TYPE
from service.openai_shapes import ChatErrorReply
from service.replies import Problem

# What the status says at any route, and a detail as it is sent.
_ERRORS: Final = {
    400: ("The body is not JSON.", "The body is not valid JSON: Expecting value at character 0."),
    401: ("Keys are required here and none, or a wrong one, was sent.", "Send a key: Authorization: Bearer KEY."),
    403: ("The key may not do this.", "This key may ask but not write; it takes a key of the scope write."),
    404: ("There is no such document, or no such model.", "There is no document 9. GET /v1/documents lists all."),
    408: ("The body did not arrive in time.", "The body did not arrive within 30 s; send it faster."),
    413: ("The body is over the limit.", "The body is over the limit of 4,194,304 bytes; send less."),
    415: ("The body is sent as something else than JSON.", "Send the body as JSON in UTF-8."),
    421: ("The service does not go by the name in `Host`.", "The service does not go by this host name."),
    422: ("A field is wrong; `detail` says which and why.", "question: is empty; write at least one word."),
    429: ("Too many requests from one key or address; see `Retry-After`.", "Too many requests; try again in 3 s."),
    500: ("The service failed; its log has the reason under the request's id.", "The service failed."),
    503: (
        "Not loaded yet, or too many requests wait; see `Retry-After`.",
        "Too many questions are waiting; try again in a moment.",
    ),
    504: ("The reply did not begin in time.", "The reply did not begin within 60 s; ask for less, or again."),
}
_EVERYWHERE: Final = (401, 403, 408, 421, 429, 500, 504)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses`` of a route that may answer with these statuses, and with those of every route."""
    return {
        status: {
            "model": Problem,
            "description": _ERRORS[status][0],
            "content": {MEDIA_TYPE: {"example": _problem(status)}},
        }
        for status in sorted({*statuses, *_EVERYWHERE})
    }


def chat_problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """As `problems`, for a route whose errors have the shape of the chat completions API."""
    return {
        sent_status(status): {
            "model": ChatErrorReply,
            "description": _ERRORS[status][0],
            "content": {"application/json": {"example": describe(status, _ERRORS[status][1])}},
        }
        for status in sorted({*statuses, *_EVERYWHERE}, reverse=True)
    }


def _problem(status: int) -> dict[str, Any]:
    return Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=_ERRORS[status][1],
        request_id="5b1f0c9a7e4d4c0c8f6f2f1c8f0a9d3e",
    ).model_dump(exclude_none=True)
