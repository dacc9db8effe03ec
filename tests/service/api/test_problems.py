"""Bad input: a 4xx problem that says what to do, never a 5xx, and nothing changed."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.service.server import Server

JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def nothing_changes(server: Server) -> Iterator[None]:
    before = server.client.get("/v1/documents").json()
    yield
    assert server.client.get("/v1/documents").json() == before
    assert server.process.poll() is None


def check_problem(reply: httpx.Response, status: int) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = json.loads(reply.content)
    assert problem["status"] == status
    assert problem["title"]
    assert len(problem["detail"]) > 15
    assert problem["request_id"] == reply.headers["x-request-id"]
    return problem


BAD_QUESTIONS = {
    "empty": '""',
    "blank": '" \\t\\n "',
    "no word": '"?!…"',
    "zero width": '"\\u200b\\u200b"',
    "10,000 characters": json.dumps("word " * 2000),
    "number": "7",
    "null": "null",
    "true": "true",
    "list": '["Who?"]',
    "object": '{"a": 1}',
    "NUL": '"Who\\u0000?"',
    "lone high surrogate": '"Who \\ud800?"',
    "lone low surrogate": '"Who \\udfff?"',
    "escape": '"Who \\u001b[31m?"',
    "C1 control": '"Who \\u0085?"',
    "delete": '"Who \\u007f?"',
}


@pytest.mark.parametrize("value", BAD_QUESTIONS.values(), ids=BAD_QUESTIONS.keys())
@pytest.mark.parametrize(("path", "field"), [("/v1/answers", "question"), ("/v1/search", "query")])
def test_bad_questions(server: Server, path: str, field: str, value: str) -> None:
    problem = check_problem(server.client.post(path, content=f'{{"{field}": {value}}}', headers=JSON), 422)
    assert "question" in problem["detail"].lower() or field in problem["detail"]


BAD_FIELDS = {
    "top_k of zero": {"top_k": 0},
    "negative top_k": {"top_k": -1},
    "top_k over the limit": {"top_k": 51},
    "huge top_k": {"top_k": 10**30},
    "top_k as text": {"top_k": "8"},
    "top_k as fraction": {"top_k": 1.5},
    "top_k as truth": {"top_k": True},
    "unknown field": {"topk": 3},
    "documents as text": {"documents": "003"},
    "no documents": {"documents": []},
    "documents of numbers": {"documents": [3]},
    "empty document id": {"documents": [""]},
    "document id of a lone surrogate": {"documents": ["\ud800"]},
}


@pytest.mark.parametrize("fields", BAD_FIELDS.values(), ids=BAD_FIELDS.keys())
def test_bad_fields(server: Server, fields: dict[str, Any]) -> None:
    body = json.dumps({"question": "Who?", **fields})
    problem = check_problem(server.client.post("/v1/answers", content=body, headers=JSON), 422)
    assert problem["errors"][0]["field"].startswith(next(iter(fields)))


@pytest.mark.parametrize(
    "documents", [["no-such"], ["../../etc/passwd"], ["003-alliance-unified-ecosystem", "no-such"]]
)
def test_unknown_documents_are_named(server: Server, documents: list[str]) -> None:
    for path, field in (("/v1/answers", "question"), ("/v1/search", "query")):
        reply = server.client.post(path, json={field: "Who?", "documents": documents})
        assert documents[-1] in check_problem(reply, 404)["detail"]


BAD_BODIES = {
    "nothing": (b"", 422),
    "no JSON": (b"question=Who", 400),
    "half an object": (b'{"question": "Who', 400),
    "invalid UTF-8": (b'{"question": "Who \xff\xfe?"}', 400),
    "too deep": (b"[" * 100_000 + b"]" * 100_000, 400),
    "too many digits": (b'{"question": "Who?", "top_k": ' + b"9" * 5000 + b"}", 400),
    "list": (b"[]", 422),
    "text": (b'"Who?"', 422),
    "null": (b"null", 422),
    "missing": (b"{}", 422),
    "NaN": (b'{"question": "Who?", "top_k": NaN}', 422),
    "key of a lone surrogate": (b'{"question": "Who?", "\\ud800": 1}', 422),
    "ten thousand unknown fields": (json.dumps({f"f{n}": n for n in range(10_000)}).encode(), 422),
}


@pytest.mark.parametrize(("body", "status"), BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_bad_bodies(server: Server, body: bytes, status: int) -> None:
    for method, path in (("POST", "/v1/answers"), ("POST", "/v1/search"), ("PUT", "/v1/documents/new")):
        reply = server.client.request(method, path, content=body, headers=JSON)
        check_problem(reply, status)
        assert len(reply.content) < 5000


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=latin-1", ""],
)
def test_other_content_types_are_refused(server: Server, content_type: str) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    for method, path in (("POST", "/v1/answers"), ("POST", "/v1/search"), ("PUT", "/v1/documents/new")):
        body = b'{"question": "Who?", "text": "Some text."}'
        problem = check_problem(server.client.request(method, path, content=body, headers=headers), 415)
        assert "application/json" in problem["detail"]


BAD_DOCUMENTS = {
    "no text": {"title": "A"},
    "empty text": {"text": ""},
    "blank text": {"text": " \n\t"},
    "no words": {"text": "… — !"},
    "NUL": {"text": "a\0b"},
    "lone surrogate": {"text": "a \ud800 b"},
    "surrogate in the title": {"text": "Some text.", "title": "\udc00"},
    "control character in the title": {"text": "Some text.", "title": "a\x07"},
    "number": {"text": 7},
    "date": {"text": "Some text.", "published": "last year"},
    "impossible date": {"text": "Some text.", "published": "2025-02-30"},
    "script as address": {"text": "Some text.", "url": "javascript:alert(1)"},
    "no address": {"text": "Some text.", "url": "http://"},
    "language": {"text": "Some text.", "language": "<b>"},
    "long title": {"text": "Some text.", "title": "t" * 501},
    "unknown field": {"text": "Some text.", "author": "A"},
}


@pytest.mark.parametrize("body", BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS.keys())
def test_bad_documents(server: Server, body: dict[str, Any]) -> None:
    check_problem(server.client.put("/v1/documents/new", content=json.dumps(body), headers=JSON), 422)
    assert server.client.get("/v1/documents/new").status_code == 404


BAD_IDS = [
    "..",
    "../etc/passwd",
    "..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5cwindows",
    ".hidden",
    "a/b",
    "a%00b",
    "%ff%fe",
    "%ed%a0%80",
    "-dash",
    "%20",
    "a" * 201,
    "%3Cscript%3E",
    "",
]


@pytest.mark.parametrize("document_id", BAD_IDS)
def test_bad_ids(server: Server, document_id: str) -> None:
    # http.client sends the path as it is; httpx would tidy it up first.
    address = urlsplit(server.url)
    for method, body in (("GET", None), ("DELETE", None), ("PUT", b'{"text": "Some text."}')):
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
        connection.request(method, f"/v1/documents/{document_id}", body, JSON)
        reply = connection.getresponse()
        problem = json.loads(reply.read())
        connection.close()
        assert reply.status == 422, (method, problem)
        assert reply.headers["content-type"] == "application/problem+json"
        assert "id" in problem["detail"]


def test_unknown_ids(server: Server) -> None:
    for method in ("GET", "DELETE"):
        problem = check_problem(server.client.request(method, "/v1/documents/no-such"), 404)
        assert "no-such" in problem["detail"]
        assert "/v1/documents" in problem["detail"]


def test_unknown_paths_and_methods(server: Server) -> None:
    assert "/docs" in check_problem(server.client.get("/v2/answers"), 404)["detail"]
    check_problem(server.client.get("/page/no-such.js"), 404)
    check_problem(server.client.get("/v1/documents/a%0ab"), 404)  # a line feed is in no path
    check_problem(server.client.get("/page/%2e%2e/settings.py"), 404)
    reply = server.client.get("/v1/answers")
    assert "POST" in check_problem(reply, 405)["detail"]
    assert reply.headers["allow"] == "POST"
    check_problem(server.client.post("/v1/documents/003", json={}), 405)
    check_problem(server.client.request("BREW", "/"), 405)


def test_a_question_is_not_repeated_in_its_problem(server: Server) -> None:
    reply = server.client.post("/v1/answers", json={"question": "secret " * 1000})
    assert "secret" not in check_problem(reply, 422)["detail"]
