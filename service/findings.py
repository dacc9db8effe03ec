"""What was found and read for one question, and what of it is left when its constraints are insisted on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from indexer.records import Span
from service.composition import Candidate
from service.constraints import defines
from service.insistence import remaining
from service.query import Question
from service.reading import Reading, RetrievedPassage

UNDEFINED = 0.5  # left of the score of a sentence that defines nothing, where another defines what is asked about


@dataclass(frozen=True, slots=True)
class Finding:
    """One question (of perhaps several in one) with the passages found for it and their readings."""

    question: Question
    passages: list[RetrievedPassage]
    readings: list[Reading]

    @property
    def answerability(self) -> float:
        """Probability that the best passage answers the question; 0 without passages."""
        return max((reading.answerability for reading in self.readings), default=0.0)

    @property
    def spans(self) -> list[tuple[str, Span]]:
        """The shortest answers that were read, with their documents."""
        pairs = zip(self.passages, self.readings, strict=True)
        return [(passage.document.id, reading.span) for passage, reading in pairs if reading.span is not None]

    def insisting(self) -> Finding:
        """The finding with every sentence marked down that leaves open what the question insists on."""
        readings = []
        defined = any(defines(self.question, sentence) for passage in self.passages for sentence in passage.sentences)
        for passage, reading in zip(self.passages, self.readings, strict=True):
            kept = np.array([
                remaining(self.question, sentence, passage.around(i))
                for i, sentence in enumerate(passage.sentences)
            ])  # fmt: skip
            if defined:  # somewhere it is said what the thing is: what only mentions it stands back
                kept *= np.array([1.0 if defines(self.question, s) else UNDEFINED for s in passage.sentences])
            scores = reading.sentence_scores * kept
            share = float(scores.max() / reading.sentence_scores.max()) if reading.sentence_scores.max() > 0 else 1.0
            readings.append(replace(reading, sentence_scores=scores, answerability=reading.answerability * share))
        return Finding(self.question, self.passages, readings)

    def best(self, k: int) -> Finding:
        """The finding with only its ``k`` passages that answer best, best first."""
        pairs = zip(self.passages, self.readings, strict=True)
        kept = sorted(pairs, key=lambda pair: -pair[1].answerability)[:k]
        return Finding(self.question, [passage for passage, _ in kept], [reading for _, reading in kept])


def candidates(finding: Finding) -> list[Candidate]:
    """The sentences of a finding's passages, each once with its best score."""
    best: dict[tuple[str, int], Candidate] = {}
    for passage, reading in zip(finding.passages, finding.readings, strict=True):
        for i, sentence in enumerate(passage.sentences):
            score = float(reading.sentence_scores[i])
            key = (sentence.document_id, sentence.start)
            if key in best and (best[key].score > score or (best[key].score == score and best[key].before)):
                continue
            around = passage.around(i)
            best[key] = Candidate(
                sentence, np.asarray(passage.sentence_vectors[i]), score,
                around, passage.sentences[i - 1] if i else None,
            )  # fmt: skip
    return list(best.values())
