from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from indexer.cli import app
from indexer.embedding import Embedder
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot

runner = CliRunner()


@pytest.fixture(autouse=True)
def loaded_once(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands take the session's embedder instead of loading the same model again."""
    load = Embedder.load
    known = embedder.name
    monkeypatch.setattr(Embedder, "load", lambda name, threads: embedder if name == known else load(name, threads))


def run(settings: IndexSettings, *options: str) -> tuple[int, str, str]:
    result = runner.invoke(app, ["--corpus", str(settings.corpus), "--index", str(settings.index), *options])
    return result.exit_code, result.stdout, result.stderr


def test_it_builds_and_says_what_it_did(copied: IndexSettings, embedder: Embedder) -> None:
    (copied.corpus / "lamp.txt").write_text("A keeper lights the lamp.", encoding="utf-8")
    code, out, err = run(copied)
    assert code == 0
    assert out.startswith("Indexed 4 documents")
    assert Snapshot.open(copied.index, embedder).id in out
    assert "lamp" in Snapshot.open(copied.index, embedder).documents
    assert "Not indexed" not in err
    assert run(copied)[1].startswith("Nothing to do: 4 documents")


def test_refused_files_are_named_and_the_status_says_so(copied: IndexSettings) -> None:
    (copied.corpus / "empty.txt").write_bytes(b"")
    code, out, err = run(copied)
    assert code == 1
    assert "3 documents" in out
    assert "Not indexed: empty.txt: the file is empty" in err


def test_strict_changes_nothing(copied: IndexSettings, embedder: Embedder) -> None:
    before = Snapshot.open(copied.index, embedder).id
    (copied.corpus / "empty.txt").write_bytes(b"")
    (copied.corpus / "lamp.txt").write_text("A keeper lights the lamp.", encoding="utf-8")
    code, _, err = run(copied, "--strict")
    assert code == 2
    assert "empty.txt" in err
    assert Snapshot.open(copied.index, embedder).id == before


def test_if_stale_builds_only_then(copied: IndexSettings) -> None:
    assert "up to date" in run(copied, "--if-stale")[1]
    (copied.corpus / "lamp.txt").write_text("A keeper lights the lamp.", encoding="utf-8")
    assert "Indexed 4 documents" in run(copied, "--if-stale")[1]


def test_check_says_what_is_wrong(copied: IndexSettings, embedder: Embedder) -> None:
    assert run(copied, "--check")[:2] == (0, f"The index {copied.index} is sound.\n")
    (Snapshot.open(copied.index, embedder).path / "layout.npy").write_text("x", encoding="utf-8")
    code, _, err = run(copied, "--check")
    assert code == 2
    assert "layout.npy is damaged" in err


def test_bad_input_is_explained(copied: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = copied.model_copy(update={"corpus": Path("no such folder")})
    assert run(missing)[0] == 2
    assert "no such folder" in run(missing)[2]
    monkeypatch.setenv("CITED_EMBEDDER", "no/such-model")
    code, _, err = run(copied)
    assert (code, "no/such-model" in err) == (2, True)
    monkeypatch.setenv("CITED_CHUNK_TOKENS", "3")
    code, _, err = run(copied)
    assert (code, "CITED_CHUNK_TOKENS" in err) == (2, True)


def test_the_help_teaches_and_is_quick() -> None:
    """In a process of its own: the numeric libraries must not be loaded for it."""
    command = [sys.executable, "-X", "importtime", "-m", "indexer", "--help"]
    environment = {**os.environ, "COLUMNS": "120"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)
    for words in ("--strict", "--check", "--if-stale", "CITED_CORPUS", "Exit status", "Examples"):
        assert words in done.stdout
    assert "torch" not in done.stderr
