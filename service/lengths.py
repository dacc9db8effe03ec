"""How long an answer may be, by what the question asks for."""

from __future__ import annotations

from dataclasses import dataclass

from service.expected import Expected


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an answer may grow: sentences and words in all, and what each sentence after the first must bring.

    ``score_share`` is the least share of the best sentence's score, ``gain`` the least part of the question, or of a
    list's members, that is not covered yet.
    """

    sentences: int
    words: int
    score_share: float
    gain: float


_LIMITS = {
    Expected.LIST: Limits(4, 110, 0.40, 0.05),
    Expected.COMPARE: Limits(4, 110, 0.10, 0.0),
    Expected.WHY: Limits(3, 90, 0.15, 0.0),
    **dict.fromkeys((Expected.OTHER, Expected.DEFINITION, Expected.PERSON, Expected.PLACE), Limits(3, 60, 0.30, 0.0)),
}
_BRIEF = Limits(2, 80, 0.75, 0.30)  # where a figure or a date is asked for


def limits(expects: Expected) -> Limits:
    """The limits of an answer in the fewest sentences."""
    return _LIMITS.get(expects, _BRIEF)
