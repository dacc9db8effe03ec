from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from eval.metrics import abstention


def column(*values: float) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


REFUSED = column(1, 1, 0, 0, 1, 0)
ANSWERABLE = column(0, 0, 0, 1, 1, 1)


def test_refusing_is_scored_as_a_class() -> None:
    assert abstention.refusal_precision(REFUSED, ANSWERABLE) == pytest.approx(2 / 3)
    assert abstention.refusal_recall(REFUSED, ANSWERABLE) == pytest.approx(2 / 3)
    assert abstention.refusal_f1(REFUSED, ANSWERABLE) == pytest.approx(2 / 3)
    assert abstention.false_refusals(REFUSED, ANSWERABLE) == pytest.approx(1 / 3)


def test_without_refusals_there_is_no_precision() -> None:
    assert np.isnan(abstention.refusal_precision(column(0, 0), column(0, 1)))
    assert abstention.refusal_f1(column(0, 0), column(0, 1)) == 0


def test_risk_coverage_by_hand() -> None:
    coverage, risk = abstention.risk_coverage(column(0.9, 0.1, 0.5), column(1, 0, 0))
    assert_allclose(coverage, [1 / 3, 2 / 3, 1])
    assert_allclose(risk, [0, 1 / 2, 2 / 3])
    assert abstention.risk_coverage_area(column(0.9, 0.1, 0.5), column(1, 0, 0)) == pytest.approx(7 / 18)


def test_equal_confidence_gains_nothing_from_the_order() -> None:
    for right in (column(1, 0, 0, 1), column(0, 0, 1, 1)):
        assert_allclose(abstention.risk_coverage(column(0.5, 0.5, 0.5, 0.5), right)[1], 0.5)


def test_calibration_error_by_hand() -> None:
    confidence, right = column(0.95, 0.95, 0.55, 1.0), column(1, 0, 1, 1)
    said, was, count = abstention.reliability(confidence, right)
    assert_allclose(said, [0.55, (0.95 + 0.95 + 1) / 3])
    assert_allclose(was, [1, 2 / 3])
    assert_allclose(count, [1, 3])
    expected = (0.45 * 1 + abs((0.95 + 0.95 + 1) / 3 - 2 / 3) * 3) / 4
    assert abstention.calibration_error(confidence, right) == pytest.approx(expected)


def test_answerability_reads_a_sure_refusal_as_improbable() -> None:
    assert abstention.answerability_auc(column(1, 0), column(0.9, 0.6), column(0, 1)) == 1
    assert abstention.answerability_auc(column(1, 0), column(0.1, 0.6), column(0, 1)) == 0
    assert np.isnan(abstention.answerability_auc(column(1), column(0.5), column(0)))
