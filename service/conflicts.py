"""Disagreement: statements of different documents that answer one question with different values.

The best answering sentences, and those that list or count what is wanted, are set against the sentences of other
documents that are aligned with them: that name what they name of the question, speak of the same time and scope, and
are near to them in meaning. What the question asks for (a figure, a date, members of a list, a name, whether or how)
must be what they differ in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product

from service.alignment import ALIKE, COVERED, Field
from service.becoming import becoming
from service.capitals import classed
from service.composition import Candidate, same_statement
from service.constraints import typed_values
from service.contradiction import (
    Difference,
    contradiction,
    dates_differ,
    figures_differ,
    lists_differ,
)
from service.evidence import Evidence
from service.expected import Expected
from service.figures import HEADS, find_figures
from service.listings import BASE_SHARE, CLEAR, Listings, unrivalled
from service.memberships import disputed
from service.opposition import Opposition
from service.poles import dimensions
from service.query import Question
from service.values import Kind, Value, calendar
from service.wanted import Wanted

BASES = 3  # of the best sentences, that others are set against
ALIKE_COUNTS = 0.35  # least cosine of two sentences that count the same thing
ALIKE_SENTENCES = 0.75  # the same where they differ in a name or in their sense
_IN_WORDS = 2  # words that two figures both count, from which on they need no question to be of one thing
_NAME = re.compile(r"\b(?:names?|named|called|christened|dubbed)\b", re.IGNORECASE)
_FIGURES = {Expected.NUMBER, Expected.MONEY, Expected.PERCENT}
_AMOUNTS = {Kind.NUMBER, Kind.MONEY, Kind.PERCENT}
_NO_NAME = {*_FIGURES, Expected.DATE, Expected.WHY, Expected.COMPARE}
_SENTENCES = {
    Expected.PERSON: Difference.NAME,
    Expected.PLACE: Difference.NAME,
    Expected.YES_NO: Difference.SENSE,
}
_HEADS_ASKED = {Expected.NUMBER, Expected.OTHER, Expected.YES_NO, Expected.LIST}
_NO_SENSE = {*_FIGURES, Expected.DATE, Expected.WHY}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two claims about one thing, and what they disagree on."""

    about: str
    claims: tuple[Candidate, Candidate]


def find_conflict(question: Question, candidates: Sequence[Candidate], *, answered: bool = True) -> Disagreement | None:
    """The best answer and the sentence of another document that contradicts it; None where nothing does.

    Where no sentence has ``answered`` the question, what counts is two that take opposite positions on all of it:
    "Does it exist yet?", of what one document says that it is planned and another what it does.
    """
    ranked = sorted(candidates, key=lambda c: -c.score)
    search = _Search(question, ranked)
    found = disputed(question, ranked)
    if found is None:
        found = search.pair() if answered else search.senses(whole=True)
    return Disagreement(" ".join(question.asked.split()).rstrip("?？"), found) if found else None


def takes_sides(question: Question) -> bool:
    """Whether a question asks which of opposite positions holds of a thing that it names."""
    sided = question.expects not in _NO_SENSE and not question.foreign
    return sided and bool(question.entities) and bool(dimensions(question.text))


def pivots(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that others are looked for beside: the best one, and the first few that hold what is wanted."""
    best, *rest = sorted(candidates, key=lambda c: -c.score)
    wanted = Wanted(question, best.evidence.analyse)
    holding = (c for c in rest if wanted.listed_by(c.evidence) or wanted.counted_by(c.evidence))
    return [best, *islice(holding, BASES - 1)]


class _Search:
    """Looks through the candidates of one question, best first, for two that disagree."""

    def __init__(self, question: Question, ranked: Sequence[Candidate]) -> None:
        self._question = question
        self._ranked = ranked
        self._field = Field(question, ranked)
        self._wanted = Wanted(question, ranked[0].evidence.analyse)
        self._bases = [c for c in ranked[:BASES] if c.score >= BASE_SHARE * ranked[0].score]

    def pair(self) -> tuple[Candidate, Candidate] | None:
        """Two that disagree in whatever way."""
        found = self.senses() or self.values() or self.lists()
        return found or becoming(self._question, self._field, self._ranked, self._bases)

    def values(self) -> tuple[Candidate, Candidate] | None:
        """The first of the best sentences, or of those that count what is wanted, that another document contradicts.

        With it comes the nearest sentence that does.
        """
        counting = unrivalled([c for c in self._ranked if self._wanted.counted_by(c.evidence)], self._ranked)[:BASES]
        for base in [*self._bases, *(c for c in counting if c not in self._bases)]:
            others = [c for c in self._ranked if c.evidence.document_id != base.evidence.document_id]
            for other in sorted(others, key=lambda c: -float(base.vector @ c.vector)):
                cosine = float(base.vector @ other.vector)
                alike = cosine >= ALIKE_COUNTS or self._field.goes_on(base, other)
                alike = alike and (base in self._bases or self._field.said(base, other) > 0)
                aligned = self._field.aligned(base, other) or self._counts_the_same(base, other)
                if alike and aligned and self._differ(base, other, cosine):
                    return base, other
        return None

    def _counts_the_same(self, base: Candidate, other: Candidate) -> bool:
        """Whether the best sentence has a figure of what another counts in as many words: "12 new models".

        Then they are told to speak of one thing by themselves, whatever the question calls it.
        """
        if base is not self._ranked[0] or not self._field.of_one_scope(base, other):
            return False
        known = base.evidence.entities.union(*self._question.entities)
        if not other.evidence.entities <= known:  # of something else, then
            return False
        pairs = product(find_figures(base.evidence), find_figures(other.evidence))
        return any(not (f.unit or g.unit) and len((f.counted & g.counted) - HEADS) >= _IN_WORDS for f, g in pairs)

    def lists(self) -> tuple[Candidate, Candidate] | None:
        """The best two sentences of different documents that list other members of what the question is about."""
        return Listings(self._question, self._field, self._wanted, self._ranked).pair()

    def senses(self, *, whole: bool = False) -> tuple[Candidate, Candidate] | None:
        """The best two sentences of different documents that take opposite positions on what the question asks."""
        if self._question.expects in _NO_SENSE:
            return None
        return Opposition(self._question, self._field, self._ranked, self._bases).pair(whole=whole)

    def _differ(self, base: Candidate, other: Candidate, cosine: float) -> bool:
        question = self._question
        if question.expects in _FIGURES or self._asks_heads() or self._stated(base):
            return self._figures_differ(base, other, cosine)
        if question.expects is Expected.DATE:
            one_event = cosine >= ALIKE and self._field.said(base, other) >= COVERED
            return one_event and dates_differ(*(_dates(question, c.evidence) for c in (base, other)))
        lists = self._wanted.lists and cosine >= ALIKE_COUNTS and lists_differ(base.evidence, other.evidence)
        if lists and self._wanted.listed_by(base.evidence) is not False:
            return True
        if question.expects not in _NO_NAME and cosine >= ALIKE and self._called_differently(base, other):
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
        heads = self._asks_heads()
        typed = {(v.start, v.end) for v in typed_values(question, base.evidence)}
        stated = {(v.start, v.end) for v in self._stated(base)}
        mine = [f for f in find_figures(base.evidence) if (f.start, f.end) in typed | stated or (heads and f.heads)]
        theirs = find_figures(other.evidence)
        asked = [f for f in mine if question.units & f.counted or (heads and f.heads) or (f.start, f.end) in stated]
        said = not question.units or (question.terms.keys() - question.units) & base.evidence.stems
        counts = question.expects is Expected.NUMBER  # then a good sentence answers, whatever its words
        answers = counts and base.score >= CLEAR * self._ranked[0].score
        if not asked and not (said and (answers or self._field.on_subject(base))):
            return False
        if counted := [f for f in asked or mine if any(f.counted & t.counted or (f.heads and t.heads) for t in theirs)]:
            return figures_differ(counted, theirs) is True
        named = question.expects is not Expected.NUMBER or bool(question.focus & other.evidence.stems)
        near = cosine >= ALIKE and named and self._field.on_subject(other)
        return near and figures_differ(asked or mine, theirs) is True

    def _asks_heads(self) -> bool:
        """Whether the question asks how many people there are: "How much staff", "Are there hundreds of teams"."""
        question = self._question
        if question.expects not in _HEADS_ASKED:
            return False
        return bool(HEADS & {*question.focus, *(question.units or question.terms)})

    def _stated(self, base: Candidate) -> list[Value]:
        """The figures of the base that a question states which asks whether they are right."""
        if self._question.expects is not Expected.YES_NO:
            return []
        return [v for v in base.evidence.values if v.kind in _AMOUNTS and v.canonical in self._question.stated]

    def _called_differently(self, base: Candidate, other: Candidate) -> bool:
        """Whether both give what the question asks for by its class a name, and these have no word in common."""
        question = self._question
        by_name = bool(_NAME.search(question.text))
        asked = question.terms.keys() if by_name else question.focus
        only = by_name and question.expects is not Expected.LIST
        answers = only and base is self._ranked[0]  # then its name is asked for, whatever the question says it is of
        if self._field.said(base, other) < COVERED and not same_statement(base, other):
            return False
        for mine, class_ in classed(base.evidence):
            if (answers or class_ in asked) and mine.text.casefold() not in question.text.casefold():
                named = [name for name, theirs in classed(other.evidence) if theirs == class_]
                if named and not any(mine.words & name.words for name in named):
                    return True
        return False


def _dates(question: Question, evidence: Evidence) -> list[Value]:
    """The dates that may be the one asked for; "Tuesday" and "next year" cannot be compared."""
    return [value for value in typed_values(question, evidence) if calendar(value.canonical.title())]
