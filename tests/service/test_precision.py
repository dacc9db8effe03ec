from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.precision import NEVER, PrecisionCurve


@cache
def curve() -> PrecisionCurve:
    """Answers that are right as often as their probability says."""
    chance = np.random.default_rng(7)
    probabilities = chance.random(20_000)
    return PrecisionCurve.of(probabilities, chance.random(20_000) < probabilities)


def test_a_precision_is_reached_above_its_threshold() -> None:
    # Answers spread evenly above t are right (1 + t) / 2 of the time.
    assert curve().threshold(0.75) == pytest.approx(0.5, abs=0.05)
    assert curve().threshold(0.9) == pytest.approx(0.8, abs=0.05)


def test_nothing_wanted_refuses_nothing_and_the_impossible_everything() -> None:
    assert curve().threshold(0.0) == 0.0
    assert curve().threshold(1.0) == NEVER > 1.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_precision_never_lowers_the_threshold(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert curve().threshold(low) <= curve().threshold(high)


def test_what_is_stored_is_what_is_read() -> None:
    assert PrecisionCurve.stored(curve().plain()) == curve()
