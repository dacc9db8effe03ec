from __future__ import annotations

import re
import time
from pathlib import Path

import httpx
import pytest
from limits import RateLimitItemPerSecond
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from service.api.metrics import Metrics
from service.api.rates import RateLimit, _caller
from service.keys import create_key
from tests.service.api.test_problems import check_problem
from tests.service.server import Server, serving


def get(server: Server, token: str | None = None, **headers: str) -> httpx.Response:
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return server.client.get("/v1/no-such", headers=headers)


def test_a_burst_over_the_limit_is_429_with_what_to_do(built_index: Path, tmp_path: Path) -> None:
    with serving(built_index, tmp_path / "log", wait=False, address_requests_per_minute=5) as server:
        replies = [get(server) for _ in range(8)]
        assert [reply.status_code for reply in replies] == [404] * 5 + [429] * 3
        assert [reply.headers["ratelimit"].partition(";t=")[0] for reply in replies] == [
            f'"address";r={left}' for left in (4, 3, 2, 1, 0, 0, 0, 0)
        ]
        for reply in replies:
            assert reply.headers["ratelimit-policy"] == '"address";q=5;w=60'
        refused = replies[-1]
        problem = check_problem(refused, 429)
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert f"{refused.headers['retry-after']} s" in problem["detail"]
        assert refused.headers["ratelimit"].endswith(f";t={refused.headers['retry-after']}")
        # What a browser and a load balancer need is not counted.
        assert {
            server.client.get(path).status_code for path in ("/", "/healthz", "/page/app.js") for _ in range(5)
        } == {200}


def test_after_the_time_that_is_said_the_next_request_passes() -> None:
    limit = RateLimit(PlainTextResponse("passed"), by="address", most=1, metrics=Metrics())
    limit.item = RateLimitItemPerSecond(2, multiples=2)  # a minute is long for a test
    client = TestClient(limit)
    assert [client.get("/v1/documents").status_code for _ in range(3)] == [200, 200, 429]
    time.sleep(int(client.get("/v1/documents").headers["retry-after"]))
    assert client.get("/v1/documents").status_code == 200


def test_each_key_has_a_limit_of_its_own(built_index: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    tokens = [create_key(keys, name, "ask")[1] for name in ("one", "other")]
    with serving(built_index, tmp_path / "log", wait=False, keys=keys, key_requests_per_minute=3) as server:
        for token in tokens:
            assert [get(server, token).status_code for _ in range(5)] == [404] * 3 + [429] * 2
        assert "this key" in get(server, tokens[0]).json()["detail"]
        # A wrong key is nobody's: it takes nothing from anyone, and is told only that it is wrong.
        assert [get(server, "wrong").status_code for _ in range(5)] == [401] * 5
        assert "ratelimit" not in get(server, "wrong").headers


def test_wrong_keys_count_for_the_address_that_tries_them(built_index: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    _, token = create_key(keys, "one", "ask")
    settings = {"keys": keys, "address_requests_per_minute": 4, "key_requests_per_minute": 100}
    with serving(built_index, tmp_path / "log", wait=False, **settings) as server:
        first = get(server, token)
        assert first.headers.get_list("ratelimit-policy", split_commas=True) == [
            '"key";q=100;w=60',
            '"address";q=4;w=60',
        ]
        assert [get(server, f"guess {n}").status_code for n in range(5)] == [401] * 3 + [429] * 2
        deadline = time.monotonic() + 10  # the last reply may be here before it is logged
        metrics: set[str] = set()
        while len(metrics) < 2 and time.monotonic() < deadline:
            metrics = {line for line in server.log.read_text().splitlines() if '"status": 429' in line}
        assert len(metrics) == 2


def test_behind_a_proxy_that_is_trusted_the_address_is_the_callers(built_index: Path, tmp_path: Path) -> None:
    for proxies, statuses in (("127.0.0.1", [404, 404, 404]), ("", [404, 429, 429])):
        settings = {"trusted_proxies": proxies, "address_requests_per_minute": 1}
        with serving(built_index, tmp_path / f"log{proxies}", wait=False, **settings) as server:
            replies = [get(server, **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(3)]
            assert [reply.status_code for reply in replies] == statuses
            assert get(server, **{"X-Forwarded-For": "203.0.113.0"}).status_code == 429


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("testclient", "testclient", True),
    ],
)
def test_a_network_of_ipv6_addresses_is_one_caller(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    found = [_caller({"client": (address, 1)}, "address") for address in (one, other)]
    assert (found[0] == found[1]) is same


def test_without_limits_nothing_is_counted(server: Server) -> None:
    replies = [server.client.get("/v1/documents") for _ in range(50)]
    assert {reply.status_code for reply in replies} == {200}
    assert not any(re.match("ratelimit", name, re.IGNORECASE) for reply in replies for name in reply.headers)
