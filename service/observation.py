"""What is seen of one request on its way: the time of each stage, the span of it in a trace, and facts for the log.

Traces are OpenTelemetry's. Where none are set up its API does nothing, so that nobody pays for them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from opentelemetry import trace
from opentelemetry.trace import Span

_tracer = trace.get_tracer("cited")


@dataclass(frozen=True, slots=True)
class Observation:
    """One request: ``seconds`` spent in each stage, summed where a stage comes again, and ``facts`` of its reply."""

    seconds: dict[str, float] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)


_current: ContextVar[Observation | None] = ContextVar("observation", default=None)


@contextmanager
def observed() -> Iterator[Observation]:
    """Gather what the block, and the threads and tasks that it starts, say of the request that it serves."""
    observation = Observation()
    token = _current.set(observation)
    try:
        yield observation
    finally:
        _current.reset(token)


def note(**facts: object) -> bool:
    """Say something of the request that is being served, for its line in the log; False where there is none."""
    if (observation := _current.get()) is None:
        return False
    observation.facts.update(facts)
    return True


class Stages:
    """Stages that follow one another: each ends where the next begins, in whatever thread that is."""

    def __init__(self) -> None:
        self._observation = _current.get()
        self._name = ""
        self._started = 0.0
        self._span: Span | None = None

    def enter(self, name: str) -> None:
        """End the stage before, and begin this one."""
        self.leave()
        self._name, self._started, self._span = name, time.perf_counter(), _tracer.start_span(name)

    def leave(self) -> None:
        """End the stage, if one has begun."""
        if self._span is None:
            return
        self._span.end()
        self._span = None
        if self._observation is not None:
            seconds = self._observation.seconds
            seconds[self._name] = seconds.get(self._name, 0.0) + time.perf_counter() - self._started
