"""Whether it knows when there is no answer, and whether its confidence means what it says.

All on arrays of shape (questions,): ``refused``, ``answerable`` and ``right`` hold 0 or 1, ``confidence`` the reply's
probability that it is right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Column = NDArray[np.float64]


def refusal_precision(refused: Column, answerable: Column) -> float:
    """Share of the refusals that were due; NaN without any refusal (Rajpurkar et al. 2018 score NoAns alike)."""
    return _mean(1 - answerable[refused == 1])


def refusal_recall(refused: Column, answerable: Column) -> float:
    """Share of the questions without an answer that were refused."""
    return _mean(refused[answerable == 0])


def refusal_f1(refused: Column, answerable: Column) -> float:
    """Harmonic mean of the precision and recall of refusing, as 2·hits over refusals plus unanswerable questions."""
    hits = float(np.sum(refused * (1 - answerable)))
    total = float(np.sum(refused) + np.sum(1 - answerable))
    return 2 * hits / total if total else float("nan")


def false_refusals(refused: Column, answerable: Column) -> float:
    """Share of the answerable questions that were refused."""
    return _mean(refused[answerable == 1])


def probability_answerable(refused: Column, confidence: Column) -> Column:
    """Return how probable the reply makes an answer: its confidence when it answers, the complement when it refuses."""
    return np.where(refused == 1, 1 - confidence, confidence)


def roc_area(truth: Column, score: Column) -> float:
    """Compute the area under the ROC curve as the Mann–Whitney statistic (Fawcett 2006); NaN with only one class."""
    positive, negative = float(truth.sum()), float((1 - truth).sum())
    if not positive or not negative:
        return float("nan")
    ranks = float(rankdata(score)[truth == 1].sum())
    return (ranks - positive * (positive + 1) / 2) / (positive * negative)


def answerability_auc(refused: Column, confidence: Column, answerable: Column) -> float:
    """Area under the ROC curve of the probability of an answer against whether there is one."""
    return roc_area(answerable, probability_answerable(refused, confidence))


def risk_coverage(confidence: Column, right: Column) -> tuple[Column, Column]:
    """Compute the risk–coverage curve of selective prediction (El-Yaniv and Wiener 2010).

    Replies, refusals among them, are kept from the most confident down; ``coverage[i]`` is the share kept and
    ``risk[i]`` the share of these that is wrong. Replies of equal confidence cannot be told apart, so they share
    their mean risk.
    """
    order = np.argsort(-confidence, kind="stable")
    _, groups, sizes = np.unique(-confidence[order], return_inverse=True, return_counts=True)
    wrong = (np.bincount(groups, weights=1 - right[order]) / sizes)[groups]
    kept = np.arange(1, len(order) + 1)
    return kept / len(order), np.cumsum(wrong) / kept


def risk_coverage_area(confidence: Column, right: Column) -> float:
    """Mean risk over all coverages, AURC of Geifman et al. (2019); lower is better."""
    return _mean(risk_coverage(confidence, right)[1])


def reliability(confidence: Column, right: Column, bins: int = 10) -> tuple[Column, Column, NDArray[np.int64]]:
    """Sort replies into bins of equal width: mean confidence, share right and number of each bin that is not empty."""
    which = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    count = np.bincount(which, minlength=bins)
    used = count > 0
    means = [np.bincount(which, weights=values, minlength=bins)[used] / count[used] for values in (confidence, right)]
    return means[0], means[1], count[used]


def calibration_error(confidence: Column, right: Column) -> float:
    """Compute the expected calibration error over ten bins (Guo et al. 2017); lower is better."""
    said, was, count = reliability(confidence, right)
    return float(np.average(np.abs(said - was), weights=count)) if len(confidence) else float("nan")


def _mean(values: Column) -> float:
    return float(values.mean()) if len(values) else float("nan")
