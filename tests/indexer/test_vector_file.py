from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer import vector_file
from indexer.vector_file import VectorFile


@pytest.fixture(params=["mapped", "read"])
def stored(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, np.ndarray]:
    """A file of vectors that is small enough to be mapped, or is not."""
    if request.param == "read":
        monkeypatch.setattr(vector_file, "MAPPED_MOST", 0)
    vectors = np.random.default_rng(5).normal(size=(40, 6)).astype(np.float32)
    np.save(tmp_path / "vectors.npy", vectors)
    return tmp_path / "vectors.npy", vectors


def test_rows_are_those_of_the_file(stored: tuple[Path, np.ndarray]) -> None:
    path, vectors = stored
    file = VectorFile(path)
    assert (len(file), file.shape) == (40, (40, 6))
    assert np.array_equal(file[7], vectors[7])
    assert np.array_equal(file[3:9], vectors[3:9])
    assert file[9:9].shape == (0, 6)
    assert np.array_equal(file.take(np.array([39, 0, 7, 7])), vectors[[39, 0, 7, 7]])
    assert file.take(np.zeros(0, dtype=np.int64)).shape == (0, 6)
    assert np.array_equal(file.mapped, vectors)


def test_many_rows_are_taken_as_few_are(stored: tuple[Path, np.ndarray], monkeypatch: pytest.MonkeyPatch) -> None:
    path, vectors = stored
    monkeypatch.setattr(vector_file, "_FEW", 3)
    rows = np.array([5, 1, 30, 2])
    assert np.array_equal(VectorFile(path).take(rows), vectors[rows])


def test_it_outlives_its_name(stored: tuple[Path, np.ndarray]) -> None:
    path, vectors = stored
    file = VectorFile(path)
    shutil.rmtree(path.parent)
    assert np.array_equal(file.take(np.array([8])), vectors[[8]])


def test_a_file_without_rows(tmp_path: Path) -> None:
    np.save(tmp_path / "none.npy", np.zeros((0, 6), dtype=np.float32))
    assert VectorFile(tmp_path / "none.npy")[0:0].shape == (0, 6)


def test_what_is_no_array_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vectors.npy").write_bytes(b"nothing")
    with pytest.raises(ValueError, match="magic"):
        VectorFile(tmp_path / "vectors.npy")


def test_a_file_that_was_cut_while_open_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_file, "MAPPED_MOST", 0)
    np.save(tmp_path / "vectors.npy", np.ones((40, 6), dtype=np.float32))
    file = VectorFile(tmp_path / "vectors.npy")
    os.truncate(tmp_path / "vectors.npy", 200)
    with pytest.raises(ValueError, match="ends too early"):
        file.take(np.array([39]))
