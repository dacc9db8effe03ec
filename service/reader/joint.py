"""The reader that the service uses: the cross-encoder's logits joined with the similarity reader's features.

Passages are read in two steps. The similarity reader looks at all of them, which costs a few matrix products; the
cross-encoder reads those that are worth it (`service.reader.choosing`). Two logistic regressions, fitted on articles
that the cross-encoder was not trained on (``service.reader.calibration``), make probabilities of both together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.records import Span
from service.fitted import Fitted, Logistic
from service.query import Question
from service.reader.choosing import PASSAGE_FEATURES, Chooser
from service.reader.features import PairText
from service.reader.inference import CrossEncoder, PassageReading
from service.reading import Reading, RetrievedPassage
from service.similarity import SENTENCE_FEATURES, SimilarityReader, sentence_features

FEATURES = (
    *SENTENCE_FEATURES,
    "evidence", "evidence_below_best", "answerability", "margin", "margin_below_best", "no_margin", "relevance",
    "nearness",
)  # fmt: skip
MODELS = Path(__file__).parents[1] / "models"
_LOGIT = 12.0  # beyond it a logit says nothing more
_FEW = 3  # passages of one document, of which retrieval has nothing to choose


class JointReader:
    """A :class:`service.reading.Reader`. Thread-safe."""

    name = "cross-encoder"

    def __init__(self, cross_encoder: CrossEncoder, chooser: Chooser, fitted: Fitted) -> None:
        self._cross_encoder = cross_encoder
        self._chooser = chooser
        self._fitted = fitted
        self.precision = fitted.precision
        parts = (cross_encoder.digest, chooser.digest, repr(fitted))
        self.digest = hashlib.sha256(" ".join(parts).encode()).hexdigest()

    @classmethod
    def load(cls, threads: int) -> JointReader:
        """The reader with the weights and coefficients that come with the package.

        Raises:
            ValueError: the coefficients belong to other features or other weights.
        """
        stored = json.loads((MODELS / "joint.json").read_text(encoding="utf-8"))
        cross_encoder, similarity = CrossEncoder.load(MODELS / "reader", threads), SimilarityReader.load()
        fitted_on = (tuple(stored.get("passage_features", ())), tuple(stored["features"]))
        readers = (stored.get("similarity"), stored["cross_encoder"])
        if fitted_on != (PASSAGE_FEATURES, FEATURES) or readers != (similarity.digest, cross_encoder.digest):
            raise ValueError("joint.json was fitted for another reader; run `python -m service.reader.calibration`")
        return cls(cross_encoder, Chooser(similarity, Logistic.stored(stored["choice"])), Fitted.stored(stored))

    def read(self, question: Question, passages: Sequence[RetrievedPassage]) -> list[Reading]:
        """One reading a passage; what the cross-encoder did not read does not answer."""
        readings = [Reading(0.0, np.zeros(len(passage.sentences)), None, 0.0) for passage in passages]
        short = len(passages) <= _FEW and len({passage.document.id for passage in passages}) == 1
        chosen = short and not question.glossary
        for i, reading, features in self._read(question, passages):
            scores, best, answerability = self._fitted.judge(features, chosen=chosen)
            decoded = reading.spans[best]
            start = passages[i].chunk.start
            readings[i] = Reading(
                answerability=answerability,
                sentence_scores=scores,
                span=Span(decoded.span.start + start, decoded.span.end + start) if decoded else None,
                span_score=float(scores[best]) if decoded else 0.0,
                insistence=self._fitted.insists(chosen=chosen),
            )
        return readings

    def features(
        self, question: Question, passages: Sequence[RetrievedPassage]
    ) -> list[tuple[RetrievedPassage, NDArray[np.float64]]]:
        """The passages that would be read, each with one row of :data:`FEATURES` a sentence."""
        return [(passages[i], features) for i, _, features in self._read(question, passages)]

    def _read(
        self, question: Question, passages: Sequence[RetrievedPassage]
    ) -> list[tuple[int, PassageReading, NDArray[np.float64]]]:
        """The cross-encoder's readings of the passages most likely to answer, with their positions and features."""
        cheap = [sentence_features(question, passage) for passage in passages]
        if not cheap:
            return []
        chosen = self._chooser.choose(cheap)
        read = self._cross_encoder.read([pair_text(passages[i]) for i in chosen])
        return [(i, r, joint_features(cheap[i], r)) for i, r in zip(chosen, read, strict=True)]


def pair_text(passage: RetrievedPassage) -> PairText:
    """What the cross-encoder is given of a passage: the question in its document's names, and its text."""
    start = passage.chunk.start
    return PairText(
        question=passage.asked,
        title=passage.context.text,
        passage=passage.document.text[start : passage.chunk.end],
        sentences=[Span(s.start - start, s.end - start) for s in passage.sentences],
    )


def joint_features(similarity: NDArray[np.float64], reading: PassageReading) -> NDArray[np.float64]:
    """(S, len(FEATURES)) from the (S, len(SENTENCE_FEATURES)) features of the same sentences."""
    evidence = np.clip(reading.evidence, -_LOGIT, _LOGIT).astype(np.float64)
    unread = np.array([decoded is None for decoded in reading.spans], dtype=np.float64)
    margins = np.array([decoded.margin if decoded else -_LOGIT for decoded in reading.spans])
    margins = np.clip(margins, -_LOGIT, _LOGIT)
    answerability, relevance, nearness = (
        np.full(len(evidence), np.clip(logit, -_LOGIT, _LOGIT))
        for logit in (reading.answerability, reading.relevance, reading.nearness)
    )
    of_sentences = [evidence, evidence.max() - evidence, answerability, margins, margins.max() - margins, unread]
    return np.column_stack([similarity, *of_sentences, relevance, nearness])
