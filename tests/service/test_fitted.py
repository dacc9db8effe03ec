from __future__ import annotations

import json

import numpy as np
import pytest

from service.fitted import Fitted, Logistic, Topicality
from service.precision import PrecisionCurve

FITTED = Fitted(
    Logistic(np.array([2.0, 0.0]), -1.0),
    Logistic(np.array([0.0, 1.0]), 0.5),
    0.25,
    PrecisionCurve([0.0, 0.5], [0.4, 1.0]),
    Topicality((2.0, 2.0), 0.5, -1.25),
)


def test_what_is_stored_is_what_is_read() -> None:
    again = Fitted.stored(json.loads(json.dumps(FITTED.plain())))
    assert again.plain() == FITTED.plain()
    assert again.topicality == FITTED.topicality
    assert (again.insistence, again.precision) == (FITTED.insistence, FITTED.precision)


def test_a_passage_answers_as_its_best_sentence_does() -> None:
    scores, best, answerability = FITTED.judge(np.array([[0.0, 9.0], [1.0, -0.5]]))
    assert best == 1
    assert scores == pytest.approx([1 / (1 + np.e), 1 / (1 + 1 / np.e)])
    assert answerability == pytest.approx(0.5)


def test_how_near_a_passage_is_counts_where_one_document_was_chosen() -> None:
    features = np.array([[1.0, -0.5]])  # of the logit 0, and 1 near
    assert FITTED.judge(features)[2] == pytest.approx(0.5)
    assert FITTED.judge(features, chosen=True)[2] == pytest.approx(1 / (1 + np.exp(0.75)))
    assert FITTED.judge(np.array([[2.0, 1.5]]), chosen=True)[2] > FITTED.judge(np.array([[2.0, 1.5]]))[2]


def test_what_is_not_fitted_yet_takes_features_all_the_same() -> None:
    scores, _, answerability = Fitted.nothing(3).judge(np.ones((2, 3)))
    assert scores.tolist() == [0.5, 0.5]
    assert answerability == 0.5
