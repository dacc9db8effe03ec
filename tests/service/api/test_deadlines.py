from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx

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
    with serving(built_index, tmp_path / "log", read_seconds=1, workers=1, queue=0) as server:
        slow = [connect(server) for _ in range(40)]
        began = time.monotonic()
        for number, connection in enumerate(slow):
            length = 100 if number % 2 else 10**9  # over the limit too: such a body is read to its end, or not
            connection.sendall(
                b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n{" % min(length, 5_000_000)
            )
        quick = server.client.post("/v1/search", json={"query": "battery"})
        assert quick.status_code == 200  # with one worker and no place to wait
        assert time.monotonic() - began < 1

        def drip(connection: socket.socket) -> bytes:
            for _ in range(4):  # a byte now and then keeps nothing open
                time.sleep(0.2)
                connection.sendall(b" ")
            return received(connection)

        with ThreadPoolExecutor(40) as pool:
            replies = list(pool.map(drip, slow))
        assert time.monotonic() - began < 5
        for reply in replies:
            head, _, body = reply.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408 "), reply
            assert b"application/problem+json" in head
            assert b"CITED_READ_SECONDS" in body
            assert b"x-request-id" in head.lower()
        assert 'cited_timeouts_total{of="body"} 40.0' in server.client.get("/metrics").text


def test_a_reply_that_takes_too_long_is_a_504_and_a_change_is_waited_for(index: Path, tmp_path: Path) -> None:
    with serving(index, tmp_path / "log", request_seconds=1, workers=1, queue=64) as server:
        barrier = threading.Barrier(40)

        def ask(_: int) -> tuple[httpx.Response, float]:
            with httpx.Client(base_url=server.url, timeout=60) as client:
                barrier.wait()
                began = time.monotonic()
                reply = client.post("/v1/answers", json={"question": QUESTION})
                return reply, time.monotonic() - began

        with ThreadPoolExecutor(40) as pool:
            replies = list(pool.map(ask, range(40)))
        assert {reply.status_code for reply, _ in replies} == {200, 504}
        for reply, seconds in replies:
            if reply.status_code == 504:
                assert "CITED_REQUEST_SECONDS" in check_problem(reply, 504)["detail"]
                assert 1 <= seconds < 3
        # What had waited was dropped: the next question is answered at once.
        assert server.client.post("/v1/answers", json={"question": QUESTION}).status_code == 200
        text = "\n\n".join(f"Paragraph {n}: the zorblat of lot {n} weighs {n} kilograms." for n in range(1500))
        began = time.monotonic()
        assert server.client.put("/v1/documents/long", json={"text": text}).status_code == 201
        assert time.monotonic() - began > 1  # longer than any other request may take


def test_a_reply_that_has_begun_may_take_longer(built_index: Path, tmp_path: Path) -> None:
    with serving(built_index, tmp_path / "log", request_seconds=1, workers=1, queue=64) as server:
        ahead = ThreadPoolExecutor(1)
        events = {"Accept": "text/event-stream"}
        with server.client.stream("POST", "/v1/answers", json={"question": QUESTION}, headers=events) as reply:
            assert reply.status_code == 200
            lines = reply.iter_lines()
            first = next(lines)
            time.sleep(1.5)
            assert first.startswith("event: passages")
            assert any(line == "event: done" for line in lines)
        ahead.shutdown()
