from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from service.api.origins import is_loopback
from service.keys import create_key
from tests.service.api.test_problems import check_problem
from tests.service.server import Server, serving

PAGE = "https://notes.example.org"


@pytest.fixture(scope="module")
def shared(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that a page of another origin may use."""
    with serving(
        built_index,
        tmp_path_factory.mktemp("shared") / "log",
        wait=False,
        cors_origins=f"{PAGE}, https://other.example.org",
        hosts="cited.example.org",
    ) as running:
        yield running


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST:80", "[::1]:8000", "cited.localhost", "127.8.8.8"]
)
def test_the_names_of_this_machine_are_its_own(server: Server, host: str) -> None:
    assert server.client.get("/v1/documents", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "[::1",
        "@",
        "203.0.113.9",
    ],
)
def test_a_name_that_was_made_to_lead_here_is_refused(server: Server, host: str) -> None:
    for method, path in (("GET", "/v1/documents"), ("PUT", "/v1/documents/new"), ("GET", "/")):
        reply = server.client.request(method, path, json={"text": "Some text."}, headers={"Host": host})
        assert "CITED_HOSTS" in check_problem(reply, 421)["detail"]
    reply = server.client.post("/mcp", json={}, headers={"Host": host})
    assert reply.status_code == 421
    assert "CITED_HOSTS" in reply.json()["error"]["message"]
    assert server.client.get("/v1/documents/new").status_code == 404


def test_a_load_balancer_without_a_host_is_served(server: Server) -> None:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
    connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"  # type: ignore[attr-defined]
    connection.putrequest("GET", "/healthz", skip_host=True)
    connection.endheaders()
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    ],
)
def test_a_page_of_another_site_changes_and_asks_nothing(server: Server, headers: dict[str, str]) -> None:
    sent = headers | {"Content-Type": "text/plain"}  # what a form may send without leave
    for method, path in (("POST", "/v1/answers"), ("PUT", "/v1/documents/new"), ("DELETE", "/v1/documents/new")):
        reply = server.client.request(method, path, content=b"{}", headers=sent)
        assert "CITED_CORS_ORIGINS" in check_problem(reply, 403)["detail"]


def test_its_own_page_and_whatever_is_no_browser_may(server: Server) -> None:
    own = server.url
    for headers in (
        {"Origin": own},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://proxy.example"},
        {"Sec-Fetch-Site": "none"},
        {},
    ):
        reply = server.client.post("/v1/search", json={"query": "battery", "rerank": False}, headers=headers)
        assert reply.status_code == 200, headers


def test_no_other_origin_has_leave_unless_it_is_named(server: Server) -> None:
    preflight = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for reply in (
        server.client.options("/v1/answers", headers=preflight),
        server.client.get("/v1/documents", headers={"Origin": PAGE}),
    ):
        assert not [name for name in reply.headers if name.startswith("access-control")]
    assert server.client.options("/v1/answers", headers=preflight).status_code == 405


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_named_origin_has_leave(shared: Server, method: str) -> None:
    preflight = {
        "Origin": PAGE,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type, mcp-session-id",
    }
    reply = shared.client.options("/v1/answers", headers=preflight)
    assert reply.status_code == 200
    assert reply.headers["access-control-allow-origin"] == PAGE
    assert method in reply.headers["access-control-allow-methods"]
    assert "x-frame-options" in reply.headers
    sent = shared.client.request(method, "/v1/no-such", headers={"Origin": PAGE, "Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 404
    assert sent.headers["access-control-allow-origin"] == PAGE
    assert "Retry-After" in sent.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in sent.headers


def test_an_origin_that_is_not_named_has_none(shared: Server) -> None:
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    reply = shared.client.options("/v1/documents", headers=preflight)
    assert reply.status_code == 400
    assert "access-control-allow-origin" not in reply.headers
    check_problem(shared.client.post("/v1/search", headers={"Origin": "https://evil.example"}, content=b"{}"), 403)


def test_a_service_has_the_names_that_it_is_given(shared: Server) -> None:
    for host, status in (("cited.example.org", 404), ("localhost", 404), ("evil.example", 421)):
        reply = shared.client.get("/v1/no-such", headers={"Host": host})
        assert reply.status_code == status, host
        assert json.loads(reply.content)["status"] == status


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("192.0.2.1", False),
        ("example.org", False),
    ],
)
def test_what_is_this_machine(host: str, loopback: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is loopback


def test_leave_is_given_before_a_key_is_asked_for(built_index: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    create_key(keys, "page", "ask")
    with serving(built_index, tmp_path / "log", wait=False, cors_origins=PAGE, keys=keys) as server:
        preflight = {
            "Origin": PAGE,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        }
        assert server.client.options("/v1/documents", headers=preflight).status_code == 200
        refused = server.client.get("/v1/documents", headers={"Origin": PAGE})
        check_problem(refused, 401)
        assert refused.headers["access-control-allow-origin"] == PAGE  # so that the page can tell what is wrong
