from __future__ import annotations

import numpy as np
import pytest

from service.fitted import probabilities
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
    fitted, reached = fit(asked)
    assert int(np.argmax(np.abs(fitted.sentence.weights))) == 0
    assert len(fitted.answer.weights) == len(SENTENCE_FEATURES)
    assert reached["questions"] == 400
    assert reached["auc_answerable"] > 0.9


@pytest.mark.parametrize(("telling", "insists"), [(True, True), (False, False)])
def test_fit_insists_as_far_as_what_is_left_of_a_score_tells(telling: bool, insists: bool) -> None:  # noqa: FBT001
    random = np.random.default_rng(0)
    asked = []
    for i in range(400):
        holds = np.array([bool(i % 2)])
        fired = random.random() < (0.9 if telling != bool(i % 2) else 0.1) if telling else random.random() < 0.5
        kept = np.array([0.2 if fired else 1.0])
        asked.append(
            Asked(random.normal(size=(1, len(SENTENCE_FEATURES))), holds, kept, np.zeros(1, np.int64), str(i % 20))
        )
    fitted, _ = fit(asked)
    assert fitted.insistence >= 0.0
    assert (fitted.insistence > 0.3) is insists


def test_what_is_asked_of_one_document_is_judged_by_its_own_line_and_tells_of_nothing_else() -> None:
    random = np.random.default_rng(0)
    weights = (2.0, 2.0, *(0.0 for _ in SENTENCE_FEATURES[2:]))
    asked = [
        Asked(
            random.normal(size=(1, len(SENTENCE_FEATURES))) + (0.0 if i % 3 else 5.0), np.array([bool(i % 2)]),
            np.ones(1), np.zeros(1, np.int64), str(i % 20), chosen=bool(i % 3),
        )
        for i in range(400)
    ]  # fmt: skip
    fitted, reached = fit(asked, topical=weights)
    others, _ = fit([a for a in asked if not a.chosen])
    assert fitted.answer.plain() == others.answer.plain()
    assert reached["questions"] == sum(not a.chosen for a in asked)
    apart = np.concatenate([a.features for a in asked if a.chosen])
    right = np.mean([a.holds[0] for a in asked if a.chosen])
    said = probabilities(fitted.topicality(fitted.answer.logits(apart), apart))
    assert fitted.topicality.weights == weights
    assert said.mean() == pytest.approx(right, abs=0.01)
