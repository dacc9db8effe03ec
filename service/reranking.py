"""Search results in the order that fusion and the reader give together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.reading import Reading, RetrievedPassage

WEIGHT = 0.6  # of the reader beside the fused score: a passage may be wanted that does not answer


def rerank(passages: Sequence[RetrievedPassage], readings: Sequence[Reading]) -> list[RetrievedPassage]:
    """The passages by fused score and probability that they answer, best first, scored in 0..1.

    ``readings`` are those of the first passages, in their order; what was not read keeps its fused score alone.
    """
    answering = [reading.answerability for reading in readings] + [0.0] * (len(passages) - len(readings))
    scored = [
        replace(passage, score=(passage.score + WEIGHT * answers) / (1 + WEIGHT))
        for passage, answers in zip(passages, answering, strict=True)
    ]
    return sorted(scored, key=lambda passage: -passage.score)
