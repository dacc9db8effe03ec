"""The service on an index in Milvus, whose server comes late, is lost, comes back, is slow, or holds other vectors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.embedding import Embedder
from indexer.milvus.connection import Connection
from indexer.milvus.rows import RECORDS
from indexer.settings import IndexSettings
from indexer.stores import open_store
from tests.indexer.milvus.servers import MilvusServer
from tests.indexer.samples import write_corpus
from tests.service.server import Server, run_cited, serving

QUESTION = "How many high tides do most coasts see a day?"
SECONDS = 90


@pytest.fixture
def milvus(tmp_path: Path) -> Iterator[MilvusServer]:
    server = MilvusServer(tmp_path / "milvus")
    server.start()
    yield server
    server.kill()


def settings_of(milvus: MilvusServer, tmp_path: Path, **more: object) -> dict[str, Any]:
    corpus = tmp_path / "corpus"
    if not corpus.exists():
        write_corpus(corpus)
    return {"corpus": corpus, "store": "milvus", "milvus_uri": milvus.uri, "milvus_seconds": 3, **more}


def wait_for(what: Callable[[], Any]) -> None:
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def readiness(server: Server) -> tuple[int, str]:
    reply = server.client.get("/readyz")
    return reply.status_code, reply.json().get("detail", "")


def is_answered(server: Server) -> bool:
    reply = server.client.post("/v1/answers", json={"question": QUESTION})
    return reply.status_code == 200 and "two high tides" in reply.json()["answer"]


def test_a_server_that_is_late_lost_or_slow_is_said_and_waited_for(milvus: MilvusServer, tmp_path: Path) -> None:
    settings = settings_of(milvus, tmp_path)
    built = run_cited("index", index=tmp_path / "index", **settings)
    assert built.returncode == 0, built.stderr
    assert f"cited in Milvus at {milvus.uri}" in built.stdout
    milvus.kill()
    # The service's own index folder is empty: all that it reads is in Milvus.
    with serving(tmp_path / "none", tmp_path / "log", wait=False, **settings) as server:
        wait_for(lambda: "cannot be reached" in readiness(server)[1])
        assert readiness(server)[0] == 503
        reply = server.client.post("/v1/answers", json={"question": QUESTION})
        assert reply.status_code == 503
        assert reply.headers["content-type"] == "application/problem+json"
        assert milvus.uri in reply.json()["detail"]
        assert server.client.get("/healthz").status_code == 200

        milvus.start()
        wait_for(lambda: readiness(server)[0] == 200)
        assert is_answered(server)

        milvus.kill()
        wait_for(lambda: readiness(server)[0] == 503)
        lost = server.client.put("/v1/documents/lamp", json={"text": "The lamp was lit in 1874."})
        assert lost.status_code == 503
        milvus.start()
        wait_for(lambda: readiness(server)[0] == 200)
        assert is_answered(server)
        assert server.client.get("/v1/documents/lamp").status_code == 404

        milvus.freeze()
        began = time.monotonic()
        reply = server.client.post("/v1/answers", json={"question": "When do neap tides come?"})
        assert reply.status_code == 503
        assert "did not answer within 3 s" in reply.json()["detail"]
        assert time.monotonic() - began < 30
        milvus.thaw()
        wait_for(lambda: readiness(server)[0] == 200)
        assert is_answered(server)
        assert "Traceback" not in server.log.read_text()


def test_documents_come_and_go_over_http_and_other_services_follow(milvus: MilvusServer, tmp_path: Path) -> None:
    settings = settings_of(milvus, tmp_path)
    assert run_cited("index", index=tmp_path / "index", **settings).returncode == 0
    text = "The lamp of Zorbeck was lit in 1874 by Ada Quill.\r\n\r\n\U0001f9ea \"quoted\" and 'so'.\n"
    question = {"question": "Who lit the lamp of Zorbeck?"}
    with (
        serving(tmp_path / "one", tmp_path / "log1", **settings) as one,
        serving(tmp_path / "two", tmp_path / "log2", **settings) as two,
    ):
        written = one.client.put("/v1/documents/a lamp", json={"text": text})
        assert written.status_code == 201, written.text
        kept = one.client.get("/v1/documents/a lamp").json()["text"]
        for server in (one, two):
            wait_for(lambda server=server: server.client.get("/readyz").json()["documents"] == 4)  # type: ignore[misc]
            reply = server.client.post("/v1/answers", json=question).json()
            assert reply["index"] == written.json()["index"]
            assert reply["status"] == "answered", reply
            cited = reply["citations"][0]
            assert (cited["document_id"], kept[cited["start"] : cited["end"]]) == ("a lamp", cited["quote"])
            assert server.client.get("/v1/documents/a lamp").json()["text"] == kept
            assert len(server.client.get("/v1/documents").json()["documents"]) == 4
        assert two.client.delete("/v1/documents/a lamp").status_code == 204
        wait_for(lambda: one.client.get("/readyz").json()["documents"] == 3)
        assert one.client.post("/v1/answers", json=question).json()["status"] == "not_found"
        assert one.client.put("/v1/documents/x", json={"text": ""}).status_code == 422


def test_another_embedders_vectors_are_said_until_they_are_replaced(
    milvus: MilvusServer, tmp_path: Path, embedder: Embedder
) -> None:
    settings = settings_of(milvus, tmp_path, index=tmp_path / "index")
    store = open_store(IndexSettings.model_validate(settings))
    store.build(Embedder("other", "f" * 64, embedder._encoder))
    asked = run_cited("ask", QUESTION, **settings)
    assert asked.returncode == 2
    assert "holds vectors of the embedder other (ffffffffffff), not of all-MiniLM-L6-v2" in asked.stderr
    assert "Traceback" not in asked.stderr
    del settings["index"]
    with serving(tmp_path / "none", tmp_path / "log", wait=False, **settings) as server:
        wait_for(lambda: "holds vectors of the embedder other" in readiness(server)[1])
        assert readiness(server)[0] == 503
        store.build(embedder)
        wait_for(lambda: readiness(server)[0] == 200)
        assert is_answered(server)


def test_the_command_that_a_damaged_collection_calls_for_repairs_it_from_any_machine(
    milvus: MilvusServer, tmp_path: Path
) -> None:
    settings = settings_of(milvus, tmp_path)
    assert run_cited("index", index=tmp_path / "one", **settings).returncode == 0
    connection = Connection(milvus.uri, "", 5)
    collection = str(connection.aim("cited"))
    connection.call(lambda client, _: client.delete(collection, ids=["ids:0"], partition_name=RECORDS))
    asked = run_cited("index", "--check", index=tmp_path / "two", **settings)
    assert asked.returncode == 2
    assert "Run `cited index` to write it anew." in asked.stderr
    repaired = run_cited("index", index=tmp_path / "two", **settings)
    assert repaired.returncode == 0, repaired.stderr
    assert "documents that had come over the API, if any, must be sent again" in repaired.stderr
    assert run_cited("index", "--check", index=tmp_path / "two", **settings).returncode == 0
    answer = run_cited("ask", QUESTION, index=tmp_path / "none", **settings)
    assert "two high tides" in answer.stdout


@pytest.mark.parametrize("command", [["index"], ["index", "--check"], ["ask", QUESTION], ["search", "tides"]])
def test_the_commands_say_that_a_server_is_down_and_end_with_2(tmp_path: Path, command: list[str]) -> None:
    write_corpus(tmp_path / "corpus")
    down = {"store": "milvus", "milvus_uri": "http://127.0.0.1:9", "milvus_seconds": 0.5, "index": tmp_path / "index"}
    result = run_cited(*command, corpus=tmp_path / "corpus", **down)
    assert result.returncode == 2
    assert "http://127.0.0.1:9 cannot be reached" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"store": "milvus", "milvus_uri": "index"}, "CITED_MILVUS_URI"),
        ({"store": "milvus", "milvus_uri": "http://host:port", "processes": 2}, "nor the address of a server"),
        ({"store": "redis"}, "CITED_STORE"),
        ({"store": "milvus", "processes": 2}, "a file of Milvus Lite is open in one process only"),
    ],
)
def test_settings_that_do_not_fit_are_refused(tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    result = run_cited("serve", "--port", "0", index=tmp_path, **wrong)
    assert result.returncode == 2
    assert said in result.stderr
    assert ("one process only" in said) == ("one process only" in result.stderr)


@pytest.mark.parametrize("command", [["index"], ["index", "--check"], ["ask", QUESTION]])
@pytest.mark.parametrize("rest", ["127.0.0.1:99999", "[::1:19530", "127.0.0.1:9/index.db"])
def test_an_address_that_is_none_ends_a_command_with_2_and_shows_no_password(
    tmp_path: Path, command: list[str], rest: str
) -> None:
    wrong = {"store": "milvus", "milvus_uri": f"http://someone:secret@{rest}", "index": tmp_path}
    result = run_cited(*command, **wrong)
    assert result.returncode == 2
    assert "CITED_MILVUS_URI: " in result.stderr
    assert "nor the address of a server, as `http://host:19530`" in result.stderr
    assert "secret" not in result.stderr
    assert "Traceback" not in result.stderr
