from __future__ import annotations

import math

import numpy as np
import pytest

from eval.metrics.intervals import Columns, bootstrap, mcnemar, paired_bootstrap


def mean(columns: Columns) -> float:
    return float(columns["x"].mean())


def test_the_interval_is_that_of_the_binomial() -> None:
    columns = {"x": np.array([1.0] * 80 + [0.0] * 20)}
    estimate = bootstrap(columns, mean)
    assert estimate.value == 0.8
    assert estimate.low == pytest.approx(0.8 - 1.96 * 0.04, abs=0.015)
    assert estimate.high == pytest.approx(0.8 + 1.96 * 0.04, abs=0.015)
    assert bootstrap(columns, mean) == estimate


def test_pairs_are_kept_together() -> None:
    before = {"x": np.linspace(0, 1, 50)}
    after = {"x": np.linspace(0, 1, 50) + 0.01}
    estimate = paired_bootstrap(before, after, mean)
    assert [estimate.low, estimate.high] == pytest.approx([0.01, 0.01])


def test_what_cannot_be_measured_is_nan() -> None:
    assert math.isnan(bootstrap({"x": np.array([1.0])}, lambda _: math.nan).low)


def test_mcnemar_counts_only_what_changed() -> None:
    before, after = np.array([0.0] * 6 + [1.0] * 50), np.array([1.0] * 6 + [1.0] * 50)
    assert mcnemar(before, after) == pytest.approx(2 / 2**6)
    assert mcnemar(before, before) == 1
