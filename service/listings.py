"""Lists of different documents that disagree: "A, B and C, for example" against "such as D, B or C"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.alignment import ALIKE, Field
from service.composition import Candidate
from service.contradiction import listed_entities, lists_differ, lists_names
from service.expected import Expected
from service.query import Question
from service.wanted import Wanted

BASE_SHARE = 0.3  # of the best score, that a sentence must reach which others are set against
CLEAR = 0.5  # of the best score, from which on a sentence that holds what is wanted is the answer
_SEVERAL = 2  # members that a question names which asks whether a list is right
_AMONG = re.compile(r"\b(?:among|(?:one|part|any) of|belongs? to|includ\w+)\b", re.IGNORECASE)


class Listings:
    """The candidates of one question, best first, as those that list names."""

    def __init__(self, question: Question, field: Field, wanted: Wanted, ranked: Sequence[Candidate]) -> None:
        self._question = question
        self._field = field
        self._wanted = wanted
        self._ranked = ranked
        self._verifying = question.expects is Expected.YES_NO  # then it is the list that the question has words of

    def pair(self) -> tuple[Candidate, Candidate] | None:
        """The best two sentences of different documents that list other members of what the question is about."""
        if not (self._verifying or self._wanted.lists or len(self._question.entities) >= _SEVERAL):
            return None
        for base, other in self._pairs():
            apart = base.evidence.document_id != other.evidence.document_id
            if apart and float(base.vector @ other.vector) >= ALIKE and lists_differ(base.evidence, other.evidence):
                mine, theirs = listed_entities(base.evidence), listed_entities(other.evidence)
                asked = self._verifying or self._wanted.lists or self._names_each(mine ^ theirs)
                if asked and self._field.aligned(base, other, mine | theirs):
                    return base, other
        return None

    def _pairs(self) -> Iterator[tuple[Candidate, Candidate]]:
        """Each list that the question may be about, with those that may be of the same."""
        told = [(c, self._wanted.listed_by(c.evidence)) for c in self._ranked if lists_names(c.evidence)]
        listing = [c for c, of_class in told if of_class is not False]
        on_subject = [c for c in listing if self._field.on_subject(c)]
        wanted = unrivalled([c for c, of_class in told if of_class], self._ranked)
        wanted = [c for c in wanted if self._wanted.related_to(c.evidence)]
        for base in (c for c in on_subject if self._asked_for(c)):
            yield from ((base, other) for other in (listing if self._verifying or base in wanted else on_subject))
        for base in wanted:
            yield from ((base, other) for other in listing)

    def _asked_for(self, base: Candidate) -> bool:
        """Whether the question asks for the members that a sentence lists, or whether these are they.

        That it names one of them says nothing, unless it asks whether that is among those of which the sentence speaks.
        """
        if base.score < BASE_SHARE * self._ranked[0].score and not self._field.has_compound(base):
            return False
        holds = self._field.holds_words(base)
        if not self._verifying:
            return holds
        listed = listed_entities(base.evidence)
        named = sum(bool(listed & set(options)) for options in self._question.entities)
        of_these = self._field.has_compound(base) or (holds and bool(_AMONG.search(self._question.text)))
        return named >= _SEVERAL or (named > 0 and of_these)

    def _names_each(self, members: frozenset[int]) -> bool:
        """Whether the question names each of these: which of them is it?"""
        return members <= {entity for options in self._question.entities for entity in options}


def unrivalled(holding: Sequence[Candidate], ranked: Sequence[Candidate]) -> list[Candidate]:
    """Those of the sentences that hold what is wanted beside which no other of them is clearly the answer."""
    clear = [c for c in holding if c.score >= CLEAR * ranked[0].score]
    return clear[:1] or list(holding)
