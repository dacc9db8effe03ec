from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray

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
    [(scores, best, answerability)] = FITTED.judge([np.array([[0.0, 9.0], [1.0, -0.5]])])
    assert best == 1
    assert scores == pytest.approx([1 / (1 + np.e), 1 / (1 + 1 / np.e)])
    assert answerability == pytest.approx(0.5)


def test_how_near_a_passage_is_counts_where_one_document_was_chosen() -> None:
    one, nearer = np.array([[1.0, -0.5]]), np.array([[2.0, 1.5]])  # of the logits 0 and 2, and 1 and 7 near
    assert answerabilities(one) == pytest.approx([0.5])
    assert answerabilities(one, chosen=True) == pytest.approx([sigmoid(-0.75)])
    assert answerabilities(nearer, chosen=True)[0] > answerabilities(nearer)[0]


def test_of_a_chosen_document_it_counts_as_well_how_near_its_passages_are_on_average() -> None:
    one, nearer = np.array([[1.0, -0.5]]), np.array([[2.0, 1.5]])
    assert answerabilities(one, nearer) == [*answerabilities(one), *answerabilities(nearer)]
    assert answerabilities(one, one, chosen=True) == pytest.approx(2 * answerabilities(one, chosen=True))
    assert answerabilities(one, nearer, chosen=True) == pytest.approx([sigmoid(-0.375), sigmoid(2.875)])


def test_what_is_not_fitted_yet_takes_features_all_the_same() -> None:
    assert Fitted.nothing(3).judge([]) == []
    [(scores, _, answerability)] = Fitted.nothing(3).judge([np.ones((2, 3))])
    assert scores.tolist() == [0.5, 0.5]
    assert answerability == 0.5


def sigmoid(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def answerabilities(*passages: NDArray[np.float64], chosen: bool = False) -> list[float]:
    return [answerability for _, _, answerability in FITTED.judge(passages, chosen=chosen)]
