"""The refusal threshold as a wanted precision: how probable an answer must be, by what known questions showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 100  # of the probabilities from 0 to 1 at which the precision is kept
LEAST_ANSWERS = 20  # at or above a probability; the precision of fewer says nothing
NEVER = float(np.nextafter(1.0, 2.0))  # a threshold that no probability reaches


@dataclass(frozen=True, slots=True)
class PrecisionCurve:
    """Of the answers with at least each of the ``thresholds``, the share that was right; both (n,) and rising."""

    thresholds: Sequence[float]
    precisions: Sequence[float]

    @classmethod
    def of(cls, probabilities: NDArray[np.float64], right: NDArray[np.bool_]) -> PrecisionCurve:
        """The curve of n answers with their probabilities (n,), never falling: at each the least of those above it."""
        kept = [t for t in np.arange(STEPS) / STEPS if (probabilities >= t).sum() >= LEAST_ANSWERS]
        shares = [float(right[probabilities >= t].mean()) for t in kept]
        least = np.minimum.accumulate(shares[::-1])[::-1]
        return cls([round(float(t), 2) for t in kept], [round(float(p), 4) for p in least])

    @classmethod
    def stored(cls, values: Mapping[str, Sequence[float]]) -> PrecisionCurve:
        """The curve that :meth:`plain` gave."""
        return cls(values["thresholds"], values["precisions"])

    def plain(self) -> dict[str, Sequence[float]]:
        """The curve as numbers that JSON can hold."""
        return {"thresholds": self.thresholds, "precisions": self.precisions}

    def threshold(self, precision: float) -> float:
        """The least probability from which on ``precision`` was reached: 0 for 0, :data:`NEVER` if it was not."""
        if precision <= 0:
            return 0.0
        reached = (t for t, p in zip(self.thresholds, self.precisions, strict=True) if p >= precision)
        return next(reached, NEVER)
