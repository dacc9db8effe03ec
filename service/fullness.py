"""Which sentences a full answer goes on with: those expected to bring it nearer to what a person would write."""

from __future__ import annotations

from collections.abc import Sequence

LENGTH = 30  # words that a person's answer is taken to have; the longer, the more sentences are worth adding
SHARPNESS = 0.5  # the power of a score's share of the best one that stands for the probability of being in the answer
SENTENCES = 5  # of a full answer, at most


def belonging(score: float, best: float) -> float:
    """How probable it is that a sentence belongs to a full answer, where the best one has the score ``best`` (0..1).

    Scores say how probable a sentence is to be *the* answer, so a good second one has little of what the best one has.
    """
    return float((score / best) ** SHARPNESS) if best else 0.0


def worth_adding(words: Sequence[int], probabilities: Sequence[float], probability: float) -> bool:
    """Whether one more sentence raises the expected F measure of an answer's words.

    The answer so far has sentences of so many ``words``, which belong to it with ``probabilities``. Its expected F
    measure is twice the words that are expected to belong, by its words and those of a person's answer. What is more
    probable than half of it raises it, and nothing else does (Jansche 2007; Ye et al. 2012, arXiv 1206.4625).
    """
    belong = sum(count * p for count, p in zip(words, probabilities, strict=True))
    return len(words) < SENTENCES and probability > belong / (sum(words) + LENGTH)
