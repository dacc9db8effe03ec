"""An answer as server-sent events: ``passages``, each ``sentence``, then ``done`` with the whole answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import structlog
from fastapi import Request
from fastapi.sse import format_sse_event

from service.answering import Passages
from service.api.asking import Part
from service.api.problems import describe
from service.replies import Answer, CitedSentence, SearchResults

log = structlog.get_logger(__name__)


def wants_events(request: Request) -> bool:
    """Tell whether the caller asks for events rather than for one JSON object."""
    kinds = [kind.partition(";")[0].strip() for kind in request.headers.get("accept", "").lower().split(",")]
    return "text/event-stream" in kinds


async def event_stream(request: Request, first: Part, rest: AsyncIterator[Part]) -> AsyncIterator[bytes]:
    """Yield the events of an answer; what fails on the way is an ``error`` event that holds a problem."""
    yield format_part(first)
    try:
        async for part in rest:
            yield format_part(part)
    except Exception:  # the reply has begun: an event is the only way left to tell
        log.exception("the code failed in mid-stream")
        problem = describe(request, 500, "The service failed before the answer was complete; ask again.")
        yield format_sse_event(event="error", data_str=json.dumps(problem))


def format_part(part: Part) -> bytes:
    """Return one event in its wire format."""
    match part:
        case Passages():
            name, data = "passages", SearchResults(passages=part.passages).model_dump_json()
        case CitedSentence():
            name, data = "sentence", part.model_dump_json()
        case Answer():
            name, data = "done", part.model_dump_json()
    return format_sse_event(event=name, data_str=data)
