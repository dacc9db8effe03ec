"""Disagreement: statements of different documents that answer one question with different values.

The best answering sentence is set against the sentences of other documents that are aligned with it: that name what
it names of the question, speak of the same time and scope, and are near to it in meaning. What the question asks for
(a figure, a date, members of a list, a name, whether or how) must be what they differ in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.formats.tables import row_name
from service.composition import Candidate
from service.constraints import gaps, typed_values
from service.contradiction import (
    Difference,
    contradiction,
    dates_differ,
    figures_differ,
    lists_differ,
    other_scope,
    times_differ,
)
from service.evidence import Evidence
from service.expected import Expected
from service.figures import find_figures
from service.poles import asks_for, poles
from service.query import Question
from service.similarity import coverage
from service.values import Value, calendar

BASES = 3  # of the best sentences, that others are set against
BASE_SHARE = 0.3  # of the best score, that such a sentence must reach
ALIKE_COUNTS = 0.35  # least cosine of two sentences that count the same thing
ALIKE = 0.60  # the same where only the question says what their values have in common
ALIKE_SENTENCES = 0.75  # the same where they differ in a name or in their sense
COVERED = 0.4  # of the question, that both must hold where the question does not say what it counts
COMMON = 0.25  # of the sentences: what more of them name does not tell what they are about
FEW = 20  # sentences: among fewer, what most of them name may still tell what they are about
NEAR = 2  # sentences on either side, in which what a sentence is about may be named
_FIGURES = {Expected.NUMBER, Expected.MONEY, Expected.PERCENT}
_NO_LIST = {*_FIGURES, Expected.DATE, Expected.WHY, Expected.COMPARE}


_SENTENCES = {
    Expected.PERSON: Difference.NAME,
    Expected.PLACE: Difference.NAME,
    Expected.YES_NO: Difference.SENSE,
}
_Thing = tuple[int, ...] | str  # that a question names: what a name of the glossary can mean, or another name's stem
_NO_SENSE = {*_FIGURES, Expected.DATE, Expected.WHY}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two claims about one thing, and what they disagree on."""

    about: str
    claims: tuple[Candidate, Candidate]


def find_conflict(question: Question, candidates: Sequence[Candidate]) -> Disagreement | None:
    """The best answer and the sentence of another document that contradicts it; None where nothing does."""
    ranked = sorted(candidates, key=lambda c: -c.score)
    field = _Field(question, ranked)
    found = field.senses() or field.values()
    return Disagreement(" ".join(question.asked.split()).rstrip("?？"), found) if found else None


class _Field:
    """The candidates of one question, with what is near each of them in its document."""

    def __init__(self, question: Question, ranked: Sequence[Candidate]) -> None:
        self._question = question
        self._ranked = ranked
        self._things: list[_Thing] = [*question.entities, *question.proper]
        self._bases = [c for c in ranked[:BASES] if c.score >= BASE_SHARE * ranked[0].score]
        self._placed: dict[str, list[Candidate]] = {}
        for candidate in sorted(ranked, key=lambda c: c.evidence.start):
            self._placed.setdefault(candidate.evidence.document_id, []).append(candidate)

    def values(self) -> tuple[Candidate, Candidate] | None:
        """The first of the best sentences that another document contradicts, with the sentence nearest to it."""
        for base in self._bases:
            others = [c for c in self._ranked if c.evidence.document_id != base.evidence.document_id]
            for other in sorted(others, key=lambda c: -float(base.vector @ c.vector)):
                cosine = float(base.vector @ other.vector)
                if cosine < ALIKE_COUNTS:
                    break
                if self._aligned(base, other) and self._differ(base, other, cosine):
                    return base, other
        return None

    def senses(self) -> tuple[Candidate, Candidate] | None:
        """The best two sentences of different documents that take opposite positions on what the question asks."""
        if self._question.expects in _NO_SENSE:
            return None
        for base in self._ranked:
            if not any(_names(base.evidence, thing) for thing in self._things):
                continue
            for dimension, pole in poles(base.evidence.text).items():
                if asks_for(self._question.text, dimension) and self._about(base):
                    for other in self._ranked:
                        apart = other.evidence.document_id != base.evidence.document_id
                        opposed = poles(other.evidence.text).get(dimension, pole) != pole
                        if apart and opposed and self._about(other):
                            return base, other
        return None

    def _aligned(self, base: Candidate, other: Candidate) -> bool:
        """Whether ``other`` names what ``base`` names of the question, and speaks of its time and scope."""
        question, one, two = self._question, base.evidence, other.evidence
        if question.expects is not Expected.DATE and times_differ(one, two):
            return False
        if other_scope(one, two) or _other_row(one.text, two.text):
            return False
        here, there = ([c.evidence, *c.around] for c in (base, other))
        mine, theirs = gaps(question, here), gaps(question, there)
        if set(theirs.entities) - set(mine.entities) or theirs.proper - mine.proper or mine.entities:
            return False
        return not theirs.calendar or any(evidence.year_open for evidence in there)

    def _differ(self, base: Candidate, other: Candidate, cosine: float) -> bool:
        question = self._question
        if question.expects in _FIGURES:
            return self._figures_differ(base, other, cosine)
        if question.expects is Expected.DATE:
            one_event = cosine >= ALIKE and self._said(base, other) >= COVERED
            return one_event and dates_differ(*(_dates(question, c.evidence) for c in (base, other)))
        if question.expects not in _NO_LIST and cosine >= ALIKE_COUNTS and lists_differ(base.evidence, other.evidence):
            return True
        asked = _SENTENCES.get(question.expects)
        return (
            asked is not None
            and cosine >= ALIKE_SENTENCES
            and contradiction(base.evidence, other.evidence, cosine) is asked
        )

    def _figures_differ(self, base: Candidate, other: Candidate, cosine: float) -> bool:
        """Whether the figures asked for differ: those of the base that count what is asked, or of the kind asked."""
        question = self._question
        typed = {(v.start, v.end) for v in typed_values(question, base.evidence)}
        mine = [f for f in find_figures(base.evidence) if (f.start, f.end) in typed]
        theirs = find_figures(other.evidence)
        asked = [f for f in mine if question.unit in f.counted] if question.unit else []
        if not asked and not self._on_subject(base):
            return False
        if counted := [f for f in asked or mine if f.counted and any(f.counted & t.counted for t in theirs)]:
            return figures_differ(counted, theirs) is True
        named = question.expects is not Expected.NUMBER or bool(question.focus & other.evidence.stems)
        near = cosine >= ALIKE and named and self._on_subject(other)
        return near and figures_differ(asked or mine, theirs) is True

    def _on_subject(self, candidate: Candidate) -> bool:
        """Whether a sentence, with what it is read with, is about what the question names and says."""
        held = coverage(self._question, [candidate.evidence, *candidate.around])
        return bool(self._question.terms) and held >= COVERED

    def _said(self, one: Candidate, other: Candidate) -> float:
        """The share of the question's words, by weight, that two sentences both hold."""
        terms = self._question.terms
        both = terms.keys() & one.evidence.stems & other.evidence.stems
        return sum(terms[stem] for stem in both) / sum(terms.values()) if terms else 0.0

    def _about(self, candidate: Candidate) -> bool:
        """Whether a sentence, or one near it, names at least half of what the question names, but not everywhere."""
        placed = self._placed[candidate.evidence.document_id]
        at = placed.index(candidate)
        near = [c.evidence for c in placed[max(0, at - NEAR) : at + NEAR + 1]]
        telling = [thing for thing in self._things if self._share(thing) <= COMMON]
        return bool(telling) and 2 * sum(any(_names(e, thing) for e in near) for thing in telling) >= len(telling)

    def _share(self, thing: _Thing) -> float:
        """The share of the candidates that name a thing; among a few it tells nothing, and is kept low."""
        return sum(_names(c.evidence, thing) for c in self._ranked) / max(len(self._ranked), FEW)


def _other_row(one: str, two: str) -> bool:
    """Whether a sentence is the row of a table for something that the other does not name: no two rows are alike."""
    names = [row_name(text) for text in (one, two)]
    if None not in names:
        return _words(names[0]) != _words(names[1])
    return any(not _words(name) <= _words(text) for name, text in zip(names, (two, one), strict=True) if name)


def _words(text: str | None) -> set[str]:
    return set(re.findall(r"\w+", (text or "").casefold()))


def _names(evidence: Evidence, thing: _Thing) -> bool:
    return thing in evidence.stems if isinstance(thing, str) else bool(evidence.entities & set(thing))


def _dates(question: Question, evidence: Evidence) -> list[Value]:
    """The dates that may be the one asked for; "Tuesday" and "next year" cannot be compared."""
    return [value for value in typed_values(question, evidence) if calendar(value.canonical.title())]
