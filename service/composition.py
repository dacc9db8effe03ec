"""Composing an answer: the fewest sentences that cover the question, each said once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from service.announcements import announces, tells
from service.constraints import dated_by, gives_reason, times_apart
from service.contradiction import overlap
from service.evidence import Evidence
from service.expected import Expected
from service.fullness import belonging, worth_adding
from service.lengths import Limits, limits
from service.query import Question
from service.similarity import ENTITY_WEIGHT

_DEPENDENT = re.compile(
    r"^\W*(?:(?:However|Moreover|Meanwhile|Therefore|Thus|Instead|Then|Also|In addition|As a result),? )?"
    r"(?:It|Its|They|Their|He|His|She|Her|This|These|Those|That|Such|The (?:former|latter|move|two|effort))\b"
)
_POINTING = re.compile(r"^(?:\S+\s+){0,6}(?:these|those|both|this same|that same)\s+[a-z]+", re.IGNORECASE)
SAME_COSINE = 0.86  # two sentences this near, with values that agree, say the same
SAME_COSINE_WITH_VALUES = 0.72  # enough where they also share a value, or two things that they name, and
SAME_WORDS = 0.27  # this share of their words: what is planned, and what else is said of it, are of the same things
SIDE_SHARE = 0.4  # of the best score, that a sentence on another thing that the question names must reach
REASON_WITHIN = 2  # sentences behind the best one in which its reason is looked for
TWIN_SHARE = 0.25  # of the best score, that a sentence must reach to support one that says the same


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may go into the answer, with its unit vector (d,) and its score (0..1).

    ``around`` is what it is read with: its title and headings, then up to two sentences before it;
    ``before`` is the last of those sentences.
    """

    evidence: Evidence
    vector: NDArray[np.float32]
    score: float
    around: tuple[Evidence, ...] = ()
    before: Evidence | None = None


@dataclass(slots=True)
class Statement:
    """A sentence of the answer with every place that says it; ``support[0]`` is the one that is worded."""

    support: list[Candidate] = field(default_factory=list)

    @property
    def lead(self) -> Candidate:
        """The candidate whose words are used."""
        return self.support[0]


_WIDE = {Expected.LIST, Expected.COMPARE, Expected.WHY}  # may go on with sentences that do not name what is asked about


def same_statement(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same thing: near in meaning, and no value or entity that contradicts.

    Values must agree where both sentences state some: "12 models" and "20 models" are near, and not the same.
    """
    cosine = float(one.vector @ other.vector)
    if cosine < SAME_COSINE_WITH_VALUES:
        return False
    mine, theirs = one.evidence.canonical_values, other.evidence.canonical_values
    if mine and theirs and not (mine <= theirs or theirs <= mine):
        return False
    mine_named, their_named = one.evidence.entities, other.evidence.entities
    if mine_named and their_named and not mine_named & their_named:
        return False
    if cosine >= SAME_COSINE:
        return True
    shared = bool(mine & theirs) or len(mine_named & their_named) >= 2
    return shared and overlap(one.evidence, other.evidence) >= SAME_WORDS


def covered(question: Question, candidate: Candidate) -> dict[str, float]:
    """What of the question a sentence covers, as labels with weights: its words, the things it names."""
    labels = {stem: weight for stem, weight in question.terms.items() if stem in candidate.evidence.stems}
    for i, options in enumerate(question.entities):
        if candidate.evidence.entities & set(options):
            labels[f"entity {i}"] = ENTITY_WEIGHT
    return labels


def compose(question: Question, candidates: Sequence[Candidate], *, full: bool = False) -> list[Statement]:
    """The statements that answer ``question``, the direct answer first; [] without candidates.

    The fewest that do, or with ``full`` all that a full answer is expected to hold (`service.fullness`).

    Greedy by marginal gain (as in maximal marginal relevance, Carbonell and Goldstein 1998): after the best sentence
    one more is taken while it scores well against the best and brings enough of the question, or of a list, that
    is not yet there. A sentence that repeats a statement from another document supports it instead.
    """
    ranked = sorted(candidates, key=lambda c: -c.score)
    if not ranked:
        return []
    draft = _Composition(question, ranked[0], limits(question.expects), full=full)
    for candidate in ranked[1:]:
        draft.offer(candidate)
    draft.add_missing_sides(ranked)
    draft.add_published(ranked)
    if question.expects is Expected.WHY:
        draft.add_reason(ranked)
    # Documents in the order of their best sentence; within one, its own order is the one that reads well.
    documents = list(dict.fromkeys(s.lead.evidence.document_id for s in draft.statements))
    draft.statements.sort(key=lambda s: (documents.index(s.lead.evidence.document_id), s.lead.evidence.start))
    return _standing_alone(question, draft.statements)


class _Composition:
    """An answer that grows by one statement at a time."""

    def __init__(self, question: Question, best: Candidate, within: Limits, *, full: bool) -> None:
        self._question = question
        self._limits = within
        self._full = full
        self._best = best.score
        self._words = len(best.evidence.text.split())
        self._total = sum(question.terms.values()) + ENTITY_WEIGHT * len(question.entities) or 1.0
        self._asked = {entity for options in question.entities for entity in options}
        self._held = covered(question, best)
        self._named = set(best.evidence.entities)
        self.statements = [Statement([best])]

    def offer(self, candidate: Candidate) -> None:
        """Takes a candidate as support of a statement that it repeats, as a statement of its own, or not at all."""
        twin = next((s for s in self.statements if any(same_statement(candidate, c) for c in s.support)), None)
        if twin is not None:
            elsewhere = all(c.evidence.document_id != candidate.evidence.document_id for c in twin.support)
            if elsewhere and candidate.score >= TWIN_SHARE * self._best:
                twin.support.append(candidate)
        elif (self._belongs(candidate) if self._full else self._needed(candidate)) and self._on_subject(candidate):
            self._add(candidate)

    def add_missing_sides(self, ranked: Sequence[Candidate]) -> None:
        """Adds, for each thing asked about that no statement names yet, the best sentence that does."""
        for i, options in enumerate(self._question.entities):
            if f"entity {i}" in self._held:
                continue
            taken = [c for s in self.statements for c in s.support]
            about = (c for c in ranked if set(options) & c.evidence.entities and c not in taken)
            side = next(about, None)
            if side is not None and side.score >= SIDE_SHARE * self._best:
                self._add(side)

        for time in times_apart(self._question):
            taken = [c for s in self.statements for c in s.support]
            if not any(time in c.evidence.calendar for c in taken):
                side = next((c for c in ranked if time in c.evidence.calendar and c not in taken), None)
                if side is not None and side.score >= SIDE_SHARE * self._best:
                    self._add(side)

    def add_published(self, ranked: Sequence[Candidate]) -> None:
        """Adds what a report says, where the best sentence tells only that there is one."""
        best = self.statements[0].lead
        if announces(self._question.text, best.evidence.text):
            after = next((c for c in ranked if _follows(c, best) and tells(c.evidence.text)), None)
            if after is not None and all(after not in s.support for s in self.statements):
                self._add(after)

    def add_reason(self, ranked: Sequence[Candidate]) -> None:
        """Goes on with what follows the best sentence, as far as a reason, where no statement gives one.

        The sentence that is nearest to "why" states what is to be explained; the explanation stands behind it.
        """
        if any(gives_reason(self._question, s.lead.evidence) for s in self.statements):
            return
        added: list[Candidate] = []
        last = self.statements[0].lead
        while len(added) < REASON_WITHIN and not any(gives_reason(self._question, c.evidence) for c in added):
            after = next((c for c in ranked if _follows(c, last)), None)
            if after is None:
                return
            added.append(after)
            last = after
        words = sum(len(c.evidence.text.split()) for c in (self.statements[0].lead, *added))
        if gives_reason(self._question, last.evidence) and words <= self._limits.words:
            self.statements = self.statements[:1]
            for candidate in added:
                self._add(candidate)

    def _add(self, candidate: Candidate) -> None:
        self.statements.append(Statement([candidate]))
        self._words += len(candidate.evidence.text.split())
        self._held |= covered(self._question, candidate)
        self._named |= candidate.evidence.entities

    def _needed(self, candidate: Candidate) -> bool:
        return (
            len(self.statements) < self._limits.sentences
            and self._words + len(candidate.evidence.text.split()) <= self._limits.words
            and candidate.score >= self._limits.score_share * self._best
            and self._gain(candidate) >= self._limits.gain
        )

    def _belongs(self, candidate: Candidate) -> bool:
        leads = [statement.lead for statement in self.statements]
        words = [len(lead.evidence.text.split()) for lead in leads]
        shares = [belonging(lead.score, self._best) for lead in leads]
        return worth_adding(words, shares, belonging(candidate.score, self._best))

    def _on_subject(self, candidate: Candidate) -> bool:
        return not self._asked or self._question.expects in _WIDE or bool(self._asked & candidate.evidence.entities)

    def _gain(self, candidate: Candidate) -> float:
        new = (w for label, w in covered(self._question, candidate).items() if label not in self._held)
        gain = sum(new) / self._total
        if self._question.expects is Expected.LIST:  # a member of a list need not be a word of the question
            gain += 0.05 * len(candidate.evidence.entities - self._named)
        return gain


def _follows(candidate: Candidate, other: Candidate) -> bool:
    before, place = candidate.before, (other.evidence.document_id, other.evidence.start)
    return before is not None and (before.document_id, before.start) == place


def _standing_alone(question: Question, statements: list[Statement]) -> list[Statement]:
    """Puts the sentence before a dependent one ("It …", "The latter …") in front of it, unless it is there already."""
    placed: list[Statement] = []
    have = {(c.evidence.document_id, c.evidence.start) for s in statements for c in s.support}
    asked = {entity for options in question.entities for entity in options}
    for statement in statements:
        lead = statement.lead
        before = lead.before
        if (
            before is not None
            and (
                (_DEPENDENT.match(lead.evidence.text) and not asked & lead.evidence.entities)
                or _POINTING.match(lead.evidence.text)
                or dated_by(question, lead.evidence, lead.around)
            )
            and (before.document_id, before.start) not in have
        ):
            placed.append(Statement([Candidate(before, lead.vector, lead.score)]))
            have.add((before.document_id, before.start))
        placed.append(statement)
    return placed
