"""A question or a search on its way through the workers: the same for every door that it comes in by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager

import structlog
from starlette.exceptions import HTTPException

from indexer.stores import StoreError
from service.answering import Passages, UnknownDocumentsError
from service.api.inputs import Query, Question, check_length
from service.api.state import RETRY_SECONDS, Service, queue_full
from service.api.workers import QueueFullError
from service.library import Library
from service.observation import note
from service.replies import Answer, CitedSentence, SearchResults
from service.retrieval import Stage

log = structlog.get_logger(__name__)

Part = Passages | CitedSentence | Answer


async def answer(service: Service, library: Library, asked: Question) -> Answer:
    """Return the whole answer.

    Raises:
        HTTPException: 422 the question is too long, 404 a document does not exist, 503 the queue is full or the index
            cannot be reached.
    """
    _admit(service, asked.question)
    answerer = library.edition.answerer
    with _refusals(service, library):
        given = await service.questions.run(
            lambda: answerer.answer(asked.question, top_k=asked.top_k, documents=asked.documents)
        )
    _record(service, given)
    return given


async def stream(service: Service, library: Library, asked: Question) -> AsyncIterator[Part]:
    """Yield the parts of an answer as they come; raises as `answer` does, before the first of them."""
    _admit(service, asked.question)
    answerer = library.edition.answerer
    with _refusals(service, library):
        parts = service.questions.stream(
            lambda: answerer.stream(asked.question, top_k=asked.top_k, documents=asked.documents)
        )
        async with aclosing(parts):
            async for part in parts:
                if isinstance(part, Answer):
                    _record(service, part)
                yield part


async def search(service: Service, library: Library, asked: Query) -> SearchResults:
    """Return the passages that fit best, best first; raises as `answer` does."""
    _admit(service, asked.query)
    answerer = library.edition.answerer
    stage: Stage = "reader" if asked.rerank else "hybrid"
    with _refusals(service, library):
        passages = await service.questions.run(
            lambda: answerer.search(asked.query, top_k=asked.top_k, documents=asked.documents, stage=stage)
        )
    return SearchResults(passages=passages)


def _admit(service: Service, text: str) -> None:
    check_length(text, service.settings.max_question_characters)
    if service.settings.log_questions:
        log.info("question", question=text)


@contextmanager
def _refusals(service: Service, library: Library) -> Iterator[None]:
    try:
        yield
    except QueueFullError as error:
        raise queue_full(service, "questions") from error
    except UnknownDocumentsError as error:
        raise HTTPException(404, f"{error} GET /v1/documents lists those that exist.") from error
    except StoreError as error:
        library.trouble = str(error)  # who asks next need not wait to be told the same; the service looks again
        raise HTTPException(503, str(error), headers={"Retry-After": RETRY_SECONDS}) from error


def _record(service: Service, given: Answer) -> None:
    service.metrics.answers.labels(given.status).inc()
    service.metrics.stages.labels("total").observe(given.timings_ms.total / 1000)
    note(answer=given.status, index=given.index)
