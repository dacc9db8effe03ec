from __future__ import annotations

import threading
from pathlib import Path

import pytest

from indexer import directory
from indexer.directory import IndexBusyError


def write(index: Path, snapshot: str, content: str) -> None:
    with directory.writer_lock(index):
        folder = directory.new_folder(index)
        (folder / "manifest.json").write_text(content, encoding="utf-8")
        directory.publish(index, folder, snapshot)


def test_published_snapshots_become_current_in_turn(tmp_path: Path) -> None:
    assert directory.current(tmp_path) is None
    assert not directory.exists(tmp_path)
    for name in ("one", "two", "one"):
        write(tmp_path, name, f"content of {name}")
        pointer = directory.current(tmp_path)
        assert pointer is not None
        assert pointer[0] == name
        assert (tmp_path / name / "manifest.json").read_text(encoding="utf-8") == f"content of {name}"


def test_a_snapshot_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, "one", "damaged")
    write(tmp_path, "one", "whole")
    assert (tmp_path / "one" / "manifest.json").read_text(encoding="utf-8") == "whole"


@pytest.mark.parametrize("content", [b"", b"one", b"../x digest", b".new-1 digest", b"a b c", b"\xff\xfe x"])
def test_a_damaged_pointer_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        directory.current(tmp_path)


def test_cleaning_keeps_what_it_is_told_to_and_what_is_not_ours(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        write(tmp_path, name, name)
    (tmp_path / "notes").mkdir()
    (tmp_path / "file.txt").write_text("mine", encoding="utf-8")
    directory.clean(tmp_path, keep={"two", "three"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "CURRENT", "file.txt", "notes", "three", "two"]


def test_the_next_writer_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    tmp_path.joinpath(".new-1-1", "bm25").mkdir(parents=True)
    tmp_path.joinpath(".new-CURRENT").write_text("x", encoding="utf-8")
    tmp_path.joinpath(".old-one-1").mkdir()
    with directory.writer_lock(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_two_writers_exclude_each_other(tmp_path: Path) -> None:
    with (
        directory.writer_lock(tmp_path),
        pytest.raises(IndexBusyError, match="try again"),
        directory.writer_lock(tmp_path, wait_seconds=0.1),
    ):
        pass
    with directory.writer_lock(tmp_path, wait_seconds=0):
        pass


def test_a_writer_waits_for_its_turn(tmp_path: Path) -> None:
    holding, order = threading.Event(), []

    def hold() -> None:
        with directory.writer_lock(tmp_path):
            holding.set()
            release.wait(5)
            order.append("first")

    release = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(5)
    threading.Timer(0.2, release.set).start()
    with directory.writer_lock(tmp_path):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]
