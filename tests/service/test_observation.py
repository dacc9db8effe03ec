from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.library import Library
from service.observation import Stages, note, observed
from service.settings import load_settings


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    """What keeps the spans of this process: a provider can be set once."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Iterator[InMemorySpanExporter]:
    exporter.clear()
    yield exporter
    exporter.clear()


def test_each_stage_ends_where_the_next_begins() -> None:
    with observed() as observation:
        stages = Stages()
        stages.enter("one")
        time.sleep(0.02)
        stages.enter("two")
        stages.enter("one")
        time.sleep(0.02)
        stages.leave()
        stages.leave()
    assert set(observation.seconds) == {"one", "two"}
    assert 0.04 <= observation.seconds["one"] < 1
    assert observation.seconds["two"] < 0.02


def test_a_thread_speaks_for_the_request_that_started_it() -> None:
    with observed() as observation:
        thread = threading.Thread(target=copy_context().run, args=(lambda: note(answer="answered"),))
        thread.start()
        thread.join()
        with observed() as inner:
            note(answer="other")
    assert observation.facts == {"answer": "answered"}
    assert inner.facts == {"answer": "other"}


def test_outside_a_request_nothing_is_kept() -> None:
    note(answer="answered")
    stages = Stages()
    stages.enter("one")
    stages.leave()
    with observed() as observation:
        pass
    assert observation.facts == {}
    assert observation.seconds == {}


def test_an_answer_has_a_span_for_each_stage(spans: InMemorySpanExporter, built_index: Path) -> None:
    answerer = Library.open(load_settings(index=built_index, reader="similarity")).edition.answerer
    spans.clear()
    with trace.get_tracer("test").start_as_current_span("request"):
        answer = answerer.answer("What does the Shangjie H5 cost?")
    found = {span.name: span for span in spans.get_finished_spans()}
    assert list(found) == ["retrieve", "read", "compose", "request"]
    for name in ("retrieve", "read", "compose"):
        parent = found[name].parent
        assert parent is not None
        assert parent == found["request"].context
        assert not found[name].attributes
    assert milliseconds(found["retrieve"]) == pytest.approx(answer.timings_ms.retrieve, rel=0.1, abs=5)
    both = milliseconds(found["read"]) + milliseconds(found["compose"])
    assert both == pytest.approx(answer.timings_ms.read, rel=0.1, abs=5)


def milliseconds(span: ReadableSpan) -> float:
    assert span.start_time is not None
    assert span.end_time is not None
    return (span.end_time - span.start_time) / 1e6
