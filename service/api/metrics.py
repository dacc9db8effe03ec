"""What the service counts and times, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """One set of metrics with its own registry, so that two apps in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "cited_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "cited_request_seconds",
            "Time from a request to the end of its reply.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.answers = Counter("cited_answers", "Questions by how they ended.", ["status"], registry=self.registry)
        self.stages = Histogram(
            "cited_answer_stage_seconds",
            "Time of an answer by stage.",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.dropped = Counter(
            "cited_dropped_sentences", "Sentences that failed the check before sending.", registry=self.registry
        )
        self.refused = Counter("cited_refused", "Requests refused because a queue was full.", registry=self.registry)
        self.waiting = Gauge("cited_questions", "Questions that run or wait now.", registry=self.registry)
        self.ready = Gauge("cited_ready", "1 when questions are answered.", registry=self.registry)
        self.documents = Gauge("cited_documents", "Documents in the index.", registry=self.registry)
        self.chunks = Gauge("cited_chunks", "Chunks in the index.", registry=self.registry)
