"""What was fitted for a reader: the regressions that make probabilities of its features, and how far it insists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.precision import PrecisionCurve


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression: ``1 / (1 + exp(-(x @ weights + bias)))``."""

    weights: NDArray[np.float64]
    bias: float

    def __call__(self, features: NDArray[np.float64], shift: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Probabilities (n,) for rows of features (n, k), their logits shifted (n,) if so wanted."""
        logits = features @ self.weights + self.bias + (0.0 if shift is None else shift)
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float64)

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> Logistic:
        """The regression that :meth:`plain` gave."""
        return cls(np.array(values["weights"], dtype=np.float64), float(values["bias"]))

    def plain(self) -> dict[str, object]:
        """The regression as numbers that JSON can hold."""
        return {"weights": [round(float(w), 5) for w in self.weights], "bias": round(self.bias, 5)}


@dataclass(frozen=True, slots=True)
class Topicality:
    """How much more it counts how near a passage is to the question in a corpus without a glossary.

    A name that a document does not use keeps question and passage apart, and says nothing; a glossary tells of such
    names. Elsewhere what is far from the question seldom answers it. The ``weights`` of a sentence's features (k,),
    none for no matter, are chosen (``service.reader.calibration``); the ``centre``, the nearness at which nothing
    changes, is fitted.
    """

    weights: tuple[float, ...] = ()
    centre: float = 0.0

    @classmethod
    def centred(cls, weights: Sequence[float], features: NDArray[np.float64]) -> Topicality:
        """That which leaves the mean logit of the answers with these features (n, k) as it is."""
        near = cls(tuple(weights)).shift(features)
        return cls(tuple(weights), float(near.mean()) if len(near) else 0.0)

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> Topicality:
        """What :meth:`plain` gave; none where nothing is stored."""
        return cls(tuple(values.get("weights", ())), float(values.get("centre", 0.0)))

    def plain(self) -> dict[str, object]:
        """As JSON can hold it."""
        return {"weights": self.weights, "centre": round(self.centre, 5)}

    def shift(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is added to the logits (n,) of answers of which these are the best sentence's features (n, k)."""
        near = features @ np.array(self.weights) if self.weights else np.zeros(len(features))
        return np.asarray(near - self.centre, dtype=np.float64)


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
        curve, topical = (
            PrecisionCurve.stored(values["precision"]),
            values.get("topicality", {"weights": (), "centre": 0}),
        )
        topicality = Topicality(tuple(topical["weights"]), float(topical["centre"]))
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

    def judge(self, features: NDArray[np.float64], *, glossary: bool = True) -> tuple[NDArray[np.float64], int, float]:
        """How probably each of a passage's sentences (n, k) holds the answer, (n,), the best one, and the passage.

        ``glossary``: whether the corpus has one.
        """
        scores = self.sentence(features)
        best = int(scores.argmax())
        top = features[best : best + 1]
        shift = None if glossary else self.topicality.shift(top)
        return scores, best, float(self.answer(top, shift)[0])
