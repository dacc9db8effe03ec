from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.deadlines import Deadlines
from service.api.metrics import Metrics
from service.api.requests import RequestContext
from tests.service.api.test_problems import check_problem
from tests.service.server import Server, serving

QUESTION = "Compare the marques of the alliance, their makers and their prices"


def connect(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((str(address.hostname), address.port or 80), timeout=30)


def received(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def test_a_body_that_does_not_come_is_a_408_and_holds_nobody(built_index: Path, tmp_path: Path) -> None:
    def drip(connection: socket.socket, length: int) -> bytes:
        with connection:
            connection.sendall(
                b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n{" % length
            )
            for _ in range(4):  # a byte now and then keeps nothing open
                time.sleep(0.2)
                connection.sendall(b" ")
            return received(connection)

    with serving(built_index, tmp_path / "log", read_seconds=4, workers=1, queue=0) as server:
        slow = [connect(server) for _ in range(40)]
        lengths = [100, 5_000_000] * 20  # over the limit too: such a body is read before it is refused
        with ThreadPoolExecutor(40) as pool:
            replies = pool.map(drip, slow, lengths)
            # One worker and no place to wait: it is free.
            assert server.client.post("/v1/search", json={"query": "battery"}).status_code == 200
        for reply in replies:
            head, _, body = reply.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408 "), reply
            assert b"application/problem+json" in head
            assert b"CITED_READ_SECONDS" in body
            assert b"x-request-id" in head.lower()
        assert 'cited_timeouts_total{of="body"} 40.0' in server.client.get("/metrics").text


def test_a_question_that_waits_too_long_is_a_504(built_index: Path, tmp_path: Path) -> None:
    with serving(built_index, tmp_path / "log", request_seconds=2, workers=1, queue=64) as server:
        barrier = threading.Barrier(60)

        def ask(_: int) -> tuple[httpx.Response, float]:
            with httpx.Client(base_url=server.url, timeout=60) as client:
                barrier.wait()
                began = time.monotonic()
                reply = client.post("/v1/answers", json={"question": QUESTION})
                return reply, time.monotonic() - began

        with ThreadPoolExecutor(60) as pool:
            replies = list(pool.map(ask, range(60)))
        late = [(reply, seconds) for reply, seconds in replies if reply.status_code != 200]
        assert late
        for reply, seconds in late:
            assert "CITED_REQUEST_SECONDS" in check_problem(reply, 504)["detail"]
            assert seconds >= 2
        metrics = server.client.get("/metrics").text
        assert f'cited_timeouts_total{{of="reply"}} {len(late)}.0' in metrics
        # What had waited was dropped; at most the one that was being answered is still in the way.
        assert re.search(r"^cited_questions [01]\.0$", metrics, re.MULTILINE)


async def begins_and_goes_on(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await asyncio.sleep(1.3)
    await send({"type": "http.response.body", "body": b"the end"})


async def takes_long(_scope: Scope, _receive: Receive, send: Send) -> None:
    await asyncio.sleep(1.3)
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


async def never_begins(_scope: Scope, _receive: Receive, _send: Send) -> None:
    await asyncio.sleep(60)


async def times_out_itself(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise TimeoutError("of something else")


def client(app: ASGIApp) -> TestClient:
    limited = Deadlines(app, read_seconds=1, request_seconds=1, metrics=Metrics())
    return TestClient(RequestContext(limited, Metrics()), raise_server_exceptions=False)


def test_a_reply_that_has_begun_may_take_longer() -> None:
    assert client(begins_and_goes_on).get("/").text == "the end"


def test_a_reply_that_does_not_begin_is_a_504() -> None:
    began = time.monotonic()
    assert client(never_begins).post("/v1/answers").status_code == 504
    assert 1 <= time.monotonic() - began < 20


def test_a_change_of_documents_is_waited_for() -> None:
    changing = client(takes_long)
    assert changing.put("/v1/documents/new").status_code == 204
    assert changing.delete("/v1/documents/new").status_code == 204
    assert changing.get("/v1/documents/new").status_code == 504


def test_a_timeout_of_the_code_is_a_failure_and_not_a_deadline() -> None:
    assert client(times_out_itself).get("/").status_code == 500
