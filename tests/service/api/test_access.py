"""Who may do what, of a real server whose keys are made, changed and revoked while it runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from service.keys import create_key, revoke_key
from tests.service.api.test_problems import check_problem
from tests.service.server import Server, serving

QUESTION = {"question": "What does the Shangjie H5 cost?"}


@dataclass
class Guarded:
    """A server that asks for keys, and one of each scope."""

    server: Server
    keys: Path
    asks: str
    writes: str

    def send(self, method: str, path: str, token: str | None, body: object = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return self.server.client.request(method, path, json=body, headers=headers)


@pytest.fixture(scope="module")
def guarded(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    keys = folder / "keys.json"
    asks, writes = (create_key(keys, scope, scope)[1] for scope in ("ask", "write"))
    index = Path(shutil.copytree(built_index, folder / "index"))
    with serving(index, folder / "log", keys=keys) as server:
        yield Guarded(server, keys, asks, writes)


PROTECTED = [
    ("POST", "/v1/answers"),
    ("POST", "/v1/search"),
    ("GET", "/v1/documents"),
    ("GET", "/v1/documents/003-alliance-unified-ecosystem"),
    ("PUT", "/v1/documents/new"),
    ("DELETE", "/v1/documents/003-alliance-unified-ecosystem"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/v1/models"),
    ("POST", "/mcp"),
    ("GET", "/mcp/"),
    ("GET", "/metrics"),
    ("GET", "/no-such-path"),
    ("OPTIONS", "/v1/answers"),
]


@pytest.mark.parametrize(("method", "path"), PROTECTED)
def test_without_a_key_nothing_of_the_documents_is_said(guarded: Guarded, method: str, path: str) -> None:
    reply = guarded.send(method, path, None, {"text": "Some text.", **QUESTION})
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == 'Bearer realm="cited"'
    assert "Authorization: Bearer" in reply.text
    assert "x-frame-options" in reply.headers


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/openapi.json", "/healthz", "/readyz", "/page/app.js", "/page/style.css"]
)
def test_the_page_and_the_signs_of_life_need_none(guarded: Guarded, path: str) -> None:
    assert guarded.send("GET", path, None).status_code == 200


def test_the_open_folders_lead_nowhere_else(guarded: Guarded) -> None:
    for path in (
        "/page/../v1/documents",
        "/page/%2e%2e/v1/documents",
        "//v1/documents",
        "/v1/documents/",
        "/%76%31/documents",
    ):
        assert guarded.send("GET", path, None).status_code in {401, 404}, path


def test_a_wrong_key_is_a_problem_that_says_so(guarded: Guarded) -> None:
    for token in (guarded.asks[:-1], guarded.asks + "x", "sk-1234", "cited_00000000_abc"):
        reply = guarded.send("POST", "/v1/answers", token, QUESTION)
        check_problem(reply, 401)
        assert 'error="invalid_token"' in reply.headers["www-authenticate"]
    for header in (f"Basic {guarded.asks}", guarded.asks, "Bearer", f"Bearer\t{guarded.asks}", "Bearer é"):
        sent = [(b"Authorization", header.encode("latin-1"))]
        reply = guarded.server.client.post("/v1/answers", json=QUESTION, headers=sent)
        assert reply.status_code == 401, header


def test_the_scheme_may_be_written_in_any_case(guarded: Guarded) -> None:
    sent = {"Authorization": f"bEARER {guarded.asks}"}
    assert guarded.server.client.get("/v1/documents", headers=sent).status_code == 200


def test_a_key_that_asks_asks_and_does_not_write(guarded: Guarded) -> None:
    assert guarded.send("POST", "/v1/answers", guarded.asks, QUESTION).json()["status"] == "answered"
    assert guarded.send("POST", "/v1/search", guarded.asks, {"query": "battery"}).status_code == 200
    assert guarded.send("GET", "/metrics", guarded.asks).status_code == 200
    before = guarded.send("GET", "/v1/documents", guarded.asks).json()
    for method, path in (("PUT", "/v1/documents/new"), ("DELETE", f"/v1/documents/{before['documents'][0]['id']}")):
        reply = guarded.send(method, path, guarded.asks, {"text": "Some text."})
        problem = check_problem(reply, 403)
        assert "write" in problem["detail"]
        assert 'error="insufficient_scope", scope="write"' in reply.headers["www-authenticate"]
    assert guarded.send("GET", "/v1/documents", guarded.asks).json() == before


def test_a_key_that_writes_writes_and_asks(guarded: Guarded) -> None:
    assert guarded.send("PUT", "/v1/documents/new", guarded.writes, {"text": "The zorblat is blue."}).status_code == 201
    asked = guarded.send("POST", "/v1/answers", guarded.writes, {"question": "What colour is the zorblat?"})
    assert asked.json()["status"] == "answered"
    assert guarded.send("DELETE", "/v1/documents/new", guarded.writes).status_code == 204


def test_a_revoked_key_is_refused_from_the_next_request_on(guarded: Guarded) -> None:
    key, token = create_key(guarded.keys, "short-lived", "ask")
    assert guarded.send("GET", "/v1/documents", token).status_code == 200
    revoke_key(guarded.keys, key.id)
    reply = guarded.send("GET", "/v1/documents", token)
    assert "revoked" in check_problem(reply, 401)["detail"]
    assert guarded.send("GET", "/v1/documents", guarded.asks).status_code == 200


def test_a_broken_file_of_keys_lets_nobody_in(guarded: Guarded) -> None:
    whole = guarded.keys.read_bytes()
    guarded.keys.write_text("{")
    try:
        check_problem(guarded.send("GET", "/v1/documents", guarded.asks), 503)
        assert guarded.send("GET", "/healthz", None).status_code == 200
    finally:
        guarded.keys.write_bytes(whole)
    assert guarded.send("GET", "/v1/documents", guarded.asks).status_code == 200
    assert any("keys.json" in str(record.get("refused")) for record in guarded.server.log_records())


def test_no_key_is_in_the_log_but_by_its_id(guarded: Guarded) -> None:
    wrong = f"{guarded.asks[:-4]}AAAA"
    guarded.send("POST", "/v1/answers", guarded.asks, QUESTION)
    guarded.send("POST", "/v1/answers", wrong, QUESTION)
    log = guarded.server.log.read_text()
    lines = [record for record in guarded.server.log_records() if record.get("path") == "/v1/answers"]
    for token in (guarded.asks, guarded.writes, wrong):
        assert token not in log
        assert token.split("_", 2)[2] not in log
    assert any(line.get("key") == guarded.asks.split("_")[1] for line in lines)
    assert any(line["status"] == 401 and line["client"] == "127.0.0.1" for line in lines)


def test_refusals_are_counted_by_reason(guarded: Guarded) -> None:
    def value(series: str) -> float:
        lines = guarded.send("GET", "/metrics", guarded.asks).text.splitlines()
        return next(float(line.split()[-1]) for line in lines if line.startswith(f"{series} "))

    reasons = [f'cited_denied_total{{reason="{reason}"}}' for reason in ("missing", "unknown", "scope")]
    before = [value(reason) for reason in reasons]
    guarded.send("GET", "/v1/documents", None)
    guarded.send("GET", "/v1/documents", "nobody")
    guarded.send("DELETE", "/v1/documents/no-such", guarded.asks)
    assert [value(reason) for reason in reasons] == [count + 1 for count in before]
    assert value('cited_keys{scope="write"}') == 1


def test_the_chat_clients_read_their_own_shape(guarded: Guarded) -> None:
    reply = guarded.send("POST", "/v1/chat/completions", None, {"model": "cited", "messages": []})
    assert reply.status_code == 401
    assert json.loads(reply.content)["error"]["code"] == "invalid_api_key"


def test_mcp_takes_the_same_keys(guarded: Guarded) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    headers = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {guarded.asks}"}
    assert guarded.server.client.post("/mcp", json=body, headers=headers).json()["result"]["serverInfo"]
    refused = guarded.server.client.post("/mcp", json=body, headers=headers | {"Authorization": "Bearer x"})
    assert refused.status_code == 401  # in the shape that its clients read
    assert "invalid_token" in refused.headers["www-authenticate"]


def test_a_service_without_keys_closes_with_the_first_one(index: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    with serving(index, tmp_path / "log", wait=False, keys=keys) as server:
        assert server.client.get("/v1/documents").status_code in {200, 503}  # open; loaded or not yet
        _, token = create_key(keys, "first", "ask")
        assert server.client.get("/v1/documents").status_code == 401
        keys.unlink()
        assert server.client.get("/v1/documents").status_code == 401
        assert server.client.get("/v1/documents", headers={"Authorization": f"Bearer {token}"}).status_code == 401
