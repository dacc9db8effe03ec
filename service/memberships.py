"""Memberships that documents deny or dispute: "Since when is D one of the three lines?" where they are A, B and C.

A list is closed where it is said to be whole: "every line: A, B and C", "its three lines, A, B and C".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from service.capitals import Name, find_names, names_in
from service.composition import Candidate
from service.contradiction import listed_names
from service.expected import Expected
from service.poles import negated
from service.query import Question
from service.values import find_values
from service.wanted import classes_named

_NOUN = r"(?:[\w-]*(?:brand|marque|label|member|compan(?:y|ie)|firm|maker|manufacturer|partner)s?)"
_UNDER = r"(?:(?:operat|runn?|fall|com)(?:e|s|es|ed|ing)?\s+under)"
_MEMBER = re.compile(
    rf"""\b(?:one[ ]of|(?:an?[ ]|the[ ](?-i:[a-z]+)[ ])?(?:part|member)s?[ ]of
        |join(?:s|ed|ing)?|belong(?:s|ed|ing)?[ ]to|(?:being|been|is|was|are|were|counts?|counted)[ ]among|{_UNDER}
        |an?(?=[ ](?-i:[A-Z])[^,;?.]*[ ]{_NOUN}\b))
        [ ](?:the[ ]|its[ ])?(?P<group>.+?)(?=[,;?.]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
_WITHIN = re.compile(  # what only a question whether it is so may mean by it
    r"\b(?:(?:included|contained|counted|listed) )?(?:in|inside|within|under) (?:the )?(?P<group>.+?)(?=[,;?.]|$)",
    re.IGNORECASE,
)
_INCLUDES = re.compile(
    r"""^\W*(?:does|do|did|has|have|will|can)[ ](?:the[ ])?(?P<group>.+?)[ ](?:also[ ]|now[ ]|already[ ])?
        (?:include[ds]?|comprise[ds]?|contain(?:s|ed)?|encompass(?:es|ed)?|cover(?:s|ed)?|consist(?:s|ed)?[ ]of)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AUXILIARY = r"(?:is|was|has|have|had|be|been|being|become|became|becoming)"
# Between the member and what calls it one: "is", "gained from being", "earns as".
_BETWEEN = re.compile(
    rf"[:,]?\s+(?:{_NOUN}\s+)?(?:(?:\w+\s+)?(?:from|by|as|since|of)\s+)?(?:{_AUXILIARY}\s+)*"
    r"(?:(?:falls?|sits?|stands?|runs?|counts?)\s+)?",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:will|would|could|might|may|should|refus\w+|declin\w+|wants?|plan\w*|hopes?|intend\w*|almost|nearly)\b",
    re.IGNORECASE,
)
_ENTERS = re.compile(
    rf"""\b(?:join\w*|enter(?:s|ed|ing)?|accession|bec[ao]me|becoming|members?|belong\w*|(?:one|part)\s+of|admit\w*
        |{_UNDER})\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DIRECTLY = re.compile(r"[^,;:.]{0,30}")  # between entering and what is entered
_POINTING_BACK = re.compile(r"^\W*(?:both|the (?:two|three|pair)|they|these|it|this)\b", re.IGNORECASE)
_WHICH_ARE = r"(?:(?:which\s+)?are\W+|namely\W+)?$"
_EVERY = re.compile(
    rf"(?<!not )\b(?:every|all|each)\s+(?:(?:of\s+)?(?:the|its)\s+)?{_NOUN}\b.*[:,(]\W*{_WHICH_ARE}", re.IGNORECASE
)
_COUNTED = re.compile(
    rf"\b(?:the|its|their)\s+(?P<size>[\w-]+)\s+(?:(?:major|own|car|main)\s+)*{_NOUN}\W+{_WHICH_ARE}",
    re.IGNORECASE,
)
_SO_MANY = re.compile(r"\W*(?P<size>[\w-]+) in all\b", re.IGNORECASE)
_EXCEPTING = re.compile(
    r"\b(?:except|but|besides|especially|such as|includ\w+|like|for (?:example|instance)|among others)\b"
)
# What may follow the name of the group that is asked about: "Fjord Fleet brands", not "Fjord Fleet harbours".
_WHOLE = re.compile(
    rf"(?:['’]s?)?(?:\s+(?:{_NOUN}|alliance|group|family|ecosystem|umbrella))*(?:\s+or\b.*|\W*)", re.IGNORECASE
)
_ASKING_WHETHER = {Expected.YES_NO, Expected.COMPARE}


@dataclass(frozen=True, slots=True)
class _Membership:
    """What a question says or asks: that ``member`` is in the group that it ``calls`` so and names.

    ``beyond`` is what it says after the group's name.
    """

    member: Name
    kinds: frozenset[str]
    calls: str
    group: Sequence[Name]
    beyond: str

    @classmethod
    def of(cls, question: Question) -> _Membership | None:
        text = question.text
        names = names_in(text, question.mentions, find_values(text))
        whether = question.expects in _ASKING_WHETHER
        if whether and (match := _INCLUDES.match(text)):
            before = [name for name in names if name.start >= match.end()][:1]
        else:
            match = _MEMBER.search(text) or (_WITHIN.search(text) if whether else None)
            before = [name for name in names if match and name.end <= match.start()]
            if not match or not before or not _BETWEEN.fullmatch(text, before[-1].end, match.start()):
                return None
        if not before:
            return None
        start, end = match.span("group")
        member, group = before[-1], [name for name in names if name.start < end and name.end > start]
        meant = [mention for mention in question.mentions if mention.start == member.start]
        whole = member.entities.union(*(mention.members for mention in meant))
        kinds = frozenset(mention.kind for mention in meant if not mention.members)
        beyond = text[group[-1].end : match.end("group")] if group else ""
        return cls(replace(member, entities=whole), kinds, match["group"], group, beyond)

    def closed_list(self, candidate: Candidate) -> bool:
        """Whether a sentence lists the whole group: it is named nearby, and size, class and kinds are its own.

        The brands of a group do not tell which firms belong to it.
        """
        evidence = candidate.evidence
        sizes, classes = _sizes(self.calls), classes_named(self.calls)
        for run in listed_names(evidence):
            listed = {mention.kind for mention in evidence.mentions if run[0].start <= mention.start <= run[-1].start}
            if (sizes and str(len(run)) not in sizes) or (self.kinds and not self.kinds & listed):
                continue
            if not _is_whole(run, evidence.text):
                continue
            if classes and not classes & classes_named(evidence.text):
                continue
            near = [name for e in (evidence, *candidate.around) for name in find_names(e) if name not in run]
            if _named(self.group, near) if self.group else bool(sizes and classes):
                return True
        return False

    def told_by(self, candidate: Candidate) -> bool:
        """Whether a sentence speaks of the member and of entering something, or lists it where the group is named."""
        names = find_names(candidate.evidence)
        if not _named([self.member], names):
            return False
        others = [name for name in names if not name.means(self.member)]
        if any(name.means(self.member) for run in listed_names(candidate.evidence) for name in run):
            return _named(self.group, others)
        return bool(_ENTERS.search(candidate.evidence.text)) and (not others or _named(self.group, others))

    def affirmed_by(self, candidate: Candidate) -> bool:
        """Whether a sentence says that the member, named in it or pointed back to, enters the group that it names."""
        evidence = candidate.evidence
        own = find_names(evidence)
        spoken_of = own
        if _POINTING_BACK.match(evidence.text):
            spoken_of = [name for e in candidate.around for name in find_names(e)]
        entered = [
            name
            for name in own
            for entering in _ENTERS.finditer(evidence.text, 0, name.start)
            if _DIRECTLY.fullmatch(evidence.text, entering.end(), name.start)
        ]
        return _named(self.group, entered) and _named([self.member], spoken_of) and not negated(evidence.text)


def left_out(question: Question, candidates: Sequence[Candidate]) -> Candidate | None:
    """The best of the closed lists that lack what a question takes for a member, None where another sentence has it."""
    if question.expects in _ASKING_WHETHER or _NOT_YET.search(question.text):
        return None
    membership = _Membership.of(question)
    if membership is None or any(membership.told_by(c) for c in candidates):
        return None
    lists = [
        c
        for c in candidates
        if not (question.expects is Expected.DATE and c.evidence.calendar)  # it may have been so only then
        if membership.closed_list(c)
    ]
    return max(lists, key=lambda c: c.score, default=None)


def disputed(question: Question, ranked: Sequence[Candidate]) -> tuple[Candidate, Candidate] | None:
    """Of "Is D one of the lines?" the best sentence that says so, and another document's closed list without D.

    ``ranked`` are the candidates, best first.
    """
    membership = _Membership.of(question) if question.expects in _ASKING_WHETHER else None
    if membership is None or not _WHOLE.fullmatch(membership.beyond):
        return None
    affirming = [c for c in ranked if membership.affirmed_by(c)]
    denying = [c for c in ranked if membership.closed_list(c) and not membership.told_by(c)]
    pairs = product(affirming, denying)
    return next((p for p in pairs if p[0].evidence.document_id != p[1].evidence.document_id), None)


def _is_whole(run: Sequence[Name], text: str) -> bool:
    """Whether a sentence says of a list that nothing is missing from it."""
    before, after = text[: run[0].start], text[run[-1].end :]
    if _EXCEPTING.search(before) or _EXCEPTING.match(after.lstrip(" ,")):
        return False
    counted = _COUNTED.search(before) or _SO_MANY.match(after)
    return _EVERY.search(before) is not None or (counted is not None and str(len(run)) in _sizes(counted["size"]))


def _named(wanted: Sequence[Name], names: Sequence[Name]) -> bool:
    return any(one.means(other) for one, other in product(wanted, names))


def _sizes(text: str) -> set[str]:
    return {value.canonical for value in find_values(text)}
