"""Which passages are worth the cross-encoder's time, told by what costs little.

The similarity reader's features of a passage's sentences, and where retrieval ranks it, go into a logistic regression
that is fitted on whether the passage holds the answer (`service.reader.calibration`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.fitted import Logistic
from service.similarity import SENTENCE_FEATURES, SimilarityReader

PASSAGE_FEATURES = (
    *(f"most_{name}" for name in SENTENCE_FEATURES),  # of any of its sentences
    *(f"best_{name}" for name in SENTENCE_FEATURES),  # of the sentence that answers best by similarity
    "rank", "reciprocal_rank", "likely", "likely_below_best",
)  # fmt: skip
MOST = 6  # passages that are read for a question
FEWEST = 2  # that are read in any case
WORTHWHILE = 0.125  # probability that a passage holds the answer, as a share of the likeliest one's, to be read then
_DEFINES = SENTENCE_FEATURES.index("defines")
_LEAST = 1e-6


def passage_features(similarity: SimilarityReader, sentences: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """(P, len(PASSAGE_FEATURES)) for the passages, best ranked first, whose (S, len(SENTENCE_FEATURES)) are given."""
    found = [similarity.best(features) for features in sentences]
    best = [features[i] for features, (i, _) in zip(sentences, found, strict=True)]
    answering = np.clip([probability for _, probability in found], _LEAST, 1 - _LEAST)
    likely = np.log(answering / (1 - answering))
    rank = np.arange(len(sentences), dtype=np.float64)
    most = [features.max(axis=0) for features in sentences]
    return np.column_stack([most, best, np.log1p(rank), 1 / (1 + rank), likely, likely - likely.max()])


class Chooser:
    """Chooses the passages that are read.

    ``digest`` tells its coefficients apart from others.
    """

    def __init__(self, similarity: SimilarityReader, holds_answer: Logistic) -> None:
        self._similarity = similarity
        self._holds_answer = holds_answer
        self.digest = f"{similarity.digest} {holds_answer!r}"

    def choose(self, sentences: Sequence[NDArray[np.float64]]) -> list[int]:
        """Positions of the passages to read, likeliest first, by the features of the sentences of all.

        What defines the thing asked about comes first whatever its words: they may be few.
        """
        likely = self._holds_answer(passage_features(self._similarity, sentences))
        defining = [bool(features[:, _DEFINES].any()) for features in sentences]
        ranked = sorted(range(len(sentences)), key=lambda i: (not defining[i], -likely[i]))[:MOST]
        return [i for n, i in enumerate(ranked) if n < FEWEST or likely[i] >= WORTHWHILE * likely.max()]
