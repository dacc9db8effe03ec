"""Reciprocal rank fusion: one ranking from several, by rank alone (Cormack, Clarke and Büttcher, SIGIR 2009)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

RANK_CONSTANT = 20  # the paper's k, there 60: damps the difference between the first few ranks


def fuse(rankings: Iterable[tuple[float, Sequence[T]]], k: int = RANK_CONSTANT) -> list[tuple[T, float]]:
    """Items of weighted rankings by ``sum(weight / (k + rank))``, best first, scaled so that 1 is first everywhere.

    Items of equal score keep the order in which they first appear.
    """
    scores: dict[T, float] = defaultdict(float)
    total = 0.0
    for weight, ranking in rankings:
        total += weight
        for rank, item in enumerate(ranking, 1):
            scores[item] += weight / (k + rank)
    best = total / (k + 1)
    return [(item, score / best) for item, score in sorted(scores.items(), key=lambda pair: -pair[1])]
