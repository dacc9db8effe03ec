from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fusion import fuse

rankings = st.lists(st.lists(st.integers(0, 20), unique=True, max_size=10), min_size=1, max_size=4)


def test_formula_of_the_paper() -> None:
    fused = dict(fuse([(1.0, ["a", "b"]), (1.0, ["b", "c"])], k=60))
    scale = 2 / 61
    assert fused["b"] == pytest.approx((1 / 62 + 1 / 61) / scale)
    assert fused["a"] == pytest.approx((1 / 61) / scale)
    assert fused["c"] == pytest.approx((1 / 62) / scale)


def test_weights_count() -> None:
    assert fuse([(1.0, ["a"]), (3.0, ["b"])])[0][0] == "b"


@given(rankings)
def test_every_item_once_best_first_at_most_one(lists: list[list[int]]) -> None:
    fused = fuse([(1.0, ranking) for ranking in lists])
    assert sorted(item for item, _ in fused) == sorted({item for ranking in lists for item in ranking})
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 + 1e-9 for score in scores)


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=20))
def test_one_ranking_keeps_its_order(ranking: list[int]) -> None:
    assert [item for item, _ in fuse([(1.0, ranking)])] == ranking
