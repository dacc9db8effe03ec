"""``POST /v1/answers`` and ``POST /v1/search``."""

from __future__ import annotations

from typing import Any, Final

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from service.answering import UnknownDocumentsError
from service.api.events import event_stream, wants_events
from service.api.inputs import Query, Question, check_length, require_json
from service.api.problems import MEDIA_TYPE, Problem
from service.api.state import Service, TheLibrary, TheService, queue_full
from service.api.workers import QueueFullError
from service.replies import Answer, SearchResults

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/v1", dependencies=[Depends(require_json)], tags=["Questions"])

PROBLEM: Final[dict[str, Any]] = {"model": Problem, "content": {MEDIA_TYPE: {}}}
QUESTION_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {**PROBLEM, "description": description}
    for status, description in {
        400: "The body is not JSON.",
        404: "One of the documents does not exist.",
        413: "The body is over the limit.",
        415: "The body is sent as something else than JSON.",
        422: "A field is wrong; `detail` says which and why.",
        503: "Not loaded yet, or too many questions wait; see `Retry-After`.",
    }.items()
}


def unknown_documents(error: UnknownDocumentsError) -> HTTPException:
    """Return the 404 for documents that are asked about and do not exist."""
    return HTTPException(404, f"{error} GET /v1/documents lists those that exist.")


def record(service: Service, answer: Answer) -> None:
    """Count and time an answer."""
    service.metrics.answers.labels(answer.status).inc()
    for stage, milliseconds in answer.timings_ms:
        service.metrics.stages.labels(stage).observe(milliseconds / 1000)
    log.info("answered", status=answer.status, index=answer.index, timings_ms=answer.timings_ms.model_dump())


@router.post(
    "/answers",
    summary="Answer a question with quotes that can be checked",
    response_model=Answer,
    responses={
        **QUESTION_PROBLEMS,
        200: {
            "description": "The answer, or `not_found` with what is nearest. With `Accept: text/event-stream` the "
            "same in events: `passages`, each `sentence`, then `done` with the whole answer.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
    },
)
async def post_answer(body: Question, request: Request, service: TheService, library: TheLibrary) -> Response | Answer:
    """Return the whole answer, or its parts as they come where events are asked for."""
    check_length(body.question, service.settings.max_question_characters)
    if service.settings.log_questions:
        log.info("question", question=body.question)
    answerer = library.edition.answerer
    try:
        if not wants_events(request):
            answer = await service.questions.run(
                lambda: answerer.answer(body.question, top_k=body.top_k, documents=body.documents)
            )
            record(service, answer)
            return answer
        parts = service.questions.stream(
            lambda: answerer.stream(body.question, top_k=body.top_k, documents=body.documents)
        )
        # The first part is awaited before the reply begins, so that what is wrong can still be a problem.
        events = event_stream(request, await anext(parts), parts, lambda answer: record(service, answer))
    except QueueFullError as error:
        raise queue_full(service, "questions") from error
    except UnknownDocumentsError as error:
        raise unknown_documents(error) from error
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.post("/search", summary="Find passages", response_model=SearchResults, responses=QUESTION_PROBLEMS)
async def post_search(body: Query, service: TheService, library: TheLibrary) -> SearchResults:
    """Return the passages that fit best, best first."""
    check_length(body.query, service.settings.max_question_characters)
    if service.settings.log_questions:
        log.info("query", query=body.query)
    answerer = library.edition.answerer
    try:
        passages = await service.questions.run(
            lambda: answerer.search(
                body.query, top_k=body.top_k, documents=body.documents, stage="reader" if body.rerank else "hybrid"
            )
        )
    except QueueFullError as error:
        raise queue_full(service, "questions") from error
    except UnknownDocumentsError as error:
        raise unknown_documents(error) from error
    return SearchResults(passages=passages)
