"""From logits to what a reading says: the best span, its margin over no answer, the sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.records import Span
from service.reader.features import NO_SENTENCE, Pair

MAX_ANSWER_TOKENS = 30


@dataclass(frozen=True, slots=True)
class DecodedSpan:
    """The best span in passage offsets, and by how many logits it beats the null answer on ``[CLS]``."""

    span: Span
    margin: float


def best_span(pair: Pair, start: NDArray[np.float32], end: NDArray[np.float32]) -> DecodedSpan | None:
    """The span of at most `MAX_ANSWER_TOKENS` tokens with the highest start + end logit (Devlin et al. 2019).

    ``start`` and ``end`` are the (L,) logits of the pair's tokens. None where the passage has no token.
    """
    return _best_among(np.flatnonzero(pair.sentence != NO_SENTENCE), pair, start, end)


def sentence_spans(
    pair: Pair, start: NDArray[np.float32], end: NDArray[np.float32], count: int
) -> list[DecodedSpan | None]:
    """The best span within each of ``count`` sentences, as `best_span`; None for one with no token in the window."""
    return [_best_among(np.flatnonzero(pair.sentence == i), pair, start, end) for i in range(count)]


def _best_among(
    tokens: NDArray[np.intp], pair: Pair, start: NDArray[np.float32], end: NDArray[np.float32]
) -> DecodedSpan | None:
    """The best span that begins and ends with one of the ``tokens``, positions in rising order."""
    if not len(tokens):
        return None
    length = tokens[None, :] - tokens[:, None]
    allowed = (length >= 0) & (length < MAX_ANSWER_TOKENS)
    scores = np.where(allowed, start[tokens, None] + end[None, tokens], -np.inf)
    begin, stop = np.unravel_index(int(scores.argmax()), scores.shape)
    null = float(start[0] + end[0])
    span = Span(int(pair.starts[tokens[begin]]), int(pair.ends[tokens[stop]]))
    return DecodedSpan(span, float(scores[begin, stop]) - null)


def sentence_means(pair: Pair, evidence: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """(``count``,) mean evidence logit of each sentence's tokens; -inf for a sentence with no token in the window."""
    inside = pair.sentence != NO_SENTENCE
    sizes = np.bincount(pair.sentence[inside], minlength=count)
    totals = np.bincount(pair.sentence[inside], weights=evidence[inside], minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(sizes > 0, totals / sizes, -np.inf).astype(np.float32)
