from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer import storage
from indexer.manifest import CorpusFile, Manifest, StoredFile, file_sha256
from indexer.settings import IndexSettings
from tests.indexer.conftest import Built
from tests.indexer.test_checking import flip, snapshot_of, truncate


def test_linked_files_are_the_same_files(tmp_path: Path) -> None:
    (tmp_path / "one" / "inner").mkdir(parents=True)
    (tmp_path / "one" / "inner" / "file").write_text("content", encoding="utf-8")
    storage.link(tmp_path / "one", tmp_path / "two")
    paths = [tmp_path / name / "inner" / "file" for name in ("one", "two")]
    assert paths[0].stat().st_ino == paths[1].stat().st_ino


def test_files_are_copied_where_they_cannot_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "one").write_text("content", encoding="utf-8")
    storage.link(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "two").read_text(encoding="utf-8") == "content"
    assert (tmp_path / "one").stat().st_ino != (tmp_path / "two").stat().st_ino


def test_known_files_are_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    for name in ("part/known", "new"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    known = StoredFile(size=3, sha256="of before")
    found = storage.stored_files(tmp_path, {"part/known": known, "part/gone": known})
    assert found.keys() == {"part/known", "new"}
    assert found["part/known"] == known
    assert found["new"].size == 3


def test_opening_finds_what_is_missing_or_cut_and_reading_all_finds_every_change(copied: IndexSettings) -> None:
    folder = snapshot_of(copied.index)
    pointer = file_sha256(folder / "manifest.json")
    manifest = Manifest.load(folder / "manifest.json")
    for name in manifest.files:
        content = (folder / name).read_bytes()
        truncate(folder / name)
        assert storage.faults(folder, pointer) == [f"{folder.name}/{name} is damaged: its size differs"]
        (folder / name).write_bytes(content)
        flip(folder / name)
        assert storage.faults(folder, pointer) == []
        assert storage.damaged(folder, manifest) == [f"{folder.name}/{name} is damaged: its checksum differs"]
        inside = name.startswith("s1/")
        assert bool(storage.damaged(folder, manifest, ["s1"])) == inside
        (folder / name).write_bytes(content)
    assert storage.damaged(folder, manifest) == []


def test_the_corpus_s_files_come_back(built: Built, tmp_path: Path) -> None:
    files = {"b": CorpusFile(sha256="1", problem="no"), "a": CorpusFile(sha256="2", document_id="a")}
    (tmp_path / storage.CORPUS_FILES).write_bytes(storage.corpus_files_json(files))
    assert storage.read_corpus_files(tmp_path) == files
    assert storage.corpus_files_json(dict(reversed(files.items()))) == storage.corpus_files_json(files)
    assert set(storage.read_corpus_files(built.snapshot.path)) == {"bees.html", "bread.txt", "tides.md"}
