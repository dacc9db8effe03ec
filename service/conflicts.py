"""Disagreement: statements of different documents that answer one question with different values or members."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.composition import Candidate
from service.constraints import counting_values, gaps
from service.expected import Expected
from service.query import Question
from service.similarity import coverage
from service.values import WEEKDAYS, Value, is_range

SCORE_SHARE = 0.01  # of the best sentence's score, that a claim must reach to be set against it
ALIKE_COUNTS = 0.35  # least cosine of two sentences that count the same unit
ALIKE_VALUES = 0.60  # the same for values of which nothing says what they count
ALIKE_LISTS = 0.55  # the same for lists that share two members and more
COVERED = 0.4  # of the question, that both must hold where nothing says what a value counts
ROUNDING = 0.1  # values this near to each other, relative to the larger, may be one figure rounded


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two claims about one thing, and what they disagree on."""

    about: str
    claims: tuple[Candidate, Candidate]


def find_conflict(question: Question, candidates: Sequence[Candidate]) -> Disagreement | None:
    """The best answer and the best one of another document that contradicts it; None where nothing does.

    Two sentences contradict each other when both give a value of the kind asked for and the values differ by more
    than rounding, or when both list members of the same thing and each list names one that the other lacks. They
    must speak of the same entities at the same time, as far as they say.
    """
    ranked = sorted(candidates, key=lambda c: -c.score)
    for other in ranked[1:]:
        best = ranked[0]
        if other.score < SCORE_SHARE * best.score:
            break
        if other.evidence.document_id == best.evidence.document_id or not _same_scope(question, best, other):
            continue
        cosine = float(best.vector @ other.vector)
        if cosine >= (ALIKE_VALUES if question.unit is None else ALIKE_COUNTS) and _values_differ(
            question, best, other
        ):
            return Disagreement(" ".join(question.asked.split()).rstrip("?？"), (best, other))
        if cosine >= ALIKE_LISTS and _lists_differ(best, other):
            return Disagreement(" ".join(question.asked.split()).rstrip("?？"), (best, other))
    return None


def _same_scope(question: Question, one: Candidate, other: Candidate) -> bool:
    here, there = one.evidence.calendar, other.evidence.calendar
    if question.expects is not Expected.DATE and here and there and not here & there:
        return False
    return not any(gaps(question, [candidate.evidence, *candidate.around]).entities for candidate in (one, other))


def _values_differ(question: Question, one: Candidate, other: Candidate) -> bool:
    answers = []
    for candidate in (one, other):
        text = candidate.evidence.text
        values = [v for v in counting_values(question, candidate.evidence) if v.canonical not in WEEKDAYS]
        if not values or any(is_range(text[a.end : b.start]) for a, b in pairwise(values)):
            return False
        if question.unit is None and not _on_subject(question, candidate):
            return False
        read = [candidate.evidence, *candidate.around]
        if gaps(question, read).calendar and not any(evidence.year_open for evidence in read):
            return False
        answers.append(values)
    return not any(_agree(mine, theirs) for mine in answers[0] for theirs in answers[1])


def _on_subject(question: Question, candidate: Candidate) -> bool:
    """Whether a value of which nothing says what it counts can be told to be the one asked for."""
    names_attribute = question.expects is not Expected.NUMBER or bool(question.focus & candidate.evidence.stems)
    return names_attribute and coverage(question, [candidate.evidence]) >= COVERED


def _agree(one: Value, other: Value) -> bool:
    if one.canonical == other.canonical:
        return True
    try:
        a, b = float(one.canonical.rstrip("%")), float(other.canonical.rstrip("%"))
    except ValueError:  # dates agree when one is part of the other: "2025" and "november 2025"
        parts, others = set(one.canonical.split()), set(other.canonical.split())
        return parts <= others or others <= parts
    if "year" in (one.kind, other.kind):
        return False
    return abs(a - b) <= ROUNDING * max(abs(a), abs(b))


_JOINED = re.compile(r"\s*(?:,|，|、|(?:,\s*)?\s(?:and|or)|&)\s*(?:the\s+)?", re.IGNORECASE)


def _listed(candidate: Candidate) -> list[frozenset[int]]:
    """The runs of three and more entities that stand in a row: "A, B and C"."""
    evidence = candidate.evidence
    runs: list[list[int]] = [[]]
    last_end: int | None = None
    for mention in evidence.mentions:
        if last_end is not None and not _JOINED.fullmatch(evidence.text[last_end : mention.start]):
            runs.append([])
        runs[-1].extend(mention.entities)
        last_end = mention.end
    return [frozenset(run) for run in runs if len(set(run)) >= 3]


def _lists_differ(one: Candidate, other: Candidate) -> bool:
    return any(
        len(mine & theirs) >= 2 and len(mine) == len(theirs) and mine != theirs
        for mine in _listed(one)
        for theirs in _listed(other)
    )
