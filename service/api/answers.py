"""``POST /v1/answers`` and ``POST /v1/search``."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from service.api import asking, examples
from service.api.descriptions import problems
from service.api.events import event_stream, wants_events
from service.api.inputs import Query, Question, require_json
from service.api.state import TheLibrary, TheService
from service.replies import Answer, SearchResults

router = APIRouter(prefix="/v1", dependencies=[Depends(require_json)], tags=["Questions"])


@router.post(
    "/answers",
    summary="Answer a question with quotes that can be checked",
    response_model=Answer,
    responses={
        200: {
            "description": "The answer, or `not_found` with what is nearest. With `Accept: text/event-stream` the "
            "same in events: `passages`, each `sentence`, then `done` with the whole answer.",
            "content": {
                "application/json": {"examples": examples.ANSWERS},
                "text/event-stream": {"schema": {"type": "string"}, "example": examples.EVENTS},
            },
        },
        **problems(400, 404, 413, 415, 422, 503),
    },
)
async def post_answer(body: Question, request: Request, service: TheService, library: TheLibrary) -> Response | Answer:
    """Return the whole answer, or its parts as they come where events are asked for."""
    if not wants_events(request):
        return await asking.answer(service, library, body)
    parts = asking.stream(service, library, body)
    # The first part is awaited before the reply begins, so that what is wrong can still be a problem.
    events = event_stream(request, await anext(parts), parts)
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.post(
    "/search",
    summary="Find passages",
    responses={
        200: {
            "description": "The passages that fit best, best first.",
            "content": {"application/json": {"example": examples.of(examples.RESULTS)}},
        },
        **problems(400, 404, 413, 415, 422, 503),
    },
)
async def post_search(body: Query, service: TheService, library: TheLibrary) -> SearchResults:
    """Return the passages that fit best, best first."""
    return await asking.search(service, library, body)
