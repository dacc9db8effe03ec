from __future__ import annotations

import builtins
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.milvus.connection import Connection
from indexer.stores import StoreError
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


def test_a_server_that_is_lost_and_back_is_used_again(tmp_path: Path) -> None:
    server = MilvusServer(tmp_path / "data")
    server.start()
    try:
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
    finally:
        server.kill()


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
