"""OpenAI's chat completions API over the same answers: ``POST /v1/chat/completions`` and ``GET /v1/models``."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path, Request
from fastapi.sse import format_sse_event
from pydantic import ValidationError
from starlette.responses import Response, StreamingResponse

from service.api import asking, chat_errors, examples
from service.api.asking import Part
from service.api.chat_errors import RefusedError
from service.api.chat_replies import Completion
from service.api.descriptions import chat_problems
from service.api.inputs import Question, require_json
from service.api.state import TheLibrary, TheService
from service.library import Library
from service.openai_shapes import MODEL, ChatCompletion, ChatRequest, ContentPart, Model, ModelList

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/v1", tags=["Chat completions"])


@router.post(
    "/chat/completions",
    summary="Answer the last message of the role user",
    response_model=ChatCompletion,
    dependencies=[Depends(require_json)],
    responses={
        200: {
            "description": "The answer as a message, with an annotation for each citation. With `stream` in chunks.",
            "content": {
                "application/json": {"example": examples.COMPLETION},
                "text/event-stream": {"schema": {"type": "string"}, "example": examples.CHUNKS},
            },
        },
        **chat_problems(400, 404, 413, 415, 422, 503),
    },
)
async def post_completion(
    body: ChatRequest, request: Request, service: TheService, library: TheLibrary
) -> Response | ChatCompletion:
    """Answer as `POST /v1/answers` does, in the shape that clients of OpenAI's API read."""
    check_model(body.model)
    asked = question_of(body)
    folder = str(request.url_for("list_documents"))
    completion = Completion(asked.question, library.edition.snapshot.id, folder, library.embedder)
    if not body.stream:
        return completion.whole(await asking.answer(service, library, asked))
    parts = asking.stream(service, library, asked)
    with_usage = body.stream_options is not None and bool(body.stream_options.include_usage)
    # The first part is awaited before the reply begins, so that what is wrong can still be an error of its status.
    chunks = chunk_stream(completion, await anext(parts), parts, with_usage=with_usage)
    return StreamingResponse(chunks, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.get(
    "/models",
    summary="List the one model",
    responses={200: {"content": {"application/json": {"example": examples.MODELS}}}, **chat_problems(503)},
)
async def list_models(library: TheLibrary) -> ModelList:
    """Return the model that can be asked."""
    return ModelList(data=[the_model(library)])


@router.get(
    "/models/{model}",
    summary="Read of the one model",
    responses={
        200: {"content": {"application/json": {"example": examples.MODELS["data"][0]}}},
        **chat_problems(404, 503),
    },
)
async def read_model(model: Annotated[str, Path(examples=[MODEL])], library: TheLibrary) -> Model:
    """Return the model of this name."""
    check_model(model)
    return the_model(library)


def the_model(library: Library) -> Model:
    """Return the service as a model."""
    built = library.edition.snapshot.manifest.built_at
    return Model(id=MODEL, created=int(built.timestamp()), owned_by=MODEL)


def check_model(name: str) -> None:
    """Raise a 404 for a model that there is not."""
    if name != MODEL:
        message = f"The model '{name[:100]}' does not exist; there is '{MODEL}'."
        raise RefusedError(404, message, param="model", code="model_not_found")


def question_of(body: ChatRequest) -> Question:
    """Return the last message of the user as a question; raise a 400 where there is none, or it holds no text."""
    message = next((message for message in reversed(body.messages) if message.role == "user"), None)
    if message is None:
        raise _refused("There is no message of the role 'user': the last one is the question.")
    parts = (
        message.content if isinstance(message.content, list) else [ContentPart(type="text", text=message.content or "")]
    )
    for part in parts:
        if part.type != "text":
            raise _refused(f"A question is text; parts of the type '{part.type[:100]}' are not read.")
    try:
        text = "\n".join(part.text or "" for part in parts)
        return Question(question=text, top_k=body.top_k, documents=body.documents)
    except ValidationError as error:
        mistake = error.errors()[0]
        field, reason = mistake["loc"][0], mistake["msg"].removeprefix("Value error, ")
        if field == "documents":
            raise RefusedError(
                400, f"Invalid value for 'documents': {reason}.", param="documents", code="invalid_value"
            ) from error
        raise _refused(f"The last message of the role 'user' {reason}.") from error


async def chunk_stream(
    completion: Completion, first: Part, rest: AsyncIterator[Part], *, with_usage: bool
) -> AsyncIterator[bytes]:
    """Yield the chunks of a reply as server-sent events; what fails on the way is an event that holds the error."""
    try:
        for chunk in completion.chunks(first):
            yield event(chunk.model_dump_json())
        async for part in rest:
            for chunk in completion.chunks(part):
                yield event(chunk.model_dump_json())
        if with_usage:
            yield event(completion.last().model_dump_json())
    except Exception:  # the reply has begun: an event is the only way left to tell
        log.exception("the code failed in mid-stream")
        yield event(json.dumps(chat_errors.describe(500, "The service failed before the answer was complete.")))
    yield event("[DONE]")


def event(data: str) -> bytes:
    """Return a server-sent event in its wire format."""
    return format_sse_event(data_str=data)


def _refused(message: str) -> RefusedError:
    return RefusedError(400, message, param="messages", code="invalid_value")
