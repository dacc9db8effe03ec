from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from service.settings import Settings
from tests.service.server import Server

MOST = Settings.model_fields["max_body_bytes"].default


def pieces(size: int) -> Iterator[bytes]:
    """A JSON body of about ``size`` bytes that does not say its length."""
    yield b'{"text": "'
    for _ in range(size // 65536):
        yield b"word " * 13107 + b" "
    yield b'"}'


@pytest.mark.parametrize(("method", "path"), [("PUT", "/v1/documents/big"), ("POST", "/v1/answers")])
def test_a_body_over_the_limit_is_refused_with_and_without_its_length(server: Server, method: str, path: str) -> None:
    whole = b"".join(pieces(MOST + 200_000))
    for body in (whole, pieces(MOST + 200_000)):
        reply = server.client.request(method, path, content=body, headers={"Content-Type": "application/json"})
        assert reply.status_code == 413
        assert reply.headers["content-type"] == "application/problem+json"
        assert f"{MOST:,}" in reply.json()["detail"]
    assert server.client.get("/v1/documents/big").status_code == 404


def test_a_stated_length_is_refused_before_the_body_is_sent(server: Server) -> None:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
    connection.putrequest("PUT", "/v1/documents/big")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders()
    reply = connection.getresponse()
    assert reply.status == 413
    assert json.loads(reply.read())["status"] == 413
    connection.close()
