from __future__ import annotations

import numpy as np

from service.discounting import fit_discounted


def test_what_the_discount_explains_is_not_learned() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(4000, 2))
    discounts = np.where(features[:, 1] > 0, 0.2, 1.0)  # goes with the second feature, which says nothing itself
    probabilities = discounts / (1 + np.exp(-3 * features[:, 0]))
    right = random.random(4000) < probabilities
    model = fit_discounted(features, right, discounts, np.ones(4000))
    assert model.weights[0] > 1
    assert abs(model.weights[1]) < 0.2
    assert abs(float((model(features) * discounts).mean()) - right.mean()) < 0.02


def test_a_weight_is_as_good_as_a_repeat() -> None:
    random = np.random.default_rng(1)
    features, right = random.normal(size=(60, 2)), random.random(60) < 0.5
    twice = fit_discounted(np.vstack([features, features]), np.tile(right, 2), np.ones(120), np.ones(120))
    weighted = fit_discounted(features, right, np.ones(60), np.full(60, 2.0))
    assert np.allclose(twice.weights, weighted.weights, atol=1e-3)
