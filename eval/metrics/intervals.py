"""How sure a figure is, and whether two runs differ by more than chance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

Columns = Mapping[str, NDArray[np.float64]]
"""One value a question in each column, in the same order; NaN where a column does not apply to a question."""
Statistic = Callable[[Columns], float]

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; all NaN where nothing could be measured."""

    value: float
    low: float
    high: float


def bootstrap(columns: Columns, statistic: Statistic) -> Estimate:
    """Estimate a statistic with a percentile bootstrap over questions (Efron and Tibshirani 1993), seed fixed."""
    return _percentiles(statistic(columns), [statistic(_Resampled(columns, rows)) for rows in _resamples(columns)])


def paired_bootstrap(before: Columns, after: Columns, statistic: Statistic) -> Estimate:
    """Estimate the change of a statistic between two runs on the same questions (paired bootstrap, Koehn 2004)."""
    changes = [statistic(_Resampled(after, rows)) - statistic(_Resampled(before, rows)) for rows in _resamples(before)]
    return _percentiles(statistic(after) - statistic(before), changes)


def mcnemar(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return the exact two-sided p-value of McNemar's test (1947) that two runs are right equally often.

    Args:
        before: 1 where the first run is right, else 0; shape (questions,).
        after: the same for the second run, in the same order.

    """
    gained = int(np.sum((before == 0) & (after == 1)))
    lost = int(np.sum((before == 1) & (after == 0)))
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0


def _resamples(columns: Columns) -> NDArray[np.int64]:
    size = len(next(iter(columns.values())))
    return np.random.default_rng(0).integers(size, size=(RESAMPLES, size))


class _Resampled(Mapping[str, NDArray[np.float64]]):
    """Some rows of columns, each column taken when it is looked at: a statistic needs few of them."""

    def __init__(self, columns: Columns, rows: NDArray[np.int64]) -> None:
        self._columns = columns
        self._rows = rows

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self._columns[name][self._rows]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _percentiles(value: float, samples: list[float]) -> Estimate:
    known = [sample for sample in samples if not math.isnan(sample)]
    if math.isnan(value) or not known:
        return Estimate(math.nan, math.nan, math.nan)
    low, high = np.percentile(known, [2.5, 97.5])
    return Estimate(value, float(low), float(high))
