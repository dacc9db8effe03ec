"""Fits what makes probabilities of a reader's features, from questions whose answers are known.

Two logistic regressions are fitted. *Sentence*: does this sentence hold the answer? *Answer*: given the features of the
best sentence, and the logarithm of the share of its score that is left when the question is insisted on, would giving
it be right? Both are judged, and the precision that a probability stands for is told, by cross-validation over whole
articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from service.fitted import Fitted, Logistic, Topicality
from service.precision import PrecisionCurve
from service.reading import LEAST_LEFT

FOLDS = 5
RIDGE = 0.003  # inverse strength of the penalty on standardised features, which are many and say much the same


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that was read for one question, one row a sentence.

    ``features``: (n, k). ``holds``: (n,), which sentences hold the answer. ``kept``: (n,), the share of a sentence's
    score that is left when the question is insisted on. ``passages``: (n,), the position of its passage. ``article``:
    what the question is from; ``weight``: how much it counts; ``chosen``: whether one document alone was asked, which
    tells of `Topicality` and of nothing else.
    """

    features: NDArray[np.float64]
    holds: NDArray[np.bool_]
    kept: NDArray[np.float64]
    passages: NDArray[np.int64]
    article: str
    weight: float = 1.0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class _Tops:
    """For each of n questions what the service would answer by: the passage whose best sentence is left with most.

    ``features``: (n, k), of the passage's best sentence before anything is insisted on; ``left``: (n,), the share of
    its score that the best sentence afterwards has; ``right``: (n,), whether that sentence holds the answer.
    """

    features: NDArray[np.float64]
    left: NDArray[np.float64]
    right: NDArray[np.bool_]

    def topicality(self, weights: Sequence[float], answer: Logistic) -> Topicality:
        """That of these weights, fitted on these questions; ``answer`` is a regression of what is `insisted`."""
        joined = Topicality(tuple(weights))(answer.logits(self.insisted), self.features)
        line = LogisticRegression(C=np.inf).fit(joined[:, None], self.right)  # one number: nothing to hold it back from
        return Topicality(tuple(weights), float(line.coef_[0, 0]), float(line.intercept_[0]))

    @property
    def insisted(self) -> NDArray[np.float64]:
        """(n, k + 1), the features and the logarithm of the share that is left."""
        return np.column_stack([self.features, np.log(np.maximum(self.left, LEAST_LEFT))])


def fit(questions: list[Asked], topical: Sequence[float] = ()) -> tuple[Fitted, dict[str, float]]:
    """Both regressions and the precision curve, and what they reach on articles that were not fitted.

    ``topical`` are the weights of the `Topicality`, which there is where some questions are asked of one document.
    """
    asked, of_one = ([a for a in questions if a.chosen is chosen] for chosen in (False, True))
    scores, right = _cross_validated(asked)
    answered = np.array([bool(a.holds.any()) for a in asked])
    sentence = _sentence_regression(asked)
    tops = _tops(sentence, asked)
    answer = _answer_regression(tops, asked)
    of_features, insistence = Logistic(answer.weights[:-1], answer.bias), max(0.0, float(answer.weights[-1]))
    curve = PrecisionCurve.of(scores, right)
    topicality = _tops(sentence, of_one).topicality(topical, answer) if of_one else Topicality()
    fitted = Fitted(_unscaled(sentence), of_features, insistence, curve, topicality)
    reached = {
        "questions": len(asked),
        "answer_retrieved": round(float(answered.mean()), 4),
        "best_sentence_right": round(float(right[answered].mean()), 4),
        "auc_right": round(float(roc_auc_score(right, scores)), 4),
        "auc_answerable": round(float(roc_auc_score(answered, scores)), 4),
        "brier": round(float(brier_score_loss(right, scores)), 4),
    }
    return fitted, reached


def fit_logistic(x: NDArray[np.float64], y: NDArray[np.bool_], weights: NDArray[np.float64]) -> Logistic:
    """The regression of truths (n,) on features (n, k), each row counted by its weight."""
    return _unscaled(_regression(x, y, weights))


def _cross_validated(asked: list[Asked]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The probability of each question's best sentence and whether it holds the answer, (n,), from other articles."""
    scores, right = np.zeros(len(asked)), np.zeros(len(asked), dtype=np.bool_)
    for train, test in GroupKFold(FOLDS).split(asked, groups=[a.article for a in asked]):
        fitted = [asked[i] for i in train]
        sentence = _sentence_regression(fitted)
        answer = _answer_regression(_tops(sentence, fitted), fitted)
        unseen = _tops(sentence, [asked[i] for i in test])
        scores[test], right[test] = answer(unseen.insisted), unseen.right
    return scores, right


def _sentence_regression(asked: list[Asked]) -> Pipeline:
    x, y = np.concatenate([a.features for a in asked]), np.concatenate([a.holds for a in asked])
    return _regression(x, y, np.concatenate([np.full(len(a.holds), a.weight) for a in asked]))


def _regression(x: NDArray[np.float64], y: NDArray[np.bool_], weights: NDArray[np.float64]) -> Pipeline:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=RIDGE, max_iter=2000))
    return model.fit(x, y, logisticregression__sample_weight=weights)


def _answer_regression(tops: _Tops, asked: list[Asked]) -> Logistic:
    return fit_logistic(tops.insisted, tops.right, np.array([a.weight for a in asked]))


def _tops(sentence: Pipeline, asked: list[Asked]) -> _Tops:
    chosen = [_top(a, sentence.predict_proba(a.features)[:, 1]) for a in asked]
    features = np.stack([a.features[best] for a, (best, _, _) in zip(asked, chosen, strict=True)])
    left = np.array([left for _, left, _ in chosen])
    right = np.array([a.holds[given] for a, (_, _, given) in zip(asked, chosen, strict=True)])
    return _Tops(features, left, right)


def _top(asked: Asked, scores: NDArray[np.float64]) -> tuple[int, float, int]:
    """The best sentence before, the share of its score that the best afterwards has, and that one, in one passage."""
    discounted = scores * asked.kept
    given = int(discounted.argmax())
    rows = np.flatnonzero(asked.passages == asked.passages[given])
    best = int(rows[scores[rows].argmax()])
    return best, float(discounted[given] / scores[best]), given


def _unscaled(model: Pipeline) -> Logistic:
    """The regression as one of unscaled features."""
    scaler, regression = model[0], model[-1]
    weights = regression.coef_[0] / scaler.scale_
    return Logistic(weights, float(regression.intercept_[0] - weights @ scaler.mean_))
