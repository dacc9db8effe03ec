from __future__ import annotations

import builtins
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymilvus import MilvusClient, MilvusException

from indexer.embedding import Embedder
from indexer.milvus import connection as module
from indexer.milvus.connection import Connection
from indexer.milvus.publishing import publish
from indexer.milvus.snapshot import MilvusSnapshot
from indexer.snapshot import Snapshot
from indexer.stores import StoreError
from tests.indexer.milvus.conftest import Published
from tests.indexer.milvus.servers import MilvusServer


def test_an_alias_that_there_is_not_leads_nowhere(milvus: MilvusServer) -> None:
    assert Connection(milvus.uri, "", 5).aim("nowhere") is None


def test_a_server_that_is_down_is_said_within_its_time() -> None:
    connection = Connection("http://someone:secret@127.0.0.1:9", "", 1)
    began = time.monotonic()
    with pytest.raises(StoreError, match=r"127.0.0.1:9 cannot be reached \(CITED_MILVUS_URI\)") as caught:
        connection.aim("any")
    assert time.monotonic() - began < 20
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["", "ftp://"])
def test_an_address_that_is_none_is_said_without_its_password(scheme: str) -> None:
    with pytest.raises(StoreError, match=rf"{scheme}127.0.0.1:9 refused: .*{scheme}127.0.0.1:9 is illegal") as caught:
        Connection(f"{scheme}someone:secret@127.0.0.1:9", "", 1).aim("any")
    assert "secret" not in str(caught.value)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MilvusServer]:
    """A server of the test's own, which it may stop."""
    server = MilvusServer(tmp_path / "data")
    server.start()
    yield server
    server.kill()


def test_a_server_that_is_lost_and_back_is_used_again(server: MilvusServer) -> None:
    connection = Connection(server.uri, "", 2)
    assert connection.aim("any") is None
    server.kill()
    with pytest.raises(StoreError, match=r"cannot be reached|did not answer"):
        connection.aim("any")
    server.start()
    deadline = time.monotonic() + 60
    while True:
        try:
            assert connection.aim("any") is None
            break
        except StoreError:
            assert time.monotonic() < deadline
    server.freeze()
    with pytest.raises(StoreError, match="did not answer within 2 s"):
        connection.aim("any")
    server.thaw()
    assert connection.aim("any") is None


def test_what_may_take_long_tells_how_long_it_might(
    published: Published, embedder: Embedder, server: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = Snapshot.open(published.settings.index, embedder)
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 1.5)
    connection = Connection(server.uri, "", 0.5)
    assert connection.aim("any") is None
    server.freeze()
    with pytest.raises(StoreError, match=r"did not answer within 0\.5 s \(CITED_MILVUS_SECONDS\)\.$"):
        connection.aim("any")
    for work in (
        lambda: publish(snapshot, connection, "new"),
        lambda: MilvusSnapshot(connection, "any"),
    ):
        began = time.monotonic()
        with pytest.raises(StoreError, match=r"did not answer within 1\.5 s\.$"):
            work()
        assert time.monotonic() - began >= 1.5


@pytest.mark.parametrize(
    "said",
    ["wait for loading collection timeout, collection: a", "collection a create index b timeout in 9s"],
)
def test_what_the_client_waits_for_in_vain_is_too_slow_as_well(milvus: MilvusServer, said: str) -> None:
    def wait(_: MilvusClient, seconds: float) -> None:
        assert seconds == 600
        raise MilvusException(message=said)

    with pytest.raises(StoreError, match=r"did not answer within 600 s\.$"):
        Connection(milvus.uri, "", 5).call(wait, patient=True)


def test_a_file_is_one_processs_and_the_next_is_told(tmp_path: Path) -> None:
    file = tmp_path / "index.db"
    mine = Connection(str(file), "", 10)
    assert mine.aim("any") is None
    code = (
        "from indexer.milvus.connection import Connection\n"
        f"Connection({str(file)!r}, '', 5).aim('any')"
    )  # fmt: skip
    root = Path(__file__).parents[3]
    other = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert other.returncode == 1
    assert "another process has it open" in other.stderr.replace("\n", " ")
    mine.close()
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="its folder does not exist"):
        Connection(str(tmp_path / "none" / "index.db"), "", 5).aim("any")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "pymilvus":
            message = "No module named 'pymilvus'"
            raise ImportError(message)
        return plain(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(StoreError, match=r"pip install 'cited\[milvus\]'"):
        Connection("milvus.db", "", 5)
