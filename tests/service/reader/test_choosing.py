from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from service.fitted import Logistic
from service.reader.choosing import FEWEST, MOST, PASSAGE_FEATURES, WORTHWHILE, Chooser, passage_features
from service.similarity import SENTENCE_FEATURES, SimilarityReader

SIMILARITY = SimilarityReader.load()
# Of all features, only the highest similarity of a passage's sentences counts.
BY_SIMILARITY = Logistic(np.array([float(name == "most_similarity") for name in PASSAGE_FEATURES]), 0.0)


def passage(probability: float, *, defines: bool = False) -> NDArray[np.float64]:
    """Features of a passage of two sentences that holds the answer with that probability, by similarity."""
    features = np.zeros((2, len(SENTENCE_FEATURES)))
    features[:, SENTENCE_FEATURES.index("similarity")] = -20.0, np.log(probability / (1 - probability))
    features[1, SENTENCE_FEATURES.index("defines")] = defines
    return features


def chosen(*passages: NDArray[np.float64]) -> list[int]:
    return Chooser(SIMILARITY, BY_SIMILARITY).choose(passages)


def test_the_likeliest_come_first_and_not_more_than_the_most() -> None:
    assert chosen(*(passage(p) for p in (0.5, 0.9, 0.7))) == [1, 2, 0]
    assert len(chosen(*(passage(0.5) for _ in range(MOST + 3)))) == MOST


def test_what_is_unlikely_beside_the_likeliest_is_left_but_for_the_fewest() -> None:
    unlikely = [passage(0.9 * WORTHWHILE / 2) for _ in range(4)]
    assert len(chosen(passage(0.9), *unlikely)) == FEWEST
    assert chosen(passage(0.9), unlikely[0], passage(0.9 * WORTHWHILE * 1.1)) == [0, 2]


def test_what_defines_comes_first_however_unlikely() -> None:
    assert chosen(passage(0.9), passage(0.8), passage(0.5, defines=True))[0] == 2


def test_a_passage_is_told_by_its_sentences_and_by_its_rank() -> None:
    features = passage_features(SIMILARITY, [passage(0.2), passage(0.6)])
    assert features.shape == (2, len(PASSAGE_FEATURES))
    by_name = dict(zip(PASSAGE_FEATURES, features.T, strict=True))
    assert by_name["most_similarity"] == pytest.approx(np.log([0.2 / 0.8, 0.6 / 0.4]))
    assert by_name["reciprocal_rank"].tolist() == [1.0, 0.5]
    assert by_name["likely_below_best"].max() == 0.0
