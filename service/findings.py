"""What was found and read for one question, and what of it is left when its constraints are insisted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.records import Span
from service.composition import Candidate
from service.constraints import defines
from service.expected import Expected
from service.insistence import remaining
from service.premises import denial
from service.query import Question
from service.reading import Reading, RetrievedPassage

BESIDE = 0.7  # of the wanted probability, that a part must have beside one that has it
DENIED = 0.2  # left of the probability that a question is answered whose premise a sentence denies
_KINDS = frozenset({Expected.DATE, Expected.PERSON, Expected.PLACE})  # which the noun of "which …" may only name
UNDEFINED = 0.5  # left of the score of a sentence that defines nothing, where another defines what is asked about


@dataclass(frozen=True, slots=True)
class Finding:
    """One question (of perhaps several in one) with the passages found for it and their readings.

    ``denial`` is the sentence that denies what the question takes for granted, where one is known.
    """

    question: Question
    passages: list[RetrievedPassage]
    readings: list[Reading]
    denial: Candidate | None = None

    @property
    def answerability(self) -> float:
        """Probability that the passage with the best sentence answers, little of it if the premise is denied.

        0 without any, or if the question was not understood.
        """
        best = max(self.readings, key=lambda reading: reading.sentence_scores.max(initial=0.0), default=None)
        if best is None or self.question.foreign:
            return 0.0
        return best.answerability * (DENIED if self.denial else 1.0)

    @property
    def spans(self) -> list[tuple[str, Span]]:
        """The shortest answers that were read, with their documents."""
        pairs = zip(self.passages, self.readings, strict=True)
        return [(passage.document.id, reading.span) for passage, reading in pairs if reading.span is not None]

    def insisting(self) -> Finding:
        """The finding with every sentence marked down that leaves open what the question insists on."""
        readings = list(self.readings)
        read = [i for i, reading in enumerate(readings) if reading.sentence_scores.any()]  # the others say nothing
        for i, left in zip(read, kept(self.question, [self.passages[i] for i in read]), strict=True):
            readings[i] = readings[i].insisted(left)
        marked = Finding(self.question, self.passages, readings)
        return replace(marked, denial=denial(self.question, candidates(marked)))

    def best(self, k: int) -> Finding:
        """The finding with only its ``k`` passages that answer best, best first."""
        pairs = zip(self.passages, self.readings, strict=True)
        kept = sorted(pairs, key=lambda pair: -pair[1].answerability)[:k]
        return replace(self, passages=[passage for passage, _ in kept], readings=[reading for _, reading in kept])


def answered(parts: Sequence[Finding], threshold: float) -> list[Finding]:
    """The parts of a question that are answered with at least that probability, a share of it beside one that is.

    A part that only asks more of the first one's matter ("…, and in which year?") is not without the first. None is
    where the question as a whole, of which parts are open, is less sure than that.
    """
    sure = any(part.answerability >= threshold for part in parts)
    given = [part for part in parts if part.answerability >= (BESIDE * threshold if sure else threshold)]
    if parts and parts[0].answerability < threshold:
        first = parts[0].question
        given = [part for part in given if _own_matter(part.question, first)]
    return given if sureness(given, parts) >= threshold else []


def _own_matter(question: Question, first: Question) -> bool:
    """Whether it is about more than the first question; the "year" of "in which year" is no matter, but a kind."""
    kind = question.focus if question.expects in _KINDS else frozenset()
    return bool(question.terms.keys() - first.terms.keys() - kind or set(question.entities) - set(first.entities))


def sureness(given: Sequence[Finding], parts: Sequence[Finding]) -> float:
    """Probability that a question is answered of whose ``parts`` these are ``given``: their mean, 0 for the others."""
    return sum(part.answerability for part in given) / max(1, len(parts))


def kept(question: Question, passages: Sequence[RetrievedPassage]) -> list[NDArray[np.float64]]:
    """For each passage the share (0..1) of each sentence's score that is left when the question is insisted on."""
    defined = any(defines(question, sentence) for passage in passages for sentence in passage.sentences)
    shares = []
    for passage in passages:
        left = np.array([remaining(question, s, passage.around(i)) for i, s in enumerate(passage.sentences)])
        if defined:  # somewhere it is said what the thing is: what only mentions it stands back
            left *= np.array([1.0 if defines(question, s) else UNDEFINED for s in passage.sentences])
        shares.append(left)
    return shares


def candidates(finding: Finding) -> list[Candidate]:
    """The sentences of a finding's passages, each once with its best score."""
    best: dict[tuple[str, int], Candidate] = {}
    for passage, reading in zip(finding.passages, finding.readings, strict=True):
        for i, sentence in enumerate(passage.sentences):
            score = float(reading.sentence_scores[i])
            key = (sentence.document_id, sentence.start)
            if key in best and best[key].score >= score:
                continue
            context, *before = passage.around(i)
            best[key] = Candidate(
                sentence, np.asarray(passage.sentence_vectors[i]), score,
                (context, *before), before[-1] if before else None,
            )  # fmt: skip
    return list(best.values())
