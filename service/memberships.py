"""Memberships that documents deny: "Since when is D one of the three lines?" where the three lines are A, B and C.

A list is closed where it is said to be whole: "every line: A, B and C", "its three lines, A, B and C".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from service.capitals import Name, find_names, names_in
from service.composition import Candidate
from service.contradiction import listed_names
from service.evidence import Evidence
from service.expected import Expected
from service.query import Question
from service.values import find_values
from service.wanted import classes_named

_MEMBER = re.compile(
    r"""\b(?:one[ ]of|(?:an?[ ]|the[ ]\w+[ ])?(?:part|member)[ ]of|(?:being|been|is|was|are|were)[ ]among
        |join(?:s|ed|ing)?|belong(?:s|ed|ing)?[ ]to)[ ](?:the[ ]|its[ ])?(?P<group>.+?)(?=[,;?.]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
# Between the member and what calls it one: "is", "gained from being", "earns as".
_AUXILIARY = r"(?:is|was|has|have|had|be|been|being|become|became|becoming)"
_BETWEEN = re.compile(rf"\s+(?:(?:\w+\s+)?(?:from|by|as|since|of)\s+)?(?:{_AUXILIARY}\s+)*", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(?:will|would|could|might|may|should|refus\w+|declin\w+|wants?|plan\w*|hopes?|intend\w*|almost|nearly)\b",
    re.IGNORECASE,
)
_ENTERS = re.compile(
    r"\b(?:join\w*|enter(?:s|ed|ing)?|accession|bec[ao]me|becoming|members?|belong\w*|(?:one|part) of|admit\w*)\b",
    re.IGNORECASE,
)
_NOUN = r"(?:[\w-]*(?:brand|marque|label|member|compan(?:y|ie)|firm|maker|manufacturer|partner)s?)"
_EVERY = re.compile(
    rf"(?<!not )\b(?:every|all|each)\s+(?:(?:of\s+)?(?:the|its)\s+)?{_NOUN}\b.*[:,(]\W*$", re.IGNORECASE
)
_COUNTED = re.compile(
    rf"\b(?:the|its|their)\s+(?P<size>[\w-]+)\s+(?:(?:major|own|car|main)\s+)*{_NOUN}\W+(?:(?:which\s+)?are\W+|namely\W+)?$",
    re.IGNORECASE,
)
_SO_MANY = re.compile(r"\W*(?P<size>[\w-]+) in all\b", re.IGNORECASE)
_EXCEPTING = re.compile(
    r"\b(?:except|but|besides|especially|such as|includ\w+|like|for (?:example|instance)|among others)\b"
)
_ASKING_WHETHER = {Expected.YES_NO, Expected.COMPARE}


def left_out(question: Question, candidates: Sequence[Candidate]) -> Candidate | None:
    """The best of the closed lists that lack what a question takes for a member, None where another sentence has it."""
    text = question.text
    match = _MEMBER.search(text)
    if match is None or question.expects in _ASKING_WHETHER or _NOT_YET.search(text):
        return None
    names = names_in(text, question.mentions, find_values(text))
    before = [name for name in names if name.end <= match.start()]
    if not before or not _BETWEEN.fullmatch(text, before[-1].end, match.start()):
        return None
    member, group = before[-1], [name for name in names if match.start() < name.start < match.end()]
    if any(_takes_in(group, member, c) for c in candidates):
        return None
    kinds = {mention.kind for mention in question.mentions if mention.start == member.start}
    lists = [
        c
        for c in candidates
        if not (question.expects is Expected.DATE and c.evidence.calendar)  # it may have been so only then
        if any(_is_of(match["group"], kinds, run, c, group) for run in _closed_lists(c.evidence))
    ]
    return max(lists, key=lambda c: c.score, default=None)


def _closed_lists(evidence: Evidence) -> list[Sequence[Name]]:
    """The lists of which a sentence says that they are whole."""
    return [run for run in listed_names(evidence) if _is_whole(run, evidence.text)]


def _is_whole(run: Sequence[Name], text: str) -> bool:
    before, after = text[: run[0].start], text[run[-1].end :]
    if _EXCEPTING.search(before) or _EXCEPTING.match(after.lstrip(" ,")):
        return False
    counted = _COUNTED.search(before) or _SO_MANY.match(after)
    return _EVERY.search(before) is not None or (counted is not None and str(len(run)) in _sizes(counted["size"]))


def _is_of(said: str, kinds: set[str], run: Sequence[Name], candidate: Candidate, group: Sequence[Name]) -> bool:
    """Whether a list is of the group as a question puts it: named near it, of its size, class and kinds where known.

    The brands of a group do not tell which firms belong to it.
    """
    evidence = candidate.evidence
    sizes, classes = _sizes(said), classes_named(said)
    listed = {mention.kind for mention in evidence.mentions if run[0].start <= mention.start <= run[-1].start}
    if (sizes and str(len(run)) not in sizes) or (kinds and not kinds & listed):
        return False
    if classes and not classes & classes_named(evidence.text):
        return False
    near = [name for e in (evidence, *candidate.around) for name in find_names(e) if name not in run]
    return _named(group, near) if group else bool(sizes and classes)


def _takes_in(group: Sequence[Name], member: Name, candidate: Candidate) -> bool:
    """Whether a sentence speaks of the member and of entering something, or lists it where it speaks of the group."""
    names = find_names(candidate.evidence)
    if not _named([member], names):
        return False
    others = [name for name in names if not name.means(member)]
    if any(name.means(member) for run in listed_names(candidate.evidence) for name in run):
        return _named(group, others)
    return bool(_ENTERS.search(candidate.evidence.text)) and (not others or _named(group, others))


def _named(wanted: Sequence[Name], names: Sequence[Name]) -> bool:
    return any(one.means(other) for one, other in product(wanted, names))


def _sizes(text: str) -> set[str]:
    return {value.canonical for value in find_values(text)}
