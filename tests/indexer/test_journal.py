from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from indexer.journal import FILE, Journal, discard, key_of

KEYS = [key_of(f"text {number}") for number in range(10_000)]
VECTORS = np.random.default_rng(0).normal(size=(10_000, 8)).astype(np.float32)


def fill(index: Path, count: int) -> None:
    with Journal(index, "digest", 8) as journal:
        for first in range(0, count, 7):
            journal.add(KEYS[first : min(first + 7, count)], VECTORS[first : min(first + 7, count)])


def held(index: Path, digest: str = "digest", dimension: int = 8) -> int:
    """How many of the keys the journal has, each with its own vector."""
    with Journal(index, digest, dimension) as journal:
        vectors = [journal.get(key) for key in KEYS]
        assert all(found is None or np.array_equal(found, VECTORS[row]) for row, found in enumerate(vectors))
        count = sum(found is not None for found in vectors)
        assert all(found is not None for found in vectors[:count])
        return count


def test_a_later_build_finds_what_was_added(tmp_path: Path) -> None:
    assert held(tmp_path) == 0
    fill(tmp_path, 9_000)
    assert held(tmp_path) == 9_000
    with Journal(tmp_path, "digest", 8) as journal:
        journal.add(KEYS[9_000:], VECTORS[9_000:])
        assert journal.get(KEYS[9_999]) is not None
    assert held(tmp_path) == 10_000


@pytest.mark.parametrize("cut", [1, 20, 51, 52, 53, 100])
def test_what_was_half_written_is_cut_off(cut: int, tmp_path: Path) -> None:
    fill(tmp_path, 10)
    path = tmp_path / FILE
    os.truncate(path, path.stat().st_size - cut)
    left = held(tmp_path)
    assert left == 10 - -(-cut // 52)
    with Journal(tmp_path, "digest", 8) as journal:
        journal.add(KEYS[left:10], VECTORS[left:10])
    assert held(tmp_path) == 10


def test_what_follows_damage_is_not_believed(tmp_path: Path) -> None:
    fill(tmp_path, 10)
    path = tmp_path / FILE
    content = bytearray(path.read_bytes())
    content[-3 * 52 + 20] ^= 1
    path.write_bytes(content)
    assert held(tmp_path) == 7


@pytest.mark.parametrize(("digest", "dimension"), [("another", 8), ("digest", 9), ("digest-and-more", 8)])
def test_vectors_of_another_embedder_are_not_taken(digest: str, dimension: int, tmp_path: Path) -> None:
    fill(tmp_path, 10)
    assert held(tmp_path, digest, dimension) == 0


def test_it_can_be_removed_at_any_time(tmp_path: Path) -> None:
    discard(tmp_path)
    fill(tmp_path, 1)
    discard(tmp_path)
    assert list(tmp_path.iterdir()) == []
