"""Whether two sentences that are aligned give different values for one thing.

They do when they differ in exactly one respect: a figure, a member of a list, a date, a name, or the sense of what
is said. Sentences that differ in two (another month and another figure) speak of different things.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import product

from service.capitals import Name, find_names
from service.evidence import Evidence
from service.figures import Figure, find_figures
from service.poles import agreed, negated, opposed
from service.qualifiers import excludes
from service.query import FUNCTION_WORDS
from service.values import Kind, Value, calendar

ALIGNED = 0.55  # least cosine of two sentences that may speak of one thing
ALIKE = 0.72  # least cosine, or
OVERLAP = 0.5  # least share of words in common, where only a "not" or a date differs


class Difference(StrEnum):
    """The respect in which two statements differ."""

    FIGURE = "figure"
    LIST = "list"
    DATE = "date"
    NAME = "name"
    SENSE = "sense"


_SCOPES = tuple(
    tuple(re.compile(rf"\b(?:{side})\b", re.IGNORECASE) for side in row)
    for row in (
        (
            r"(?:pure|fully|all|battery)[ -]*electric",
            r"hybrid|range[ -]*extend\w*|extended[ -]*range",
            r"petrol|diesel|gasoline",
        ),
        (r"basic|base|entry(?:[\s-]*level)?|standard|cheapest", r"highest|top|premium|flagship|dearest"),
        (r"summer", r"winter", r"spring", r"autumn"),
        (r"worldwide|global(?:ly)?|in total|altogether", r"domestic(?:ally)?|at home|abroad|overseas"),
        (
            r"when it was launched|at (?:its )?launch|initially|originally|at first|formerly|used to",
            r"today|now|nowadays|currently|meanwhile",
        ),
        (r"forecast|expects?|expected|predicts?|target(?:s|ed)?|plans?|planned", r"actual(?:ly)?|in fact"),
    )
)  # fmt: skip
_FUNCTION = FUNCTION_WORDS | {"nearly", "almost", "least", "less"}
_LOCATED = re.compile(r"\b(?:in|at|across|throughout|within|for|outside)\s+(?:the\s+)?$", re.IGNORECASE)
_RESTRICTING = re.compile(r"\b(?:in|into|for|of|on|at|among|within)\s+(?:the\s+|its\s+)?([^\W\d_]+)", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|，|、|(?:,\s*)?\s(?:and|or)|&)\s*(?:the\s+)?", re.IGNORECASE)
_SPELT = 5  # least letters of a name that is told by its spelling, and
_NEARLY = 0.7  # the share of them, from which on it is another spelling
_MEMBERS = 3  # names in a row that make a list


def contradiction(one: Evidence, other: Evidence, cosine: float) -> Difference | None:
    """In what two sentences contradict each other, given the cosine of their vectors; None where they do not."""
    if (cosine < ALIGNED and overlap(one, other) < OVERLAP) or other_scope(one, other):
        return None
    differences = {
        kind
        for kind, holds in (
            (Difference.LIST, lists_differ(one, other)),
            (Difference.FIGURE, figures_differ(find_figures(one), find_figures(other)) is True),
            (Difference.DATE, times_differ(one, other)),
            (Difference.NAME, _names_differ(one, other)),
            (Difference.SENSE, _sense_differs(one, other, cosine)),
        )
        if holds
    }
    if Difference.SENSE in differences:
        differences.discard(Difference.FIGURE)  # a profit of 3 and a loss of 2
    if listed_names(one) and listed_names(other):
        differences.discard(Difference.NAME)
    if len(differences) != 1:
        return None
    difference = differences.pop()
    unsure = {
        Difference.FIGURE: lambda: _narrower(one, other) or _located_apart(one, other) or _month_of(one, other),
        Difference.DATE: lambda: max(cosine, overlap(one, other)) < ALIKE,
        Difference.NAME: lambda: not _one_subject(one, other),
    }
    return None if difference in unsure and unsure[difference]() else difference


def overlap(one: Evidence, other: Evidence) -> float:
    """The share of the words of two sentences that both have, names of one thing counted as one word."""
    mine, theirs = _content(one), _content(other)
    named = sum(any(m.means(n) for n in find_names(other)) for m in find_names(one))
    union = len(mine | theirs) + named
    return (len(mine & theirs) + named) / union if union else 0.0


def other_scope(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences say of themselves that they speak of another version, rate, region or phase."""
    if excludes(one.text, other.text):
        return True
    rows = zip(_scopes(one.text), _scopes(other.text), strict=True)
    return any(mine and theirs and not mine & theirs for mine, theirs in rows)


@lru_cache(maxsize=4096)
def _scopes(text: str) -> tuple[frozenset[int], ...]:
    """For each row of scopes, those that a text speaks of: a sentence is set against many."""
    return tuple(frozenset(i for i, rule in enumerate(row) if rule.search(text)) for row in _SCOPES)


def times_differ(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences name different years, months or days, and none in common."""
    for years in (True, False):
        mine = {time for time in one.calendar if time.isdigit() is years}
        theirs = {time for time in other.calendar if time.isdigit() is years}
        if mine and theirs and not mine & theirs:
            return True
    return dates_differ(_dates(one), _dates(other))


def dates_differ(mine: Sequence[Value], theirs: Sequence[Value]) -> bool:
    """Whether no date of one agrees with one of the other, as "2025" does with "november 2025", of which it is part."""
    parts = [[set(value.canonical.split()) for value in values] for values in (mine, theirs)]
    return all(parts) and not any(a <= b or b <= a for a, b in product(*parts))


def _dates(evidence: Evidence) -> list[Value]:
    return [v for v in evidence.values if v.kind in {Kind.DATE, Kind.YEAR} and calendar(v.canonical.title())]


def figures_differ(mine: Sequence[Figure], theirs: Sequence[Figure]) -> bool | None:
    """Whether figures that can be compared all disagree; None where none can be compared."""
    compared = [(m, t) for m, t in product(mine, theirs) if m.comparable(t)]
    return not any(m.agrees(t) for m, t in compared) if compared else None


@lru_cache(maxsize=4096)
def listed_names(evidence: Evidence) -> tuple[Sequence[Name], ...]:
    """The runs of three and more names that stand in a row: "A, B and C"."""
    runs: list[list[Name]] = []
    closed = True  # what follows "and" is a list's last member
    for name in find_names(evidence):
        between = evidence.text[runs[-1][-1].end : name.start] if runs else ""
        if not closed and _JOINED.fullmatch(between):
            runs[-1].append(name)
            closed = between.strip(" ,").lower() in {"and", "or", "&", "and the", "or the"}
        else:
            runs.append([name])
            closed = False
    return tuple(run for run in runs if len(run) >= _MEMBERS)


def lists_names(evidence: Evidence) -> bool:
    """Whether a sentence lists names."""
    return bool(listed_names(evidence))


def listed_entities(evidence: Evidence) -> frozenset[int]:
    """The glossary's entities that the lists of a sentence name."""
    return frozenset(entity for run in listed_names(evidence) for name in run for entity in name.entities)


def lists_differ(one: Evidence, other: Evidence) -> bool:
    """Whether both list equally many names, and each lacks exactly one that the other has."""
    return any(_one_exchanged(mine, theirs) for mine, theirs in product(listed_names(one), listed_names(other)))


def _one_exchanged(mine: Sequence[Name], theirs: Sequence[Name]) -> bool:
    lacking = [name for name in mine if not any(name.means(t) for t in theirs)]
    lacked = [name for name in theirs if not any(name.means(m) for m in mine)]
    return len(mine) == len(theirs) and len(lacking) == len(lacked) == 1 and not _variants(lacking[0], lacked[0])


def _variants(one: Name, other: Name) -> bool:
    """Whether two names may be one name in two spellings: long, and nearly the same letters."""
    long = min(len(one.text), len(other.text)) >= _SPELT
    return long and SequenceMatcher(None, one.text.casefold(), other.text.casefold()).ratio() >= _NEARLY


def _exclusive(one: Evidence, other: Evidence) -> list[Name]:
    """The names of one sentence that the other does not name."""
    theirs = find_names(other)
    return [name for name in find_names(one) if name.sure and not any(name.means(t) for t in theirs)]


def _names_differ(one: Evidence, other: Evidence) -> bool:
    return bool(_exclusive(one, other)) and bool(_exclusive(other, one))


def _one_subject(one: Evidence, other: Evidence) -> bool:
    """Whether each names one thing that the other does not, and the first name of one stands in both."""
    if len(_exclusive(one, other)) != 1 or len(_exclusive(other, one)) != 1:
        return False
    mine, theirs = find_names(one), find_names(other)
    return any(mine[0].means(name) for name in theirs) or any(theirs[0].means(name) for name in mine)


def _located_apart(one: Evidence, other: Evidence) -> bool:
    """Whether one of two sentences is about a place that the other does not name."""
    return any(
        _LOCATED.search(evidence.text[: name.start])
        for evidence, lacking in ((one, _exclusive(one, other)), (other, _exclusive(other, one)))
        for name in lacking
    )


def _content(evidence: Evidence) -> frozenset[str]:
    """The stems of what is neither a name nor a value nor a function word."""
    spans = [(n.start, n.end) for n in find_names(evidence)] + [(v.start, v.end) for v in evidence.values]
    spans += [(f.start, f.end) for f in find_figures(evidence)]  # "several hundred", which is no value
    text = evidence.text
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in _FUNCTION]
    return frozenset(evidence.analyse(" ".join(words)))


def _narrower(one: Evidence, other: Evidence) -> bool:
    """Whether one of two sentences says all that the other says of what the figure is, and restricts it further."""
    mine, theirs = _content(one), _content(other)
    if mine < theirs:
        one, other, mine, theirs = other, one, theirs, mine
    elif not theirs < mine:
        return False
    return any((mine - theirs) & set(one.analyse(match[1])) for match in _RESTRICTING.finditer(one.text))


def _month_of(one: Evidence, other: Evidence) -> bool:
    """Whether one of two sentences is about a month, and the other is not."""
    return any(time.isalpha() for time in one.calendar) != any(time.isalpha() for time in other.calendar)


def _sense_differs(one: Evidence, other: Evidence, cosine: float) -> bool:
    if opposed(one.text, other.text):
        return True
    shared = overlap(one, other)
    alike = shared >= OVERLAP or (cosine >= ALIKE and shared >= OVERLAP / 2)
    return alike and negated(one.text) != negated(other.text) and not agreed(one.text, other.text)
