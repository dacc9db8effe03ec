from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer import directory
from indexer.checking import check
from indexer.manifest import FILE_NAME, file_sha256
from indexer.settings import IndexSettings


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def snapshot_of(index: Path) -> Path:
    pointer = directory.current(index)
    assert pointer is not None
    return index / pointer[0]


def test_a_sound_index_has_no_faults(copied: IndexSettings) -> None:
    assert check(copied.index) == []


@pytest.mark.parametrize("harm", [flip, truncate, Path.unlink])
def test_harm_to_any_file_is_found_and_named(copied: IndexSettings, harm: Callable[[Path], None]) -> None:
    folder = snapshot_of(copied.index)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            harm(path)
            [fault] = check(copied.index)
            assert path.relative_to(folder).as_posix() in fault
            path.write_bytes(content)
    assert check(copied.index) == []


def test_another_format_version_is_found(copied: IndexSettings) -> None:
    path = snapshot_of(copied.index) / FILE_NAME
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "format_version": 7}), encoding="utf-8")
    [fault] = check(copied.index)
    assert "format version is 7" in fault


@pytest.mark.parametrize(
    ("pointer", "reason"),
    [("0123456789abcdef 00", "is missing"), ("", "damaged"), ("../../etc 0", "damaged")],
)
def test_a_pointer_to_nothing_is_found(copied: IndexSettings, pointer: str, reason: str) -> None:
    (copied.index / "CURRENT").write_text(pointer, encoding="utf-8")
    [fault] = check(copied.index)
    assert reason in fault


def test_no_index_is_a_fault(tmp_path: Path) -> None:
    [fault] = check(tmp_path)
    assert "no index" in fault


def resealed(folder: Path) -> None:
    """Make all checksums fit again, so that only the comparison of the parts can find what is wrong."""
    path = folder / FILE_NAME
    fields = json.loads(path.read_text(encoding="utf-8"))
    fields["files"] = {
        name: {"size": (folder / name).stat().st_size, "sha256": file_sha256(folder / name)} for name in fields["files"]
    }
    path.write_text(json.dumps(fields), encoding="utf-8")
    directory.point_to(folder.parent, folder.name)


def test_parts_that_do_not_fit_each_other_are_found(copied: IndexSettings) -> None:
    folder = snapshot_of(copied.index)
    path = folder / "s1" / "sentence_vectors.npy"
    vectors = np.load(path)
    np.save(path, vectors * 2)
    resealed(folder)
    assert check(copied.index) == ["a sentence vector is not of unit length"]

    np.save(path, vectors[:-1])
    resealed(folder)
    [fault] = check(copied.index)
    assert fault == f"s1 has {len(vectors)} sentences and sentence vectors of shape {vectors[:-1].shape}"

    np.save(path, vectors)
    path = folder / "s1" / "sentences.npy"
    table = np.load(path)
    table[0, 1] = 10**6
    np.save(path, table)
    resealed(folder)
    assert any("outside its document" in fault for fault in check(copied.index))


def test_a_changed_text_is_found_even_where_checksums_fit(copied: IndexSettings) -> None:
    folder = snapshot_of(copied.index)
    with sqlite3.connect(folder / "s1" / "catalogue.sqlite") as connection:
        connection.execute("UPDATE documents SET text = replace(text, 'two high tides', 'one high tides')")
    resealed(folder)
    assert check(copied.index) == ["the document tides does not match its digest"]


def test_a_file_that_does_not_parse_is_found(copied: IndexSettings) -> None:
    folder = snapshot_of(copied.index)
    (folder / "layout.npy").write_bytes(b"no array")
    resealed(folder)
    [fault] = check(copied.index)
    assert "does not load" in fault
