"""What was fitted for a reader: the regressions that make probabilities of its features, and how far it insists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.precision import PrecisionCurve


def probabilities(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Those of which these are the logits."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression: ``1 / (1 + exp(-(x @ weights + bias)))``."""

    weights: NDArray[np.float64]
    bias: float

    def __call__(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities (n,) for rows of features (n, k)."""
        return probabilities(self.logits(features))

    def logits(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probabilities' logits (n,)."""
        return np.asarray(features @ self.weights + self.bias, dtype=np.float64)

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> Logistic:
        """The regression that :meth:`plain` gave."""
        return cls(np.array(values["weights"], dtype=np.float64), float(values["bias"]))

    def plain(self) -> dict[str, object]:
        """The regression as numbers that JSON can hold."""
        return {"weights": [round(float(w), 5) for w in self.weights], "bias": round(self.bias, 5)}


@dataclass(frozen=True, slots=True)
class Topicality:
    """How much more it counts, where one short document alone is asked, how near a passage is.

    What retrieval finds among many passages is near, and that says little. A document that the asker chose may be of
    another matter: there what is far from the question seldom answers it, and other features tell less. Not so in a
    corpus with a glossary, which tells of names that a document does not use: they keep question and passage apart, and
    say nothing. The ``weights`` of a sentence's features (k,), none for no matter, are chosen
    (``service.reader.calibration``); ``scale`` and ``bias``, which make a probability's logit of the sum, are fitted.
    """

    weights: tuple[float, ...] = ()
    scale: float = 1.0
    bias: float = 0.0

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> Topicality:
        """What :meth:`plain` gave; none where nothing is stored."""
        return cls(tuple(values.get("weights", ())), float(values.get("scale", 1.0)), float(values.get("bias", 0.0)))

    def plain(self) -> dict[str, object]:
        """As JSON can hold it."""
        return {"weights": self.weights, "scale": round(self.scale, 5), "bias": round(self.bias, 5)}

    def __call__(self, logits: NDArray[np.float64], features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The logits (n,) of answers of which these are the best sentence's features (n, k), joined with these."""
        near = features @ np.array(self.weights) if self.weights else 0.0
        return np.asarray(self.scale * (logits + near) + self.bias, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a reader goes by; `service.fitting` finds it.

    ``sentence``: of a sentence's features (n, k), how probably it holds the answer. ``answer``: of the best sentence's
    features, how probably the passage answers. ``insistence``: see `service.reading.Reading`. ``precision``: how often
    answers as probable as that were right. ``topicality``: see there.
    """

    sentence: Logistic
    answer: Logistic
    insistence: float
    precision: PrecisionCurve
    topicality: Topicality = field(default_factory=Topicality)

    @classmethod
    def nothing(cls, features: int) -> Fitted:
        """For a reader that is only asked for its features."""
        regression = Logistic(np.zeros(features), 0.0)
        return cls(regression, regression, 0.0, PrecisionCurve([], []))

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> Fitted:
        """What :meth:`plain` gave."""
        sentence, answer = (Logistic.stored(values[part]) for part in ("sentence", "answer"))
        curve, topicality = PrecisionCurve.stored(values["precision"]), Topicality.stored(values.get("topicality", {}))
        return cls(sentence, answer, float(values["insistence"]), curve, topicality)

    def plain(self) -> dict[str, object]:
        """All of it as JSON can hold it."""
        return {
            "sentence": self.sentence.plain(),
            "answer": self.answer.plain(),
            "insistence": round(self.insistence, 5),
            "precision": self.precision.plain(),
            "topicality": self.topicality.plain(),
        }

    def judge(self, features: NDArray[np.float64], *, chosen: bool = False) -> tuple[NDArray[np.float64], int, float]:
        """How probably each of a passage's sentences (n, k) holds the answer, (n,), the best one, and the passage.

        ``chosen``: whether its document, a short one, alone is asked, in a corpus without a glossary.
        """
        scores = self.sentence(features)
        best = int(scores.argmax())
        top = features[best : best + 1]
        logits = self.answer.logits(top)
        return scores, best, float(probabilities(self.topicality(logits, top) if chosen else logits)[0])

    def insists(self, *, chosen: bool = False) -> float:
        """The insistence on the scale of the logits of `judge`."""
        return self.insistence * (self.topicality.scale if chosen else 1.0)
