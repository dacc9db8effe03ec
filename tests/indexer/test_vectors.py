from __future__ import annotations

import shutil
from pathlib import Path

import faiss
import numpy as np
import pytest

from indexer import vectors as module
from indexer.vector_file import VectorFile
from indexer.vectors import FILE, DenseChoice, DenseIndex, build


def units(count: int, seed: int, dimension: int = 32) -> np.ndarray:
    """Unit vectors in bunches, as texts are."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(1).normal(size=(60, dimension))
    raw = centres[random.integers(60, size=count)] + random.normal(size=(count, dimension)) * 0.7
    scaled: np.ndarray = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    return scaled


def queries(vectors: np.ndarray, between: int) -> np.ndarray:
    """``(2, m, d)``: some of the vectors, and what lies between some of them."""
    means = vectors.reshape(-1, between, vectors.shape[1]).mean(axis=1)
    far = means / np.linalg.norm(means, axis=1, keepdims=True)
    stacked: np.ndarray = np.stack([vectors[: len(far)], far])
    return stacked


def stored(folder: Path, vectors: np.ndarray) -> VectorFile:
    """The vectors as a segment keeps them."""
    np.save(folder / "vectors.npy", vectors)
    return VectorFile(folder / "vectors.npy")


def unasked() -> np.ndarray:
    pytest.fail("nothing is asked of vectors that are gone through one by one")


@pytest.fixture
def vectors() -> np.ndarray:
    return units(50, seed=7)


def test_search_is_exact(vectors: np.ndarray) -> None:
    for query in vectors[:5]:
        rows, scores = DenseIndex(vectors).search(query, 7)
        assert list(rows) == list(np.argsort(-(vectors @ query))[:7])
        assert np.allclose(scores, np.sort(vectors @ query)[::-1][:7], atol=1e-6)


def test_the_filters_apply_before_k(vectors: np.ndarray) -> None:
    worst = np.argsort(vectors @ vectors[0])[:4]
    rows, _ = DenseIndex(vectors).search(vectors[0], 3, np.sort(worst))
    assert list(rows) == list(worst[::-1][:3])
    rows, _ = DenseIndex(vectors).search(vectors[0], 3, allowed=np.isin(np.arange(50), worst))
    assert list(rows) == list(worst[::-1][:3])


def test_many_rows_are_searched_as_few_are(vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.arange(0, 50, 2)
    few = DenseIndex(vectors).search(vectors[1], 5, rows)
    monkeypatch.setattr(module, "FLAT_MOST", 10)
    assert list(DenseIndex(vectors).search(vectors[1], 5, rows)[0]) == list(few[0])


def test_fewer_come_back_where_there_are_fewer(vectors: np.ndarray) -> None:
    index = DenseIndex(vectors)
    assert len(index.search(vectors[0], 500)[0]) == 50
    assert len(index.search(vectors[0], 5, np.zeros(0, dtype=np.int64))[0]) == 0
    assert len(index.search(vectors[0], 5, allowed=np.zeros(50, dtype=np.bool_))[0]) == 0
    assert len(index.search(vectors[0], 0)[0]) == 0
    assert len(DenseIndex(vectors[:0]).search(vectors[0], 3)[0]) == 0


def test_few_vectors_are_gone_through_one_by_one(vectors: np.ndarray, tmp_path: Path) -> None:
    assert build(tmp_path, vectors, unasked, "auto") == build(tmp_path, vectors, unasked, "flat") == DenseChoice()
    assert build(tmp_path, vectors, unasked, "ivf").kind == "flat"  # too few to be sorted into cells
    assert list(tmp_path.iterdir()) == []


def test_many_are_sorted_into_cells_that_find_as_many_as_wanted(tmp_path: Path) -> None:
    many, asked = units(module.FLAT_MOST + 1, seed=2), units(300, seed=3)
    far = queries(units(2400, seed=5), between=8)
    choice = build(tmp_path, many, lambda: far, "auto")
    assert choice.kind == "ivf"
    assert choice.probes < choice.cells
    assert choice.recall_at_10 >= module.RECALL_LEAST
    assert choice.search_ms > 0
    index = DenseIndex.open(tmp_path, stored(tmp_path, many), choice)

    def recall(index: DenseIndex, queries: np.ndarray) -> float:
        found = [len(np.intersect1d(index.search(q, 10)[0], DenseIndex(many).search(q, 10)[0])) for q in queries]
        return float(np.mean(found)) / 10

    others = queries(units(2400, seed=4), between=8)
    assert recall(index, others[0]) >= 0.97
    assert recall(index, others[1]) >= 0.97
    # Queries that lie between the texts take more cells than those that lie where texts do.
    near = build(tmp_path, many, lambda: far[:1], "auto")
    assert near.probes < choice.probes
    assert recall(DenseIndex.open(tmp_path, stored(tmp_path, many), near), others[1]) < recall(index, others[1])
    rows, scores = index.search(asked[0], 10)
    assert np.allclose(scores, many[rows] @ asked[0], atol=1e-6)
    assert list(scores) == sorted(scores, reverse=True)
    allowed = np.arange(len(many)) % 3 == 0
    rows, _ = index.search(asked[0], 10, allowed=allowed)
    exact, _ = DenseIndex(many).search(asked[0], 10, allowed=allowed)
    assert allowed[rows].all()
    assert len(np.intersect1d(rows, exact)) >= 9
    assert list(index.search(asked[0], 3, exact)[0]) == list(exact[:3])


def test_cells_outlive_their_file(tmp_path: Path) -> None:
    many = units(1000, seed=2)
    choice = build(tmp_path, many, lambda: queries(many, between=4), "ivf")
    index = DenseIndex.open(tmp_path, stored(tmp_path, many), choice)
    before = index.search(many[5], 10)
    shutil.rmtree(tmp_path)
    assert list(index.search(many[5], 10)[0]) == list(before[0])


def test_cells_of_other_vectors_are_refused(tmp_path: Path) -> None:
    many = units(1000, seed=2)
    choice = build(tmp_path, many, lambda: queries(many, between=4), "ivf")
    with pytest.raises(ValueError, match="does not fit"):
        DenseIndex.open(tmp_path, stored(tmp_path, many[:-1]), choice)
    faiss.write_index(faiss.IndexFlatIP(32), str(tmp_path / FILE))
    with pytest.raises(ValueError, match="does not fit"):
        DenseIndex.open(tmp_path, stored(tmp_path, many), choice)
    (tmp_path / FILE).write_bytes(b"nothing")
    with pytest.raises(ValueError, match=FILE):
        DenseIndex.open(tmp_path, stored(tmp_path, many), choice)
