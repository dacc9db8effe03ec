"""What a client that is too slow, or speaks no HTTP, can do to the service: nothing."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.api.test_deadlines import connect, received
from tests.service.server import Server, serving

GET = b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n"
LARGE = b"/swagger/swagger-ui-bundle.js"


@pytest.fixture(scope="module")
def hasty(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that waits a second for each thing that it waits for."""
    with serving(built_index, tmp_path_factory.mktemp("hasty") / "log", wait=False, read_seconds=1) as running:
        yield running


def test_headers_that_do_not_come_are_a_408(hasty: Server) -> None:
    with connect(hasty) as connection:
        began = time.monotonic()
        for byte in b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "[:12]:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)
        head, _, body = received(connection).partition(b"\r\n\r\n")
    assert 0.9 < time.monotonic() - began < 3
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"X-Content-Type-Options: nosniff" in head
    assert json.loads(body)["status"] == 408


def test_a_connection_that_asks_nothing_is_closed_without_a_word(hasty: Server) -> None:
    with connect(hasty) as connection:
        began = time.monotonic()
        assert received(connection) == b""
    assert 0.9 < time.monotonic() - began < 3


def test_between_two_requests_the_headers_must_come_as_well(hasty: Server) -> None:
    with connect(hasty) as connection:
        for pause in (1.5, 0):  # while nothing is sent a connection may be kept for the next request
            connection.sendall(GET % b"/healthz")
            reply = b""
            while not reply.endswith(b'{"status":"ok"}'):
                reply += connection.recv(65536)
            assert reply.startswith(b"HTTP/1.1 200 ")
            time.sleep(pause)
        connection.sendall(b"GET /hea")
        assert received(connection).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_was_answered_unread_must_come_as_well(hasty: Server) -> None:
    with connect(hasty) as connection:
        connection.sendall(b"PUT /no-such HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 404 ")
        began = time.monotonic()
        with pytest.raises(ConnectionError):  # noqa: PT012  # it may break at any of these
            while time.monotonic() - began < 10:
                connection.sendall(b".")
                time.sleep(0.1)
    assert time.monotonic() - began < 5


def test_who_does_not_read_is_cut_off_and_others_are_served(hasty: Server) -> None:
    connections = []
    for _ in range(8):
        connection = connect(hasty)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall((GET % LARGE) * 20)  # more than the kernel keeps for anyone
        connections.append(connection)
    began = time.monotonic()
    while time.monotonic() - began < 3:
        assert hasty.client.get("/healthz").elapsed.total_seconds() < 1
        time.sleep(0.1)
    for connection in connections:
        with connection, pytest.raises(ConnectionResetError):  # the kernel's buffer is dropped as well
            received(connection)


def test_who_reads_slowly_but_reads_gets_it_all(hasty: Server) -> None:
    whole = hasty.client.get(LARGE.decode()).content
    with connect(hasty) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.sendall((GET % LARGE) * 7 + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        parts, began = [], time.monotonic()
        while part := connection.recv(1 << 18):
            parts.append(part)
            time.sleep(0.05)
    assert time.monotonic() - began > 1.5  # longer than anybody may take to read nothing
    assert b"".join(parts).count(whole) == 7


@pytest.mark.parametrize(
    "sent",
    [
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000,
        b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ],
)
def test_what_is_no_http_is_a_400_problem(hasty: Server, sent: bytes) -> None:
    with connect(hasty) as connection:
        connection.sendall(sent)
        head, _, body = received(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 "), head
    assert b"application/problem+json" in head
    assert b"X-Frame-Options: DENY" in head
    assert json.loads(body)["status"] == 400
    assert hasty.client.get("/healthz").status_code == 200
    assert "Traceback" not in hasty.log.read_text()
