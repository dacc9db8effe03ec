from __future__ import annotations

import numpy as np

from service.fitting import Asked, fit
from service.similarity import SENTENCE_FEATURES


def test_fit_learns_what_tells_answers_apart() -> None:
    random = np.random.default_rng(0)
    asked = []
    for i in range(400):
        features = random.normal(size=(5, len(SENTENCE_FEATURES)))
        holds = np.zeros(5, dtype=np.bool_)
        if i % 2:
            holds[random.integers(5)] = True
            features[holds, 0] += 4.0
        asked.append(Asked(features, holds, np.ones(5), np.arange(5), article=str(i % 20)))
    fitted = fit(asked)
    weights = fitted["sentence"]["weights"]
    assert isinstance(weights, list)
    assert int(np.argmax(np.abs(weights))) == 0
    assert fitted["reached"]["questions"] == 400
    assert fitted["reached"]["auc_answerable"] > 0.9  # type: ignore[operator]
