"""What the service counts and times, for Prometheus; of all its processes, where there are several.

Processes that share the folder which ``PROMETHEUS_MULTIPROC_DIR`` names write their figures to files there, and the one
that is asked adds them up. Counts of a process that has ended still count; its gauges go with it, once
`prometheus_client.multiprocess.mark_process_dead` is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.replies import Status

FOLDER_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"  # looked at when prometheus_client is imported

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
        self.keys = self._shared("cited_keys", "API keys that are not revoked.", ["scope"])
        self.waiting = self._summed("cited_questions", "Questions that run or wait now.")
        self.places = self._summed("cited_questions_most", "Questions that may run or wait; the next is refused.")
        self.changes = self._summed("cited_changes", "Changes of documents that run or wait now, loading among them.")
        self.ready = Gauge(
            "cited_ready", "1 when questions are answered.", registry=self.registry, multiprocess_mode="livemax"
        )
        self.documents = self._shared("cited_documents", "Documents in the index.")
        self.chunks = self._shared("cited_chunks", "Chunks in the index.")
        self.sentences = self._shared("cited_sentences", "Sentences in the index.")
        self.index_bytes = self._shared("cited_index_bytes", "Bytes of the index on disk.")
        self.index_built = self._shared(
            "cited_index_built_timestamp_seconds", "When the index was built, in Unix time."
        )
        self.build = Info("cited_build", "The program.", registry=self.registry)
        self.index = Info("cited_index", "The snapshot that is served.", registry=self.registry)
        self.models = Info("cited_models", "The models and the SHA-256 of their weights.", registry=self.registry)
        ProcessCollector(registry=self.registry)
        self._begin()

    def exposition(self) -> bytes:
        """Every metric in Prometheus's text format."""
        if (folder := os.environ.get(FOLDER_VARIABLE)) is None:
            return generate_latest(self.registry)
        of_all = CollectorRegistry()
        MultiProcessCollector(of_all, folder)  # type: ignore[no-untyped-call]  # the library's
        for collector in (self.build, self.index, self.models, _Processes(Path(folder))):
            of_all.register(collector)
        return generate_latest(of_all)

    def _summed(self, name: str, documentation: str) -> Gauge:
        """What each process has its own number of."""
        return Gauge(name, documentation, registry=self.registry, multiprocess_mode="livesum")

    def _shared(self, name: str, documentation: str, labels: Sequence[str] = ()) -> Gauge:
        """What is the same for all processes: the last that one of them said counts."""
        return Gauge(name, documentation, labels, registry=self.registry, multiprocess_mode="mostrecent")

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


class _Processes(Collector):
    """What `ProcessCollector` tells of one process, of all that write to a folder: their sums, and the first start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Yield each figure."""
        found: dict[str, list[Metric]] = {}
        for pid in {path.stem.rpartition("_")[2] for path in self._folder.glob("gauge_live*.db")}:
            for metric in ProcessCollector(pid=partial(str, pid), registry=None).collect():
                found.setdefault(metric.name, []).append(metric)
        for name, metrics in found.items():
            values = [metric.samples[0].value for metric in metrics]
            total = min(values) if name == "process_start_time_seconds" else sum(values)
            metrics[0].samples = [metrics[0].samples[0]._replace(value=total)]
            yield metrics[0]
