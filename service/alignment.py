"""Alignment: which sentences of different documents speak of one thing, of one time and in one scope."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.formats.tables import row_name
from service.composition import Candidate
from service.constraints import Gaps, gaps
from service.contradiction import other_scope, times_differ
from service.evidence import Evidence
from service.expected import Expected
from service.query import Question
from service.similarity import coverage
from service.sources import sources_asked
from service.synonyms import synonyms

SAYS_THE_SAME = 0.75  # least cosine of a sentence and one that another goes on from
ALIKE = 0.60  # least cosine of two sentences of which only the question says what they have in common
COVERED = 0.4  # of the question, that both must hold where the question does not say what it counts
COMMON = 0.25  # of the sentences: what more of them name does not tell what they are about
EVERYWHERE = 0.5  # of the sentences: what more of them name need not be said again
FEW = 20  # sentences: among fewer, what most of them name may still tell what they are about
NEAR = 3  # sentences on either side, in which what a sentence is about may be named
_COMPOUND = re.compile(r"\b[a-z]+(?:-[a-z]+)+\b")
_ONE_TO_ONE = re.compile(r"\b(?:one|1)[- ](?:to|on)[- ](?:one|1)\b|\b1:1(?!\w)")  # which are written one for another
# What a question names: what a name of the glossary can mean, or another name's stem.
Thing = tuple[int, ...] | str


class Field:
    """The candidates of one question, best first, with what is near each of them in its document.

    Attributes:
        things: what the question names, with the members of a group: where positions, not figures, are set against each
            other, what holds of one of them is said of the group.
        telling: those of them that are not named everywhere.
    """

    def __init__(self, question: Question, ranked: Sequence[Candidate]) -> None:
        self._question = question
        self._ranked = ranked
        self._by_place = {(c.evidence.document_id, c.evidence.start): c for c in ranked}
        self._placed: dict[str, list[Evidence]] = {}
        for candidate in sorted(ranked, key=lambda c: c.evidence.start):
            self._placed.setdefault(candidate.evidence.document_id, []).append(candidate.evidence)
        self._things: list[Thing] = [*question.entities, *question.proper]
        few = max(len(ranked), FEW)
        self._shares = {thing: sum(names(c.evidence, thing) for c in ranked) / few for thing in self._things}
        members = {mention.entities: mention.members for mention in question.mentions}
        self.things: list[Thing] = [*((*e, *members[e]) for e in question.entities), *question.proper]
        both = zip(self._things, self.things, strict=True)
        self.telling = [whole for thing, whole in both if self._shares[thing] <= COMMON]
        analyse = ranked[0].evidence.analyse
        self._synonyms = {stem: synonyms(stem, question.text, analyse) for stem in question.terms}
        said_by = " ".join(sources_asked(question.text))
        self._source = frozenset(analyse(said_by)) & question.terms.keys()

    def aligned(self, base: Candidate, other: Candidate, members: frozenset[int] = frozenset()) -> bool:
        """Whether ``other`` names what ``base`` names of the question, and speaks of its time and scope.

        ``members`` are entities of which only one of them may name some: they are what the question may be about.
        """
        question = self._question
        if not self.of_one_scope(base, other):
            return False
        here, there = self._read(base), self._read(other)
        mine, theirs = gaps(question, here), gaps(question, there)
        if self._lacks(base, mine, members) or self._lacks(other, theirs, members) or theirs.proper - mine.proper:
            return False
        return all(
            not missing.calendar or any(evidence.year_open for evidence in read)
            for missing, read in ((mine, here), (theirs, there))
        )

    def of_one_scope(self, base: Candidate, other: Candidate) -> bool:
        """Whether nothing in two sentences says that they speak of another time, version, row or source."""
        one, two = base.evidence, other.evidence
        if self._question.expects is not Expected.DATE and times_differ(one, two):
            return False
        return not (other_scope(one, two) or _other_row(one.text, two.text) or self.unsourced(base, other))

    def unsourced(self, *candidates: Candidate) -> bool:
        """Whether the question wants to know what a source says, and a sentence is not near all words for that."""
        return any(
            not self._source <= frozenset[str]().union(*(e.stems for e in (*self._near(c), *c.around)))
            for c in candidates
            if self._source
        )

    def _lacks(self, candidate: Candidate, missing: Gaps, members: frozenset[int]) -> bool:
        """Whether something that must be named is not even near a sentence, which itself lacks what is ``missing``."""
        needed = (
            self._things[i]
            for i in missing.entities
            if self._shares[self._things[i]] <= EVERYWHERE and not members & set(self._question.entities[i])
        )
        return any(not any(names(evidence, thing) for evidence in self._near(candidate)) for thing in needed)

    def goes_on(self, base: Candidate, other: Candidate) -> bool:
        """Whether one of two sentences follows, in its document, on one that says what the other says."""
        pairs = ((base, self._previous(other)), (other, self._previous(base)))
        return any(two is not None and float(one.vector @ two.vector) >= SAYS_THE_SAME for one, two in pairs)

    def on_subject(self, candidate: Candidate) -> bool:
        """Whether a sentence, with what it is read with, is about what the question names and says."""
        held = coverage(self._question, [candidate.evidence, *candidate.around])
        return bool(self._question.terms) and (held >= COVERED or self.has_compound(candidate))

    def holds_words(self, candidate: Candidate) -> bool:
        """Whether a sentence itself says what the question says, or has one of its compounds ("one-on-one")."""
        return self.said(candidate, candidate) >= COVERED or self.has_compound(candidate)

    def has_compound(self, candidate: Candidate) -> bool:
        """Whether a sentence has a compound of the question, hyphens or not: it says more than its words."""
        texts = self._question.text, candidate.evidence.text
        asked, text = (_ONE_TO_ONE.sub("one-on-one", text.casefold()) for text in texts)
        return any(c in asked or c.replace("-", " ") in asked for c in _COMPOUND.findall(text))

    def said(self, one: Candidate, other: Candidate, without: frozenset[str] = frozenset()) -> float:
        """The share of the question's words, by weight, ``without`` some of them, that two sentences both hold."""
        terms = {stem: weight for stem, weight in self._question.terms.items() if stem not in without}
        both = (stem for stem in terms if self.says(one, stem) and self.says(other, stem))
        return sum(terms[stem] for stem in both) / sum(terms.values()) if terms else 0.0

    def says(self, candidate: Candidate, stem: str) -> bool:
        """Whether a sentence has a word of the question, or one for the same kind of thing."""
        return not self._synonyms[stem].isdisjoint(candidate.evidence.stems)

    def about(self, *candidates: Candidate, share: float = 0.5) -> bool:
        """Whether sentences, or some near them, name that share of what the question names, but not everywhere."""
        near = [evidence for candidate in candidates for evidence in self._near(candidate)]
        told = sum(any(names(e, thing) for e in near) for thing in self.telling)
        return bool(self.telling) and told >= share * len(self.telling)

    def _near(self, candidate: Candidate) -> list[Evidence]:
        """A sentence with those around it that are candidates as well."""
        placed = self._placed[candidate.evidence.document_id]
        at = placed.index(candidate.evidence)
        return placed[max(0, at - NEAR) : at + NEAR + 1]

    def _read(self, candidate: Candidate) -> list[Evidence]:
        """A sentence and what it is read with, and what the sentence before it is read with."""
        chain = [candidate, previous] if (previous := self._previous(candidate)) else [candidate]
        return [evidence for c in chain for evidence in (c.evidence, *c.around)]

    def _previous(self, candidate: Candidate) -> Candidate | None:
        before = candidate.before
        return self._by_place.get((before.document_id, before.start)) if before is not None else None


def names(evidence: Evidence, thing: Thing) -> bool:
    """Whether a sentence names a thing."""
    return thing in evidence.stems if isinstance(thing, str) else bool(evidence.entities & set(thing))


def _other_row(one: str, two: str) -> bool:
    """Whether a sentence is the row of a table for something that the other does not name: no two rows are alike."""
    names = [row_name(text) for text in (one, two)]
    if None not in names:
        return _words(names[0]) != _words(names[1])
    return any(not _words(name) <= _words(text) for name, text in zip(names, (two, one), strict=True) if name)


def _words(text: str | None) -> set[str]:
    return set(re.findall(r"\w+", (text or "").casefold()))
