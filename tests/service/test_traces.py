"""Traces of a real server, switched on by OpenTelemetry's own environment variables and sent to a real collector."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.service.server import serving

QUESTION = {"question": "What does the Shangjie H5 cost?"}


class Collector(ThreadingHTTPServer):
    """Takes traces over OTLP/HTTP and keeps them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[ExportTraceServiceRequest] = []

    @property
    def spans(self) -> list[Span]:
        return [
            span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


class Handler(BaseHTTPRequestHandler):
    """One export."""

    server: Collector

    def do_POST(self) -> None:  # the base class calls it so
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces"
        self.server.requests.append(ExportTraceServiceRequest.FromString(body))
        reply = ExportTraceServiceResponse().SerializeToString()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def attributes(span: Span) -> dict[str, object]:
    return {pair.key: pair.value.string_value or pair.value.int_value for pair in span.attributes}


def test_a_request_is_a_trace_with_its_stages(
    built_index: Path, tmp_path: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
    with serving(built_index, tmp_path / "log") as server:
        parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        headers = {"traceparent": parent, "X-Request-ID": "traced-1"}
        assert server.client.post("/v1/answers", json=QUESTION, headers=headers).status_code == 200
        assert server.client.get("/", params={"q": QUESTION["question"]}).status_code == 200
        assert server.client.get("/metrics").status_code == 200
        assert server.stop() == 0  # what is left is sent before it ends
        line = next(record for record in server.log_records() if record.get("request_id") == "traced-1")
    spans = collector.spans
    request = next(span for span in spans if span.name == "POST /v1/answers")
    assert request.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c" == line["trace_id"]
    assert request.parent_span_id.hex() == "b7ad6b7169203331"
    assert attributes(request)["http.response.status_code"] == 200
    assert attributes(request)["http.route"] == "/v1/answers"
    stages = [span for span in spans if span.parent_span_id == request.span_id]
    assert {span.name for span in stages} == {"queue", "retrieve", "read", "compose"}
    for span in stages:
        assert request.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.end_time_unix_nano <= request.end_time_unix_nano
    named = {pair.key: pair.value.string_value for pair in collector.requests[0].resource_spans[0].resource.attributes}
    assert named["service.name"] == "cited"
    # Nothing of a question, and nothing of what is asked every few seconds, is sent.
    assert "Shangjie" not in str(collector.requests)
    assert not [span for span in spans if span.name in {"GET /", "GET /metrics", "GET /readyz"}]


@pytest.mark.parametrize("variable", [None, "OTEL_SDK_DISABLED"])
def test_without_an_endpoint_or_switched_off_nothing_is_sent(
    built_index: Path, tmp_path: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch, variable: str | None
) -> None:
    if variable is not None:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server_port}")
        monkeypatch.setenv(variable, "true")
    with serving(built_index, tmp_path / "log") as server:
        assert server.client.post("/v1/answers", json=QUESTION).status_code == 200
        assert server.stop() == 0
        assert not any("trace_id" in record for record in server.log_records())
    assert collector.requests == []


def test_a_collector_that_is_not_there_stops_nobody(
    built_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    with serving(built_index, tmp_path / "log") as server:
        assert server.client.post("/v1/answers", json=QUESTION).status_code == 200
