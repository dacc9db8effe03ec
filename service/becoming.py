"""A thing that one document says only now becomes what it is, and another says it was before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.alignment import Field, names
from service.composition import Candidate
from service.evidence import Evidence
from service.expected import Expected
from service.query import Question
from service.whether import CAME_TO_BE

_SINCE = re.compile(  # not "When was it founded?", which asks for what documents date
    r"\bsince when\b|\b(?:be(?:en|come|came)|turned? into|as) an?\s", re.IGNORECASE
)
_BY_THEN = re.compile(r"\b(?:already|exist(?:s|ed|ence)?|in place)\b", re.IGNORECASE)
_BECOMES = re.compile(  # "is moving from a circle of clubs to a league", "its transition from …"
    r"\b(?:chang|mov|turn|transition|shift|transform|evolv|develop|pass|grow|switch|convert)[a-z]*\b[^.;:]{0,80}?"
    r"\bfrom\s(?P<was>[^.;:]+?)\s(?:to|into|towards?)\s(?P<now>[^.;:]+)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def becoming(
    question: Question, field: Field, ranked: Sequence[Candidate], bases: Sequence[Candidate]
) -> tuple[Candidate, Candidate] | None:
    """The best sentence that dates a beginning, and one of another document by which it only begins.

    For "Since when has it been a league?" the claims "By 2023 the league had been set up" and, written later, "The
    contract marks the change of the league from a loose circle of clubs into a league with one statute": what becomes
    one was none. None where no two are so, or where it is not asked since when, or whether by then, a thing is one.
    """
    by_then = question.expects is Expected.YES_NO and question.calendar and _BY_THEN.search(question.text)
    if not by_then and not (question.expects is Expected.DATE and _SINCE.search(question.text)):
        return None
    kinds = {stem for mention in question.mentions for stem in ranked[0].evidence.analyse(mention.kind)}
    kinds |= question.terms.keys()
    for base in bases:
        years = _YEAR.findall(" ".join(base.evidence.calendar))
        if years and CAME_TO_BE.search(base.evidence.text):
            others = (c for c in ranked if c.evidence.document_id != base.evidence.document_id)
            later = (c for c in others if _of_one_thing(field, base, c) and not field.unsourced(base, c))
            if found := next((c for c in later if _only_now(c.evidence, kinds, int(max(years)))), None):
                return base, found
    return None


def _of_one_thing(field: Field, base: Candidate, other: Candidate) -> bool:
    """Whether two sentences name a thing of the glossary, or the other what the question names."""
    if base.evidence.entities & other.evidence.entities:
        return True
    return any(names(other.evidence, thing) for thing in field.things)


def _only_now(evidence: Evidence, kinds: set[str], since: int) -> bool:
    """Whether a sentence, undated and of a year after ``since``, tells how something becomes one of ``kinds``."""
    if evidence.calendar or (evidence.published is not None and evidence.published.year <= since):
        return False
    change = _BECOMES.search(evidence.text)
    if change is None:
        return False
    was, now = (frozenset(evidence.analyse(change[part])) for part in ("was", "now"))
    return bool(kinds & now - was)
