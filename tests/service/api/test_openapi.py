"""The API's description: complete, true of its examples, and kept by the running service."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.api.examples import ANSWERED, CONFLICTING, NOT_FOUND
from tests.service.server import Server, environment, serving

PROBLEM = "application/problem+json"
CONFIGURATION = """
[checks]
# A word in any script, a role among messages, a document that exists: more than a schema can say.
positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404", "409", "422"]
"""


@pytest.fixture(scope="module")
def description(server: Server) -> dict[str, Any]:
    described: dict[str, Any] = server.client.get("/openapi.json").json()
    return described


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def has_example(description: dict[str, Any], media: dict[str, Any]) -> bool:
    """Whether a body has an example: its own, its schema's, or one for each field that has to be sent."""
    schema = media.get("schema", {})
    schema = description["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
    fields = schema.get("properties", {})
    shown = bool(fields) and all("examples" in fields[name] for name in schema.get("required", fields))
    return shown or any("example" in place or "examples" in place for place in (media, schema))


def test_every_request_and_reply_has_an_example(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        assert operation["summary"], name
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for body in [*bodies, *operation["responses"].values()]:
            for kind, media in body.get("content", {}).items():
                assert has_example(description, media), (name, kind, media)


def test_every_error_is_described_with_its_media_type(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        if not name.partition(" ")[2].startswith("/v1"):
            continue
        errors = {status: reply for status, reply in operation["responses"].items() if status >= "400"}
        assert set(errors) >= {"401", "403", "408", "421", "429", "500", "503", "504"}, name
        assert ("requestBody" in operation) <= ({"400", "413", "415"} <= set(errors)), name
        openai = re.search("/v1/(chat|models)", name)
        for reply in errors.values():
            assert set(reply["content"]) == ({"application/json"} if openai else {PROBLEM}), (name, reply)
        assert "Retry-After" in errors["503"]["headers"]
        assert "Retry-After" in errors["429"]["headers"]


@pytest.mark.parametrize("answer", [ANSWERED, CONFLICTING, NOT_FOUND], ids=lambda answer: answer.status)
def test_the_examples_quote_what_the_documents_say(server: Server, answer: Any) -> None:  # noqa: ANN401  # a parameter
    for place in answer.citations:
        text = server.client.get(f"/v1/documents/{place.document_id}").json()["text"]
        assert text[place.start : place.end] == place.quote
    for place in answer.passages:
        text = server.client.get(f"/v1/documents/{place.document_id}").json()["text"]
        assert text[place.start : place.end] == place.text


def test_the_service_keeps_its_description(index: Path, tmp_path: Path) -> None:
    """Schemathesis asks for what the description allows and forbids; no reply may be a 5xx or other than described."""
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(CONFIGURATION)
    with serving(index, tmp_path / "log", reader="similarity") as server:
        run = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run",
             f"{server.url}/openapi.json", "--max-examples", "10", "--seed", "1", "--continue-on-failure",
             "--warnings", "off", "--no-color", "--request-timeout", "60", "--suppress-health-check", "all"],
            cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=280, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
        requests = [record for record in server.log_records() if record["message"] == "request"]
    statuses = {record["status"] for record in requests if record["path"] != "/readyz"}  # 503 until it was ready
    generated = re.search(r"(\d+) generated", run.stdout)
    assert generated is not None
    assert int(generated[1]) > 500
    assert statuses >= {200, 201, 204, 400, 404, 405, 415, 422}
    assert max(statuses) < 500
