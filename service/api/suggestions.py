"""``GET /v1/suggestions``: questions that the documents answer, each tried before it is given."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Annotated, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import Field

from service.api.descriptions import problems
from service.api.state import Service, TheLibrary, TheService
from service.api.workers import QueueFullError
from service.library import Edition
from service.names import Names
from service.replies import Reply
from service.suggestions import Candidate, candidates, is_answered

MOST: Final = 5  # questions that are given
OF_ONE_SHAPE: Final = 2
TRIES: Final = 24  # questions that are asked for them, at most

router = APIRouter(prefix="/v1", tags=["Questions"])


class Suggestions(Reply):
    """Questions to begin with."""

    questions: list[str] = Field(
        description="Drawn from the documents' sentences; each has been asked and answered. May be empty.",
        examples=[["How many stores does Voyah have?"]],
    )
    index: str = Field(description="The snapshot whose documents answer them.", examples=["44b0c204e4bb0061"])


class Suggester:
    """The suggestions of one snapshot, found once, when somebody first asks for them."""

    def __init__(self) -> None:
        self._finding = asyncio.Lock()
        self._found = Suggestions(questions=[], index="")

    async def suggest(self, service: Service, edition: Edition) -> Suggestions:
        """Return the suggestions; where the queue is full, those that were found by then."""
        async with self._finding:
            if self._found.index == edition.snapshot.id:
                return self._found
            questions: list[str] = []
            try:
                await self._find(service, edition, questions)
            except QueueFullError:  # people who ask come first; the next who wants suggestions finds them all
                return Suggestions(questions=questions, index=edition.snapshot.id)
            self._found = Suggestions(questions=questions, index=edition.snapshot.id)
            return self._found

    async def _find(self, service: Service, edition: Edition, questions: list[str]) -> None:
        """Add to ``questions``, one of each shape before a second of any; each is tried in the questions' queue."""
        names = Names(edition.snapshot.glossary)
        tried = await service.questions.run(lambda: candidates(edition.snapshot, names))
        shapes: Counter[str] = Counter()
        for candidate in tried[:TRIES]:
            if len(questions) == MOST:
                return
            if shapes[candidate.shape] == OF_ONE_SHAPE:
                continue
            if await service.questions.run(lambda candidate=candidate: _holds(edition, candidate)):  # type: ignore[misc]
                questions.append(candidate.question)
                shapes[candidate.shape] += 1


def _holds(edition: Edition, candidate: Candidate) -> bool:
    return is_answered(edition.answerer.answer(candidate.question))


def _suggester(request: Request) -> Suggester:
    suggester: Suggester = request.app.state.suggester
    return suggester


@router.get("/suggestions", summary="Questions that the documents answer", responses=problems(503))
async def get_suggestions(
    service: TheService, library: TheLibrary, suggester: Annotated[Suggester, Depends(_suggester)]
) -> Suggestions:
    """Return a few questions to begin with; the first call after a change of the documents takes some seconds."""
    return await suggester.suggest(service, library.edition)


def install(app: FastAPI) -> None:
    """Add the route, and the memory of what it found."""
    app.state.suggester = Suggester()
    app.include_router(router)
