"""What a question insists on (names, times, numbers, a kind of answer) and what of it a passage leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.evidence import Evidence
from service.expected import Expected
from service.figures import vague_numbers
from service.query import Question
from service.values import Kind, Value

_PERSON = re.compile(r"\b[A-Z][a-z]+(?: [A-Z]\.)?(?: (?:[A-Z][a-z]+|[A-Z][a-z]+-[A-Z]?[a-z]+))+\b")
_PLACE = re.compile(r"\b(?:in|at|from|near|to|of|across|outside)(?: the)? [A-Z][a-z]+")
_REASON = re.compile(
    r"""\b(because|since|as[ ]a[ ]result|due[ ]to|owing[ ]to|thanks[ ]to|so[ ]that|in[ ]order[ ]to|therefore|thus|hence
    |reasons?|caused?|causes|led[ ]to|leads?[ ]to|leading[ ]to|aim(s|ed|ing)?|purpose|intended|reflects?|no[ ]longer
    |to[ ](make|create|push|help|avoid|reduce|ensure|give|allow|become|keep|address|accelerate)|with[ ]the
    |enabl(es?|ed|ing)|allow(s|ed|ing)?|pressures?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_IS = (
    r"(?:(?:is|are|was|were)[ ](?:an?|the|one|its|their|\S+'s)|means|refers[ ]to|stands[ ]for|consists[ ]of|comprises"
    r"|includes|can[ ]be[ ]regarded[ ]as)\b"
)
_DEFINING = re.compile(rf"^((?:\S+\s+){{0,6}}?\S+?),?[ ](?:{_IS}|(?<=,[ ])(?:an?|the|which|who)\b)", re.VERBOSE)
_AFTER_NAME = re.compile(rf"(?:[ ]\([^)]*\))?,?[ ](?:{_IS}|(?<=,[ ])(?:an?|the|which|who)\b)", re.VERBOSE)
_PRICED = re.compile(
    r"\b(?:costs?|costing|priced at|prices? (?:of|is|was|are)|pa(?:ys?|id)|charge[sd]?|worth|spen(?:ds?|t)|sold for"
    r"|sells? for)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
# Behind a number, however far it is from what it counts: "its ships A, B and C, three in all".
_IN_ALL = re.compile(r",?\s+(?:in all|in total|all told|altogether)\b", re.IGNORECASE)
_ANCHOR_WORDS = 12  # of a sentence, at most, that only says when the next one was
_KINDS = {
    Expected.NUMBER: {Kind.NUMBER, Kind.PERCENT, Kind.MONEY},
    Expected.MONEY: {Kind.MONEY},
    Expected.PERCENT: {Kind.PERCENT},
    Expected.DATE: {Kind.DATE, Kind.YEAR},
}


@dataclass(frozen=True, slots=True)
class Gaps:
    """The constraints of a question that evidence does not meet.

    ``entities``: positions in ``Question.entities``; ``proper``: stems; ``calendar``, ``numbers``: canonical forms.
    """

    entities: tuple[int, ...]
    proper: frozenset[str]
    calendar: frozenset[str]
    numbers: frozenset[str]


def gaps(question: Question, evidence: Sequence[Evidence]) -> Gaps:
    """What ``question`` insists on and none of ``evidence`` holds."""
    # Asked thousands of times for a question: what it insists on is little, so that is gone through, not the evidence.
    return Gaps(
        entities=tuple(
            i for i, options in enumerate(question.entities) if all(e.entities.isdisjoint(options) for e in evidence)
        ),
        proper=lacking(question.proper, (e.stems for e in evidence)),
        calendar=lacking(question.calendar, (e.calendar for e in evidence)),
        numbers=lacking(question.numbers, (e.canonical_values for e in evidence)),
    )


def lacking(wanted: frozenset[str], held: Iterable[frozenset[str]]) -> frozenset[str]:
    """What is wanted and in none of the sets held, which are only worked out until nothing more is wanted."""
    if wanted:
        for some in held:
            wanted -= some
            if not wanted:
                break
    return wanted


def typed_values(question: Question, evidence: Evidence) -> list[Value]:
    """The values of the kind that is asked for and that the question does not itself contain."""
    kinds = _KINDS.get(question.expects, set())
    known = question.stated | question.calendar
    vague = vague_numbers(evidence) if question.expects is Expected.NUMBER else []
    return [
        value
        for value in (*evidence.values, *vague)
        if (value.kind in kinds or (question.expects is Expected.MONEY and _is_price(value, evidence)))
        and not set(value.canonical.split()) <= known
    ]


def _is_price(value: Value, evidence: Evidence) -> bool:
    """Whether a number is an amount by the word before it, its currency being unknown: "costs 12 crowns"."""
    return value.kind is Kind.NUMBER and bool(_PRICED.search(evidence.text[: value.start]))


def counting_values(question: Question, evidence: Evidence) -> list[Value]:
    """The values of the kind asked for that stand, at most four words away, before the unit that is asked for."""
    values = typed_values(question, evidence)
    if not question.units:
        return values
    return [
        v
        for v in values
        if not question.units.isdisjoint(evidence.analyse(" ".join(evidence.text[v.end :].split()[:4])))
        or (not question.units.isdisjoint(evidence.stems) and _IN_ALL.match(evidence.text, v.end))
    ]


def counts_unit(question: Question, evidence: Evidence) -> bool | None:
    """Whether a number of ``evidence`` counts what "how many …" asks for; None where no such unit is asked for."""
    if not question.units:
        return None
    return bool(counting_values(question, evidence))


def defines(question: Question, evidence: Evidence) -> bool:
    """Whether ``evidence`` names what is asked about and goes on with a verb or comma that introduces what it is."""
    who_is = question.expects is Expected.PERSON and question.entities and not question.terms  # "Who is Anna Lund?"
    if question.expects is not Expected.DEFINITION and not who_is:
        return False
    options = {entity for entities in question.entities for entity in entities}
    if options:
        named = (mention for mention in evidence.mentions if options & set(mention.entities))
        return any(_AFTER_NAME.match(evidence.text, mention.end) for mention in named)
    match = _DEFINING.match(evidence.text)
    return match is not None and bool(question.terms) and question.terms.keys() <= set(evidence.analyse(match[1]))


def holds_type(question: Question, sentence: Evidence, around: Sequence[Evidence]) -> bool | None:
    """As `has_expected_type`; a date may stand in the sentence before (see `dated_by`)."""
    held = has_expected_type(question, sentence)
    return True if held is False and dated_by(question, sentence, around) else held


def dated_by(question: Question, sentence: Evidence, around: Sequence[Evidence]) -> Evidence | None:
    """What tells when it was that ``sentence`` says, where a date is asked for and the sentence has none itself.

    That is the sentence before it, the last of ``around``, if it does little but name a time: "A further step followed
    in 2021."
    """
    sentences = around[1:]  # a title comes first
    if question.expects is not Expected.DATE or not sentences or typed_values(question, sentence):
        return None
    before = sentences[-1]
    brief = len(before.text.split()) <= _ANCHOR_WORDS and not before.mentions
    return before if brief and len(typed_values(question, before)) == 1 else None


def times_apart(question: Question) -> list[str]:
    """The years, or else the months, that a question names where it names several: what held in each is asked."""
    years = sorted(time for time in question.calendar if time.isdigit())
    months = sorted(question.calendar.difference(years))
    return years if len(years) > 1 else months if len(months) > 1 else []


def gives_reason(question: Question, evidence: Evidence) -> bool | None:
    """Whether ``evidence`` has the wording of a cause or purpose; None where no reason is asked for."""
    return bool(_REASON.search(evidence.text)) if question.expects is Expected.WHY else None


def has_expected_type(question: Question, evidence: Evidence) -> bool | None:
    """Whether ``evidence`` holds something of the kind asked for; None where the kind cannot be told from text."""
    if question.expects in _KINDS:
        return bool(typed_values(question, evidence))
    if question.expects is Expected.PERSON:
        asked = question.text.casefold()
        return any(m.kind == "person" for m in evidence.mentions) or any(
            m[0].casefold() not in asked for m in _PERSON.finditer(evidence.text)
        )
    if question.expects is Expected.PLACE:
        return bool(_PLACE.search(evidence.text))
    return None
