"""The figures of a run: each a statistic on the columns of its questions, with an interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eval.judging import RANKED, Values
from eval.metrics import abstention
from eval.metrics.intervals import Columns, Estimate, Statistic, bootstrap

Direction = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic with its name, the direction that is better, and how it is shown.

    ``gated`` figures must not drop; those that depend on the machine or that only describe are not.
    """

    name: str
    group: str
    statistic: Statistic
    better: Direction = "higher"
    unit: Literal["share", "words", "ms"] = "share"
    gated: bool = True


def _mean(column: str, where: str | None = None, equals: float = 1) -> Statistic:
    def mean(columns: Columns) -> float:
        values = columns[column]
        return _over(np.mean, values if where is None else values[columns[where] == equals])

    return mean


def _quantile(column: str, share: float) -> Statistic:
    return lambda columns: _over(lambda values: np.quantile(values, share), columns[column])


def _over(reduce: Callable[[NDArray[np.float64]], np.floating], values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(reduce(known)) if len(known) else math.nan


def _of(statistic: Callable[..., float], *names: str) -> Statistic:
    return lambda columns: statistic(*(columns[name] for name in names))


def _ranked(unit: str) -> list[Figure]:
    return [Figure(f"{unit} {name}", "Retrieval", _mean(f"{unit} {name}")) for name in RANKED]


FIGURES: Sequence[Figure] = (
    Figure("right", "Overall", _mean("right")),
    Figure("fully right", "Answers", _mean("right", "answerable")),
    Figure("nugget recall", "Answers", _mean("nugget_recall")),
    Figure("right documents", "Answers", _mean("documents_right")),
    Figure("short answer right", "Answers", _mean("short_answer_right")),
    Figure("answer precision", "Answers", _mean("answer_precision")),
    Figure("sentences supported", "Answers", _mean("supported")),
    Figure("median words", "Answers", _quantile("words", 0.5), "lower", "words", gated=False),
    Figure("90th percentile words", "Answers", _quantile("words", 0.9), "lower", "words", gated=False),
    Figure("quotes hold", "Citations", _mean("quotes_hold")),
    Figure("citation recall", "Citations", _mean("citation_recall")),
    Figure("citation precision", "Citations", _mean("citation_precision")),
    Figure("refusal precision", "Abstention", _of(abstention.refusal_precision, "refused", "answerable")),
    Figure("refusal recall", "Abstention", _of(abstention.refusal_recall, "refused", "answerable")),
    Figure("refusal F1", "Abstention", _of(abstention.refusal_f1, "refused", "answerable")),
    Figure("false refusals", "Abstention", _of(abstention.false_refusals, "refused", "answerable"), "lower"),
    Figure("answerability AUC", "Abstention", _of(abstention.answerability_auc, "refused", "confidence", "answerable")),
    Figure("risk-coverage area", "Abstention", _of(abstention.risk_coverage_area, "confidence", "right"), "lower"),
    Figure("calibration error", "Abstention", _of(abstention.calibration_error, "confidence", "right"), "lower"),
    Figure("conflicts found", "Conflicts", _mean("conflict_reported", "conflict_expected")),
    Figure("conflicts falsely reported", "Conflicts", _mean("conflict_reported", "conflict_expected", 0), "lower"),
    *_ranked("document"),
    *_ranked("evidence"),
    Figure("median time", "Time", _quantile("milliseconds", 0.5), "lower", "ms", gated=False),
    Figure("95th percentile time", "Time", _quantile("milliseconds", 0.95), "lower", "ms", gated=False),
)

COLUMNS = (
    *("right", "answerable", "refused", "confidence", "conflict_expected", "conflict_reported", "milliseconds"),
    *("words", "answer_precision", "supported", "quotes_hold", "nugget_recall", "documents_right"),
    *("citation_recall", "citation_precision", "short_answer_right"),
    *(f"{unit} {name}" for unit in ("document", "evidence") for name in RANKED),
)


def columns_of(rows: Iterable[Mapping[str, float | None]]) -> Columns:
    """Turn per-question values into columns of shape (questions,), NaN where a value does not apply."""
    table = list(rows)
    return {name: np.array([_number(row.get(name)) for row in table], dtype=np.float64) for name in COLUMNS}


def measure(rows: Iterable[Values]) -> dict[str, Estimate]:
    """Compute every figure of a run with its interval."""
    columns = columns_of(rows)
    return {figure.name: bootstrap(columns, figure.statistic) for figure in FIGURES}


def _number(value: float | None) -> float:
    return math.nan if value is None else value
