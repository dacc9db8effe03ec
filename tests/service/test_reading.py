from __future__ import annotations

import numpy as np
import pytest

from service.reading import Reading


def reading(answerability: float, insistence: float) -> Reading:
    return Reading(answerability, np.array([0.8, 0.4]), None, 0.0, insistence)


def test_what_leaves_all_of_the_best_score_changes_no_probability() -> None:
    left = reading(0.7, 0.4).insisted(np.array([1.0, 0.2]))
    assert left.answerability == pytest.approx(0.7)
    assert left.sentence_scores == pytest.approx([0.8, 0.08])


def test_the_odds_fall_by_a_power_of_what_is_left_of_the_best_score() -> None:
    # The second sentence is the best one then, with half of the score that the first had.
    assert reading(0.5, 1.0).insisted(np.array([0.2, 1.0])).answerability == pytest.approx(1 / 3)
    assert reading(0.5, 0.5).insisted(np.array([0.2, 1.0])).answerability == pytest.approx(0.5**0.5 / (1 + 0.5**0.5))
    assert reading(0.5, 0.0).insisted(np.array([0.2, 0.2])).answerability == pytest.approx(0.5)


@pytest.mark.parametrize("answerability", [0.0, 1.0])
def test_what_is_certain_stays_a_probability(answerability: float) -> None:
    assert reading(answerability, 1.0).insisted(np.array([1e-12, 1e-12])).answerability == pytest.approx(answerability)
