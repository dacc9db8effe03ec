"""The provisional reader: meaning and words of single sentences, joined by a small logistic model.

No sentence is read together with the question. A sentence's features are its cosine with the question, how much of
the question's words and names it covers alone and with its surroundings, whether it holds the kind of thing asked
for, and which constraints it leaves open. ``service.calibration`` fits the coefficients on public question sets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from service.constraints import (
    Gaps,
    counts_unit,
    defines,
    gaps,
    gives_reason,
    holds_type,
    lacking,
)
from service.evidence import Evidence
from service.expected import Expected
from service.fitted import Fitted
from service.query import Question
from service.reading import Reading, RetrievedPassage
from service.shortest import typed_span

CHECKED = (Expected.NUMBER, Expected.MONEY, Expected.PERCENT, Expected.DATE, Expected.PERSON, Expected.PLACE)
SENTENCE_FEATURES = (
    "similarity", "passage_similarity", "similarity_below_best", "coverage", "coverage_near", "coverage_passage",
    "type_held", "type_elsewhere", *(f"{kind}_lacking" for kind in CHECKED),
    "name_missing", "name_missing_near", "name_missing_passage",
    "time_missing", "number_missing", "focus_missing", "focus_missing_near", "unit_counted", "unit_not_counted",
    "defines", "reason_given", "reason_lacking", "log_length", "short_question",
)  # fmt: skip
ENTITY_WEIGHT = 0.8  # of an entity that the question names, among the weights of its words (0..1)


def coverage(question: Question, evidence: Sequence[Evidence]) -> float:
    """The share of the question's content, by weight, that occurs in ``evidence``; 1 for a question without content."""
    total = sum(question.terms.values()) + ENTITY_WEIGHT * len(question.entities)
    if not total:
        return 1.0
    missing = lacking(frozenset(question.terms), (e.stems for e in evidence))
    held = sum(weight for stem, weight in question.terms.items() if stem not in missing)
    named = (options for options in question.entities if not all(e.entities.isdisjoint(options) for e in evidence))
    held += ENTITY_WEIGHT * sum(1 for _ in named)
    return held / total


def _names_missing(question: Question, missing: Gaps) -> float:
    """The share of what the question names, in the glossary or with a capital, that is ``missing``."""
    named = len(question.entities) + len(question.proper)
    return (len(missing.entities) + len(missing.proper)) / named if named else 0.0


def _focus_missing(question: Question, evidence: Sequence[Evidence]) -> float:
    """The share of the attribute asked for, by weight, that ``evidence`` does not name; 0 if none is asked for."""
    missing = lacking(question.focus, (e.stems for e in evidence))
    total = sum(question.terms[stem] for stem in question.focus)
    return sum(question.terms[stem] for stem in missing) / total if total else 0.0


def sentence_features(question: Question, passage: RetrievedPassage) -> NDArray[np.float64]:
    """One row of :data:`SENTENCE_FEATURES` for each sentence of the passage.

    "Near" is the sentence with its title, headings and the two sentences before it.
    """
    whole = [passage.context, *passage.sentences]
    name_missing_passage = _names_missing(question, gaps(question, whole))
    coverage_passage = coverage(question, whole)
    typed = [holds_type(question, sentence, passage.around(i)) for i, sentence in enumerate(passage.sentences)]
    best = float(passage.sentence_similarities.max())
    rows = []
    for i, sentence in enumerate(passage.sentences):
        near = [*passage.around(i), sentence]
        open_near = gaps(question, near)
        counted, reason = counts_unit(question, sentence), gives_reason(question, sentence)
        similarity = float(passage.sentence_similarities[i])
        rows.append([
            similarity,
            passage.similarity,
            best - similarity,
            coverage(question, [sentence]),
            coverage(question, near),
            coverage_passage,
            float(typed[i] is True),
            float(typed[i] is False and any(typed)),
            *(float(typed[i] is False and question.expects is kind) for kind in CHECKED),
            _names_missing(question, gaps(question, [sentence])),
            _names_missing(question, open_near),
            name_missing_passage,
            float(bool(open_near.calendar)),
            float(bool(open_near.numbers)),
            _focus_missing(question, [sentence]),
            _focus_missing(question, near),
            float(counted is True),
            float(counted is False),
            float(defines(question, sentence)),
            float(reason is True),
            float(reason is False),
            float(np.log1p(len(sentence.text.split()))),
            float(len(question.terms) + len(question.entities) <= 1),
        ])  # fmt: skip
    return np.array(rows, dtype=np.float64)


class SimilarityReader:
    """A :class:`service.reading.Reader` that needs no trained cross-encoder."""

    name = "similarity"

    def __init__(self, fitted: Fitted, digest: str) -> None:
        self._fitted = fitted
        self.precision = fitted.precision
        self.digest = digest

    @classmethod
    def load(cls) -> SimilarityReader:
        """The reader with the coefficients that come with the package."""
        raw = (resources.files("service") / "models" / "similarity.json").read_bytes()
        stored = json.loads(raw)
        if tuple(stored["features"]) != SENTENCE_FEATURES:
            raise ValueError("similarity.json was fitted on other features; run `python -m service.calibration`")
        return cls(Fitted.stored(stored), hashlib.sha256(raw).hexdigest())

    def read(self, question: Question, passages: Sequence[RetrievedPassage]) -> list[Reading]:
        """One reading a passage: each sentence scored alone, the passage by its best sentence."""
        readings = []
        for passage in passages:
            scores, best, answerability = self._fitted.judge(sentence_features(question, passage))
            span = typed_span(question, passage.sentences[best])
            score = float(scores[best]) if span else 0.0
            readings.append(Reading(answerability, scores, span, score, self._fitted.insistence))
        return readings

    def best(self, features: NDArray[np.float64]) -> tuple[int, float]:
        """The sentence that most likely holds the answer, and the probability that the passage answers.

        ``features`` are the :func:`sentence_features` of the passage's sentences.
        """
        _, best, answerability = self._fitted.judge(features)
        return best, answerability
