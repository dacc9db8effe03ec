"""Sentences of different documents that take opposite positions on what a question asks: planned against built."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from service.alignment import COVERED, Field, names
from service.composition import Candidate
from service.poles import MEMBERSHIP, dimensions, poles, vague, words_for
from service.query import Question

ALIKE_SAYINGS = 0.50  # least cosine of two whose positions are put in words that much else is put in
ALIKE_BESIDE_BEST = 0.35  # the same of the best sentence and one that has little of the question's words
MATTER = 0.15  # of what the question says but how it asks, that the latter has
Pair = tuple[Candidate, Candidate]


class Opposition:
    """The candidates of one question, best first, as those who take a position; ``bases`` are the best of them."""

    def __init__(
        self, question: Question, field: Field, ranked: Sequence[Candidate], bases: Collection[Candidate]
    ) -> None:
        self._question = question
        self._field = field
        self._ranked = ranked
        self._bases = bases

    def pair(self, *, whole: bool = False) -> Pair | None:
        """The best two that are opposed on a dimension that the question asks for; None where no two are.

        With ``whole`` they are about the thing that it names, and nothing else that it says is in neither of them.
        """
        for dimension in dimensions(self._question.text):
            asking = frozenset(self._ranked[0].evidence.analyse(words_for(self._question.text, dimension)))
            pairs = self._pairs(dimension, asking)
            if whole:
                pairs = (pair for pair in pairs if self._whole(pair, asking))
            if vague(dimension):
                pairs = (pair for pair in pairs if self._of_one_thing(pair, dimension, asking))
                found = max(pairs, key=_cosine, default=None)
            else:
                found = next(pairs, None)
            if found is not None:
                return found
        return None

    def _pairs(self, dimension: str, asking: frozenset[str]) -> Iterator[Pair]:
        taken = [(c, pole) for c in self._ranked if (pole := poles(c.evidence.text).get(dimension)) is not None]
        return (
            (base, other)
            for base, mine in taken
            if self._named(base)
            for other, theirs in taken
            if theirs != mine and base.evidence.document_id != other.evidence.document_id
            if all(self._on_matter(base, c, asking) for c in (base, other))
            # Where nothing is named that they must be about:
            or (not vague(dimension) and not self._field.telling and self._answering(base, other))
            if not self._field.unsourced(base, other)
        )

    def _answering(self, *candidates: Candidate) -> bool:
        """Whether sentences are read as answers, in whatever words."""
        return all(candidate in self._bases for candidate in candidates)

    def _whole(self, pair: Pair, asking: frozenset[str]) -> bool:
        """Whether both sentences are about the thing, and leave open no word but those ``asking`` how far it is."""
        rest = self._question.terms.keys() - asking
        said = all(any(self._field.says(c, stem) for c in pair) for stem in rest)
        return said and all(self._field.about(c, share=1.0) for c in pair)

    def _of_one_thing(self, pair: Pair, dimension: str, asking: frozenset[str]) -> bool:
        """Whether two sentences that much else is said like are near, and about what the question is about.

        How far a thing is, is asked of many: one of the two has a word of what else the question says, and the best
        sentence, if it is neither of them, does not have most of it, unless both are read as answers.
        """
        answering = dimension != MEMBERSHIP and self._answering(*pair)
        least = ALIKE_BESIDE_BEST if answering else ALIKE_SAYINGS
        if _cosine(pair) < least or (self._field.telling and not self._field.about(*pair, share=1.0)):
            return False
        if dimension == MEMBERSHIP:  # of the group much is said: that it is of this member, each must tell
            return all(self._field.about(c, share=1.0) for c in pair)
        best = self._ranked[0]
        rest = self._question.terms.keys() - asking
        told = not rest or any(self._field.says(c, stem) for stem in rest for c in pair)
        return told and (answering or best in pair or self._field.said(best, best, without=asking) < COVERED)

    def _named(self, base: Candidate) -> bool:
        """Whether a sentence names something that the question names, if that names anything.

        What is named near one of the best sentences it is about as well.
        """
        if not self._field.things or (base in self._bases and self._field.about(base)):
            return True
        return any(names(base.evidence, thing) for thing in self._field.things)

    def _on_matter(self, base: Candidate, other: Candidate, asking: frozenset[str]) -> bool:
        """Whether a sentence is about what the question names; where it names nothing, of which the base has words.

        Beside the best sentence less is enough: some of what the question says but how it asks.
        """
        if self._field.telling:
            return self._field.about(other)
        beside_best = base is self._ranked[0] and _cosine((base, other)) >= ALIKE_BESIDE_BEST
        if beside_best and self._field.said(base, other, without=asking) >= MATTER:
            return True
        return base in self._bases and self._field.said(base, other) >= COVERED


def _cosine(pair: Pair) -> float:
    return float(pair[0].vector @ pair[1].vector)
