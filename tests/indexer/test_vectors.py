from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from indexer.vectors import DenseIndex, stable_id

IDS = [stable_id(f"chunk {row}", "content") for row in range(50)]


@pytest.fixture
def vectors() -> np.ndarray:
    raw = np.random.default_rng(7).normal(size=(50, 16)).astype(np.float32)
    raw /= np.linalg.norm(raw, axis=1, keepdims=True)
    return raw


@pytest.fixture
def index(vectors: np.ndarray, tmp_path: Path) -> DenseIndex:
    DenseIndex.build(vectors, IDS).save(tmp_path / "v.faiss")
    return DenseIndex.load(tmp_path / "v.faiss")


def test_ids_are_stable_positive_and_follow_the_content() -> None:
    assert stable_id("a:0-5", "text") == stable_id("a:0-5", "text")
    assert stable_id("a:0-5", "text") != stable_id("a:0-5", "other")
    assert stable_id("a:0-5", "text") != stable_id("a:0-6", "text")
    assert stable_id("a:0-5", "text") == 8273905990512258618
    assert all(0 <= number < 2**63 for number in IDS)


def test_it_is_an_id_map_over_flat_inner_product(index: DenseIndex, tmp_path: Path) -> None:
    stored = faiss.read_index(str(tmp_path / "v.faiss"))
    assert isinstance(stored, faiss.IndexIDMap2)
    assert isinstance(faiss.downcast_index(stored.index), faiss.IndexFlatIP)
    assert list(index.ids) == IDS


def test_search_is_exact(index: DenseIndex, vectors: np.ndarray) -> None:
    for query in vectors[:5]:
        rows, scores = index.search(query, 7)
        assert list(rows) == list(np.argsort(-(vectors @ query))[:7])
        assert np.allclose(scores, np.sort(vectors @ query)[::-1][:7], atol=1e-6)


def test_the_filter_applies_before_k(index: DenseIndex, vectors: np.ndarray) -> None:
    worst = np.argsort(vectors @ vectors[0])[:4].astype(np.int64)
    rows, _ = index.search(vectors[0], 3, worst)
    assert list(rows) == list(worst[::-1][:3])


def test_fewer_come_back_where_there_are_fewer(index: DenseIndex, vectors: np.ndarray) -> None:
    assert len(index.search(vectors[0], 500)[0]) == 50
    assert len(index.search(vectors[0], 5, np.zeros(0, dtype=np.int64))[0]) == 0
    assert len(index.search(vectors[0], 0)[0]) == 0


def test_the_vectors_come_back_as_they_were(index: DenseIndex, vectors: np.ndarray) -> None:
    assert np.array_equal(index.vectors, vectors)
    with pytest.raises(ValueError, match="read-only"):
        index.vectors[0, 0] = 1


def test_an_empty_index(tmp_path: Path) -> None:
    DenseIndex.build(np.zeros((0, 16), dtype=np.float32), []).save(tmp_path / "e.faiss")
    empty = DenseIndex.load(tmp_path / "e.faiss")
    assert empty.vectors.shape == (0, 16)
    assert len(empty.search(np.ones(16, dtype=np.float32), 3)[0]) == 0


def test_another_kind_of_index_is_refused(tmp_path: Path) -> None:
    faiss.write_index(faiss.IndexFlatIP(4), str(tmp_path / "flat.faiss"))
    with pytest.raises(TypeError, match="IndexIDMap2"):
        DenseIndex.load(tmp_path / "flat.faiss")
