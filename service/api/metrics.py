"""What the service counts and times, for Prometheus."""

from __future__ import annotations

from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

from service.replies import Status

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
            "Time of an answer or a search by stage; the total is of answers.",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.dropped = Counter(
            "cited_dropped_sentences", "Sentences that failed the check before sending.", registry=self.registry
        )
        self.refused = Counter("cited_refused", "Requests refused because a queue was full.", registry=self.registry)
        self.denied = Counter(
            "cited_denied", "Requests denied for their key, host name or origin.", ["reason"], registry=self.registry
        )
        self.limited = Counter(
            "cited_rate_limited", "Requests over the rate limit of a key or an address.", ["by"], registry=self.registry
        )
        self.timeouts = Counter(
            "cited_timeouts", "Bodies that came, and replies that began, too late.", ["of"], registry=self.registry
        )
        self.keys = Gauge("cited_keys", "API keys that are not revoked.", ["scope"], registry=self.registry)
        self.waiting = Gauge("cited_questions", "Questions that run or wait now.", registry=self.registry)
        self.places = Gauge(
            "cited_questions_most", "Questions that may run or wait; the next is refused.", registry=self.registry
        )
        self.changes = Gauge(
            "cited_changes", "Changes of documents that run or wait now, loading among them.", registry=self.registry
        )
        self.ready = Gauge("cited_ready", "1 when questions are answered.", registry=self.registry)
        self.documents = Gauge("cited_documents", "Documents in the index.", registry=self.registry)
        self.chunks = Gauge("cited_chunks", "Chunks in the index.", registry=self.registry)
        self.sentences = Gauge("cited_sentences", "Sentences in the index.", registry=self.registry)
        self.index_bytes = Gauge("cited_index_bytes", "Bytes of the index on disk.", registry=self.registry)
        self.index_built = Gauge(
            "cited_index_built_timestamp_seconds", "When the index was built, in Unix time.", registry=self.registry
        )
        self.build = Info("cited_build", "The program.", registry=self.registry)
        self.index = Info("cited_index", "The snapshot that is served.", registry=self.registry)
        self.models = Info("cited_models", "The models and the SHA-256 of their weights.", registry=self.registry)
        ProcessCollector(registry=self.registry)
        self._begin()

    def _begin(self) -> None:
        """Let every series whose labels are known begin at 0: the first event of one that did not is no increase."""
        for counter, values in (
            (self.answers, get_args(Status)),
            (self.denied, ("missing", "unknown", "revoked", "scope", "unreadable", "host", "origin")),
            (self.limited, ("key", "address")),
            (self.timeouts, ("body", "reply")),
            (self.stages, ("queue", "retrieve", "read", "compose", "total")),
        ):
            for value in values:
                counter.labels(value)
