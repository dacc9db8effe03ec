"""The clients against a real server, loading, busy, failing, and gone."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import service.client
from service.client import Cited, CitedError, ContractError, Part, ProblemError, UnreachableError
from service.replies import Answer, CitedSentence, SearchResults
from tests.service.server import Server, environment, serving

QUESTION = "Which marques belong to the alliance?"


@pytest.fixture
def cited(server: Server) -> Iterator[Cited]:
    with Cited(server.url) as client:
        yield client


@contextmanager
def scripted(*replies: bytes) -> Iterator[tuple[str, list[str]]]:
    """A server that sends these replies one after the other, then the last for ever; and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the base class names it
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(f"{self.command} {self.path} {self.headers.get('Authorization')}")
            self.wfile.write(replies[min(len(asked), len(replies)) - 1])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reply(status: str, body: str, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", "Connection: close", *headers, "", body]
    return "\r\n".join(lines).encode()


def test_importing_the_client_loads_no_model() -> None:
    code = "import sys, service.client; print(sorted({'torch', 'faiss', 'transformers', 'fastapi'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_example_of_the_documentation_runs(server: Server) -> None:
    text = service.client.__doc__ or ""
    example = text[text.index("    from service") : text.index("Every method")]
    code = "\n".join(line.removeprefix("    ") for line in example.splitlines())
    assert "http://127.0.0.1:8000" in code
    done = subprocess.run(
        [sys.executable, "-c", code.replace("http://127.0.0.1:8000", server.url)],
        capture_output=True, text=True, check=False, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.match(r"answered .*169,800", done.stdout)


def test_an_answer_is_typed_and_its_quotes_hold(cited: Cited) -> None:
    answer = cited.ask(QUESTION)
    assert isinstance(answer, Answer)
    assert answer.status == "answered"
    assert answer.citations
    for citation in answer.citations:
        assert cited.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    one = answer.citations[0].document_id
    assert {passage.document_id for passage in cited.ask(QUESTION, documents=[one]).passages} == {one}
    assert len(cited.ask(QUESTION, top_k=2).passages) == 2


def check_parts(parts: list[Part], answer: Answer) -> None:
    assert isinstance(parts[0], SearchResults)
    assert parts[0].passages == answer.passages
    assert [part for part in parts if isinstance(part, CitedSentence)] == answer.sentences
    assert isinstance(parts[-1], Answer)
    assert parts[-1].model_copy(update={"timings_ms": answer.timings_ms}) == answer
    assert len(parts) == 2 + len(answer.sentences)


@pytest.mark.parametrize("question", [QUESTION, "What is the population of Iceland?"])
def test_a_stream_gives_the_same_answer_in_typed_parts(cited: Cited, question: str) -> None:
    check_parts(list(cited.stream(question)), cited.ask(question))


def test_a_search_gives_passages(cited: Cited) -> None:
    found = cited.search("battery life", top_k=3)
    assert len(found) == 3
    assert cited.search("battery life", top_k=3, rerank=False) != []


def test_documents_are_listed_written_read_and_deleted(cited: Cited) -> None:
    before = cited.documents()
    assert len(before.documents) == 5
    fields = {"title": "A Zorblat", "publisher": "The Gazette", "url": "https://example.org/z", "language": "en"}
    written = cited.put_document("a zorblat", "The zorblat weighs 417 kg.", published=date(2025, 11, 25), **fields)
    try:
        assert written.created
        read = cited.document("a zorblat")
        assert read.text == "The zorblat weighs 417 kg."
        assert read.published == date(2025, 11, 25)
        assert read.model_dump(include=set(fields)) == fields
        assert not cited.put_document("a zorblat", "The zorblat weighs 528 kg.").created
    finally:
        cited.delete_document("a zorblat")
    assert cited.documents().documents == before.documents


def test_what_the_service_says_is_wrong_is_raised_with_its_problem(cited: Cited) -> None:
    with pytest.raises(ProblemError, match="422") as raised:
        cited.ask(" ")
    assert raised.value.problem.status == 422
    assert raised.value.problem.errors is not None
    assert raised.value.problem.errors[0].field == "question"
    with pytest.raises(ProblemError, match="no-such"):
        next(cited.stream(QUESTION, documents=["no-such"]))
    with pytest.raises(ProblemError, match="404"):
        cited.document("no-such")
    with pytest.raises(ProblemError, match="404"):
        cited.delete_document("no-such")
    with pytest.raises(ProblemError, match="422"):
        cited.document("../x")


def test_a_service_that_is_loading_is_waited_for(index: Path, tmp_path: Path) -> None:
    with serving(index, tmp_path / "log", wait=False) as server:
        with Cited(server.url, retries=0) as impatient, pytest.raises(ProblemError, match="503"):
            impatient.ask(QUESTION)
        with Cited(server.url, retries=120) as patient:
            assert patient.ask(QUESTION).status == "answered"


BUSY = '{"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "Too busy."}'


def test_retries_end_and_say_why() -> None:
    with scripted(reply("503 Service Unavailable", BUSY, "Retry-After: 0")) as (url, asked):
        with Cited(url, retries=3, api_key="k-1") as cited, pytest.raises(ProblemError, match="Too busy"):
            cited.ask(QUESTION)
        assert asked == ["POST /v1/answers Bearer k-1"] * 4


@pytest.mark.parametrize("header", ["X-Other: 1", "Retry-After: 3600"])
def test_there_is_no_retry_without_a_time_or_after_too_long_a_time(header: str) -> None:
    with scripted(reply("503 Service Unavailable", BUSY, header)) as (url, asked):
        with Cited(url) as cited, pytest.raises(ProblemError, match="Too busy"):
            cited.ask(QUESTION)
        assert len(asked) == 1


def test_the_wait_before_a_retry_is_the_servers() -> None:
    ready = reply("404 Not Found", BUSY.replace("503", "404"))
    with scripted(reply("503 Service Unavailable", BUSY, "Retry-After: 1"), ready) as (url, asked):
        started = time.monotonic()
        with Cited(url) as cited, pytest.raises(ProblemError, match="404"):
            cited.ask(QUESTION)
        assert 1 <= time.monotonic() - started < 4
        assert len(asked) == 2


def test_another_program_is_recognised() -> None:
    for page in (reply("200 OK", "<html>Hello</html>"), reply("404 Not Found", "<html>No</html>")):
        with scripted(page) as (url, _), Cited(url) as cited:
            with pytest.raises(ContractError):
                cited.ask(QUESTION)
            with pytest.raises(CitedError):
                list(cited.stream(QUESTION))


def test_a_stream_that_breaks_off_is_no_answer() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    event = b'event: passages\ndata: {"passages": []}\n\n'
    for cut in (head + b"Connection: close\r\n\r\n" + event, head + b"Content-Length: 9999\r\n\r\n" + event):
        with scripted(cut) as (url, _), Cited(url) as cited:
            parts = cited.stream(QUESTION)
            assert next(parts) == SearchResults(passages=[])
            with pytest.raises(UnreachableError):
                next(parts)


def test_a_service_that_is_not_there_or_too_slow_is_unreachable() -> None:
    with Cited("http://127.0.0.1:1") as nobody, pytest.raises(UnreachableError, match="cited serve"):
        nobody.ask(QUESTION)
    with Cited("http://") as nowhere, pytest.raises(UnreachableError):
        nowhere.ask(QUESTION)
    with scripted(b"") as (url, _), Cited(url) as cited, pytest.raises(UnreachableError):
        cited.ask(QUESTION)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connections are taken, and nothing is ever said
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        with Cited(url, timeout=0.5) as cited, pytest.raises(UnreachableError, match="ReadTimeout"):
            cited.ask(QUESTION)
        assert time.monotonic() - started < 5
