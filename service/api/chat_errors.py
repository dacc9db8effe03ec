"""Errors as clients of the chat completions API read them: ``{"error": {"message", "type", "param", "code"}}``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException

from service.openai_shapes import ChatError, ChatErrorReply
from service.replies import FieldError

PATHS: Final = ("/v1/chat", "/v1/models")
MEDIA_TYPE: Final = "application/json"
_CODES: Final = {
    HTTPStatus.UNAUTHORIZED: "invalid_api_key",
    HTTPStatus.FORBIDDEN: "insufficient_permissions",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_value",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
}
_UNSUPPORTED: Final = {
    "n": "one answer is given",
    "tools": "no tools are called",
    "tool_choice": "no tools are called",
    "functions": "no functions are called",
    "function_call": "no functions are called",
    "response_format": "answers are text",
    "modalities": "answers are text",
    "audio": "answers are text",
    "logprobs": "nothing is sampled",
    "top_logprobs": "nothing is sampled",
    "web_search_options": "only the documents of this service are searched",
    "moderation": "nothing is moderated",
}


class RefusedError(HTTPException):
    """A request that cannot be served: ``param`` is the field that is to blame, ``code`` this API's name for it."""

    def __init__(self, status: int, message: str, *, param: str, code: str) -> None:
        super().__init__(status, message)
        self.param = param
        self.code = code


def speaks_openai(path: str) -> bool:
    """Tell whether errors of this path are sent in this shape."""
    return any(path == start or path.startswith(f"{start}/") for start in PATHS)


def sent_status(status: int) -> int:
    """Return the status that this API has for an error: it says 400 where others say 422."""
    return HTTPStatus.BAD_REQUEST if status == HTTPStatus.UNPROCESSABLE_ENTITY else status


def describe(status: int, message: str, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    """Return the error as the JSON object that is sent."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        kind = "requests"
    else:
        kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    code = code or _CODES.get(HTTPStatus(status))
    return ChatErrorReply(error=ChatError(message=message, type=kind, param=param, code=code)).model_dump()


def explain(kind: str, mistake: FieldError) -> tuple[str, str]:
    """Return what is wrong with a field in words, and its code; ``kind`` is the validator's name for it."""
    name = mistake.field
    if kind == "missing":
        return f"Missing required parameter: '{name}'.", "missing_required_parameter"
    if kind == "extra_forbidden":
        return f"Unknown parameter: '{name}'.", "unknown_parameter"
    if (reason := _UNSUPPORTED.get(name.partition(".")[0])) is not None:
        return f"Unsupported value: '{name}': {reason} ({mistake.message}).", "unsupported_value"
    code = "invalid_type" if kind.endswith("_type") else "invalid_value"
    return f"Invalid value for '{name}': {mistake.message}.", code
