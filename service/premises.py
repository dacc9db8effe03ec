"""Premises that documents deny: "Why did A outsell B?" where B sold more, "What made it a hit?" where few bought it.

Only questions that take something for granted are looked at: those for a reason or a way, and any that calls something
a member (`service.memberships`). Whoever asks whether it is so gets the sentence as the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.composition import Candidate
from service.constraints import gives_reason
from service.evidence import Evidence
from service.expected import Expected
from service.memberships import left_out
from service.poles import COURSE, TREND, negated, opposed, poles, words_for
from service.query import FUNCTION_WORDS, Question
from service.similarity import coverage
from service.values import MONTHS, Kind, Value

ON_SUBJECT = 0.4  # of the question, by weight, that a sentence that denies its premise must hold with what is around it
# What says that the first of two things has more than the second, or less; "more popular" is told by no figure.
_QUALITY = r"(?!\w+(?:ive|lar|ful|ous|able|ible|ent|ant|ed|ing)\b)"
_MORE = re.compile(
    r"\b(?:outs(?:ell|old)s?|outnumber(?:s|ed)?|surpass(?:es|ed)?|exceed(?:s|ed)?"
    rf"|(?:more\s+{_QUALITY}|higher|larger|bigger|greater|dearer|pricier)\b.{{0,60}}?\bthan)\b",
    re.IGNORECASE,
)
_LESS = re.compile(rf"\b(?:(?:less|fewer)\s+{_QUALITY}|lower|smaller|cheaper)\b.{{0,60}}?\bthan\b", re.IGNORECASE)
_TURNED = re.compile(r"\b(?:outsold|outnumbered|surpassed|exceeded) by\b|\bfail(?:s|ed)? to\b", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:[A-Z][\w&-]*|\w*\d\w*)")
_TIME = re.compile(rf"(?:1[0-9]|20)\d\d|{'|'.join(MONTHS)}", re.IGNORECASE)
_IN_WHAT_WAY = re.compile(r"\W*(?:how|in what way) (?:did|do|does|has|have|had|was|were|could|come)\b", re.IGNORECASE)
_AMOUNTS = {Kind.NUMBER, Kind.MONEY, Kind.PERCENT}
_COUNTED = re.compile(r"[ -]?([a-z]+)")


def supposes(question: Question) -> bool:
    """Whether a question takes for granted that something is so: it asks why or how it is."""
    return question.expects is Expected.WHY or bool(_IN_WHAT_WAY.match(question.text))


def denial(question: Question, candidates: Sequence[Candidate]) -> Candidate | None:
    """The best of the sentences on the question's subject that say otherwise than it takes for granted, if any does.

    None where another one bears it out: both may hold, at different times.
    """
    if negated(question.asked):
        return None
    if (listed := left_out(question, candidates)) is not None or not supposes(question):
        return listed
    read = [(c, (c.evidence, *c.around)) for c in candidates]
    denying = [c for c, near in read if _denies(question, near)]
    taken = poles(question.text)
    disputed = set[str]().union(*(opposed(question.text, c.evidence.text) for c in denying))
    for c, near in read:
        said = poles(c.evidence.text)
        if any(said.get(dimension) == taken[dimension] for dimension in disputed) and _on_subject(question, near):
            return None
    return max(denying, key=lambda c: c.score, default=None)


def _denies(question: Question, read: Sequence[Evidence]) -> bool:
    """Whether the first of the sentences, or a comparison that it ends, denies what the question takes for granted."""
    sentence, asked = read[0], question.text
    if question.calendar and sentence.calendar and not question.calendar & sentence.calendar:
        return False
    dimensions = opposed(asked, sentence.text) - {COURSE}
    if not dimensions:
        return _compared_otherwise(asked, read) and _on_subject(question, read)
    # Of what is denied the sentence has other words, and must be about the rest: all sorts of things rise and fall.
    words = " ".join(words_for(asked, dimension) for dimension in dimensions)
    rest = {stem: weight for stem, weight in question.terms.items() if stem not in set(sentence.analyse(words))}
    other_trend = dimensions == {TREND} and not rest.keys() & sentence.stems
    if not (rest or question.entities) or other_trend or gives_reason(question, sentence):
        return False
    return _on_subject(replace(question, terms=rest), read)


def _on_subject(question: Question, read: Sequence[Evidence]) -> bool:
    return coverage(question, read) >= ON_SUBJECT


def _compared_otherwise(asked: str, read: Sequence[Evidence]) -> bool:
    """Whether of two things that are compared the one that is said to have more has less, or the other way round."""
    more = _MORE.search(asked)
    if (match := more or _LESS.search(asked)) is None or _TURNED.search(asked):
        return False
    # The question's first letter is a capital, whatever the word.
    first, second = set(_NAMED.findall(asked[1 : match.end()])), set(_NAMED.findall(asked[match.end() :]))
    if any(_TIME.fullmatch(name) for name in second):  # one thing at two times
        return False
    mine, theirs = _amount(first - second, second - first, read), _amount(second - first, first - second, read)
    if mine is None or theirs is None or read[0] not in (mine[0], theirs[0]):
        return False
    counted = {word for evidence, value in (mine, theirs) if (word := _counted(evidence, value))}
    if mine[1].kind is not theirs[1].kind or len(counted) > 1:
        return False
    difference = _size(mine[1]) - _size(theirs[1])
    return difference < 0 if more else difference > 0


def _amount(names: set[str], others: set[str], read: Sequence[Evidence]) -> tuple[Evidence, Value] | None:
    """The first amount that stands behind one of these names and before the ``others``, none standing before both."""
    for evidence in read:
        words = [word for word in _NAMED.finditer(evidence.text) if word[0] in names | others]
        amounts = [value for value in evidence.values if value.kind in _AMOUNTS]
        if not words or any(value.start < words[0].start() for value in amounts):
            continue
        for i, word in enumerate(words):
            stop = next((later.start() for later in words[i + 1 :] if later[0] in others), len(evidence.text))
            behind = [value for value in amounts if word[0] in names and word.end() <= value.start < stop]
            if behind:
                return evidence, behind[0]
    return None


def _counted(evidence: Evidence, value: Value) -> str | None:
    """The word behind an amount, if it is not one of grammar."""
    word = _COUNTED.match(evidence.text, value.end)
    return word[1] if word and word[1] not in FUNCTION_WORDS else None


def _size(value: Value) -> float:
    return float(value.canonical.rstrip("%"))
