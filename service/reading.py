"""The seam between finding and answering: what a reader is given, and what it says of each passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.records import Chunk, Document, Span
from service.evidence import READ_BEFORE, Evidence
from service.precision import PrecisionCurve
from service.query import Question

LEAST_LEFT = 0.02  # a smaller share of a score that is left says nothing more
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A chunk that retrieval found, with what is known of it before anything reads it.

    ``sentences`` are the chunk's sentences in order, ``before`` the last ones before them under the same headings;
    ``context`` is its document's title and heading path.
    ``similarity`` (the chunk) and ``sentence_similarities`` (one per sentence) are cosines between question and text,
    the largest over the forms of the question that the document's names call for. ``score`` is the fused rank score.
    ``asked`` is the question with the names that the document uses.
    """

    chunk: Chunk
    document: Document
    sentences: tuple[Evidence, ...]
    before: tuple[Evidence, ...]
    context: Evidence
    score: float
    similarity: float
    sentence_similarities: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]
    asked: str

    def around(self, i: int) -> tuple[Evidence, ...]:
        """What the sentence ``i`` is read with: its title and headings, and up to two sentences before it."""
        return (self.context, *(*self.before, *self.sentences[:i])[-READ_BEFORE:])


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one passage.

    ``answerability``: probability that this passage answers the question. ``sentence_scores``: for each sentence of
    the passage, the probability that it belongs to a full answer. ``span``: the shortest answer, in offsets of the
    document, or None; ``span_score``: how sure the reader is of it, 0..1. ``insistence``: to which power the share of
    the best score that is left, when the question is insisted on, multiplies the odds that the passage answers.
    """

    answerability: float
    sentence_scores: NDArray[np.float64]
    span: Span | None
    span_score: float
    insistence: float = 1.0

    def insisted(self, left: NDArray[np.float64]) -> Reading:
        """The reading when of each sentence's score only the share ``left``, (S,), remains; some score must be > 0."""
        scores = self.sentence_scores * left
        share = max(float(scores.max() / self.sentence_scores.max()), LEAST_LEFT)
        odds = self.answerability / max(1.0 - self.answerability, _LEAST) * share**self.insistence
        return replace(self, sentence_scores=scores, answerability=odds / (1.0 + odds))


class Reader(Protocol):
    """Reads a question together with passages.

    ``precision`` says how often answers as probable as it finds them were right on known questions.
    """

    name: str
    digest: str
    precision: PrecisionCurve

    def read(self, question: Question, passages: Sequence[RetrievedPassage]) -> list[Reading]:
        """One reading a passage, in the passages' order."""
        ...
