from __future__ import annotations

import signal
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from indexer.build import put_document
from indexer.checking import check
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.keys import create_key
from service.settings import load_settings
from tests.service.server import run_cited, serving


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(index: Path, tmp_path: Path, sign: signal.Signals) -> None:
    with serving(index, tmp_path / "log") as server:
        assert server.client.post("/v1/answers", json={"question": "Who?"}).status_code == 200
        code = server.stop(sign)
        assert server.process.stdout is not None
        said = server.process.stdout.read()
    assert code == (0 if sign == signal.SIGINT else -signal.SIGTERM)
    assert f"Ready: {server.url}" in said
    assert "curl" in said
    assert "Traceback" not in server.log.read_text()


def test_a_reply_leaves_as_soon_as_it_is_made(index: Path, tmp_path: Path) -> None:
    """Nothing waits for the 40 ms after which a kernel acknowledges what it was sent; the least of ten is no load."""
    waited = []
    with serving(index, tmp_path / "log") as server:
        for _ in range(10):
            began = time.perf_counter()
            reply = server.client.post("/v1/answers", json={"question": "Who?"}).json()
            waited.append(1000 * (time.perf_counter() - began) - reply["timings_ms"]["total"])
    assert min(waited) < 30


def test_an_index_that_is_missing_is_said_and_is_exit_code_2(tmp_path: Path) -> None:
    result = run_cited("serve", "--port", "0", index=tmp_path / "none")
    assert result.returncode == 2
    assert "cited index" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_port_that_is_taken_is_said_and_is_exit_code_2(index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run_cited("serve", "--port", str(taken.getsockname()[1]), index=index)
    assert result.returncode == 2
    assert "--port" in result.stderr


ANYWHERE = "0.0.0.0"  # noqa: S104  # the point of the tests that use it


@pytest.mark.parametrize("host", [ANYWHERE, "::", "192.0.2.1"])
def test_a_public_address_without_a_key_is_refused_and_is_exit_code_2(index: Path, tmp_path: Path, host: str) -> None:
    result = run_cited("serve", "--host", host, "--port", "0", index=index, keys=tmp_path / "none.json")
    assert result.returncode == 2
    for said in (host, "cited keys create", "--public"):
        assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("meant", [{"public": "true"}, {}])
def test_a_public_address_is_served_with_a_key_or_where_it_is_meant(
    index: Path, tmp_path: Path, meant: dict[str, str]
) -> None:
    keys = tmp_path / "keys.json"
    if not meant:
        create_key(keys, "one", "ask")
    with serving(index, tmp_path / "log", wait=False, host=ANYWHERE, keys=keys, **meant) as server:
        assert server.client.get("/healthz").status_code == 200
        # It goes by any name: a name of its own is what it is asked by.
        named = server.client.get("/v1/no-such", headers={"Host": "cited.example.org"})
        assert named.status_code == (404 if meant else 401)


def test_a_broken_file_of_keys_is_said_and_is_exit_code_2(index: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text("{")
    result = run_cited("serve", "--port", "0", index=index, keys=keys)
    assert result.returncode == 2
    assert str(keys) in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("delay", [0.0, 0.15, 0.4])
def test_killed_while_a_document_is_written_the_index_is_whole(index: Path, tmp_path: Path, delay: float) -> None:
    """kill -9 somewhere in a PUT: the index is as it was before, or as it was to become."""
    text = "\n\n".join(f"Paragraph {n}: the zorblat of lot {n} weighs {n} kilograms." for n in range(300))
    with serving(index, tmp_path / "log") as server:
        before = server.client.get("/v1/documents").json()

        def put() -> None:
            with httpx.Client(base_url=server.url, timeout=60) as client, pytest.raises(httpx.TransportError):
                client.put("/v1/documents/zorblat", json={"text": text}).raise_for_status()

        writer = threading.Thread(target=put)
        writer.start()
        time.sleep(delay)
        server.process.kill()
        server.process.wait(30)
        writer.join(60)
    assert check(index) == []
    embedder = Embedder.load("all-MiniLM-L6-v2")
    after = Snapshot.open(index, embedder)
    ids = [document["id"] for document in before["documents"]]
    assert after.id == before["index"] or list(after.documents) == [*ids, "zorblat"]
    # What the killed writer left behind, its lock among it, is in nobody's way.
    put_document(index, embedder, Document("zorblat", "Whole again.", ""), load_settings(index=index))
    assert Snapshot.open(index, embedder).documents["zorblat"].text == "Whole again."
