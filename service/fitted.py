"""What was fitted for a reader: the regressions that make probabilities of its features, and how far it insists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.precision import PrecisionCurve


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression: ``1 / (1 + exp(-(x @ weights + bias)))``."""

    weights: NDArray[np.float64]
    bias: float

    def __call__(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities (n,) for rows of features (n, k)."""
        return np.asarray(1.0 / (1.0 + np.exp(-(features @ self.weights + self.bias))), dtype=np.float64)

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> Logistic:
        """The regression that :meth:`plain` gave."""
        return cls(np.array(values["weights"], dtype=np.float64), float(values["bias"]))

    def plain(self) -> dict[str, object]:
        """The regression as numbers that JSON can hold."""
        return {"weights": [round(float(w), 5) for w in self.weights], "bias": round(self.bias, 5)}


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a reader goes by; `service.fitting` finds it.

    ``sentence``: of a sentence's features (n, k), how probably it holds the answer. ``answer``: of the best sentence's
    features, how probably the passage answers. ``insistence``: see `service.reading.Reading`. ``precision``: how often
    answers as probable as that were right.
    """

    sentence: Logistic
    answer: Logistic
    insistence: float
    precision: PrecisionCurve

    @classmethod
    def nothing(cls, features: int) -> Fitted:
        """For a reader that is only asked for its features."""
        regression = Logistic(np.zeros(features), 0.0)
        return cls(regression, regression, 0.0, PrecisionCurve([], []))

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> Fitted:
        """What :meth:`plain` gave."""
        sentence, answer = (Logistic.stored(values[part]) for part in ("sentence", "answer"))
        return cls(sentence, answer, float(values["insistence"]), PrecisionCurve.stored(values["precision"]))

    def plain(self) -> dict[str, object]:
        """All of it as JSON can hold it."""
        return {
            "sentence": self.sentence.plain(),
            "answer": self.answer.plain(),
            "insistence": round(self.insistence, 5),
            "precision": self.precision.plain(),
        }

    def judge(self, features: NDArray[np.float64]) -> tuple[NDArray[np.float64], int, float]:
        """How probably each of a passage's sentences (n, k) holds the answer, (n,), the best one, and the passage."""
        scores = self.sentence(features)
        best = int(scores.argmax())
        return scores, best, float(self.answer(features[best : best + 1])[0])
