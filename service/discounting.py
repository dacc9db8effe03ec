"""A logistic regression whose probability is then discounted by a known factor: what calibrates a discounted score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from service.similarity import Logistic

PENALTY = 200.0  # on the squares of the standardised weights
_LEAST = 1e-7  # a probability is kept this far from 0 and 1


def fit_discounted(
    features: NDArray[np.float64],
    right: NDArray[np.bool_],
    discounts: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> Logistic:
    """The regression that makes ``regression(features) * discounts`` most likely, by penalised maximum likelihood.

    Args:
        features: (n, k).
        right: (n,) whether each was right.
        discounts: (n,) factors in 0..1, known beforehand.
        weights: (n,) how much each counts.
    """
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale[scale == 0] = 1.0
    x = np.column_stack([(features - mean) / scale, np.ones(len(features))])
    y = right.astype(np.float64)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        raw = 1.0 / (1.0 + np.exp(-(x @ parameters)))
        p = np.clip(raw * discounts, _LEAST, 1 - _LEAST)
        penalised = np.append(parameters[:-1], 0.0)
        value = -(weights * (y * np.log(p) + (1 - y) * np.log(1 - p))).sum() + PENALTY * (penalised**2).sum() / 2
        slope = weights * ((1 - y) / (1 - p) - y / p) * discounts * raw * (1 - raw)
        return float(value), x.T @ slope + PENALTY * penalised

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    plain = found[:-1] / scale
    return Logistic(plain, float(found[-1] - plain @ mean))
