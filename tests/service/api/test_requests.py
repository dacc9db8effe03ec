from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from service.api.metrics import Metrics
from service.api.requests import RequestContext


async def fail(_: Request) -> Response:
    raise RuntimeError("a secret of the inside")


def test_code_that_fails_is_a_500_problem_without_its_inside() -> None:
    context = Middleware(RequestContext, metrics=Metrics())
    app = Starlette(routes=[Route("/fail", fail)], middleware=[context])
    reply = TestClient(app, raise_server_exceptions=False).get("/fail", headers={"X-Request-ID": "r-1"})
    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["x-request-id"] == "r-1"
    assert reply.json()["request_id"] == "r-1"
    assert "r-1" in reply.json()["detail"]
    assert "secret" not in reply.text
