"""Figures in a sentence: how much their wording leaves open, and what they count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from service.evidence import Evidence
from service.query import FUNCTION_WORDS
from service.values import Kind, Value

_HEDGES = (  # words before a figure, with the least and the most that it may stand for, as multiples of it
    (r"at least|no (?:fewer|less) than|a minimum of", 1.0, 1.5),
    (r"up to|at most|no more than|as many as|as much as|a maximum of", 0.5, 1.0),
    (r"less than|fewer than|under|below", 0.0, 1.0),
    (r"nearly|almost|just under|just below|close to|not quite", 0.85, 1.0),
    (
        r"(?:more|greater) than|(?<!handed )(?<!took )over|above|beyond|(?:exceed|surpass|pass|topp)(?:e?s|ed|ing)",
        1.0,
        1.25,
    ),
    (r"about|around|roughly|approximately|some|circa|an estimated|close on", 0.85, 1.15),
)  # fmt: skip
_HEDGED = tuple(
    (re.compile(rf"\b(?:{words})\s+(?:the\s+|a\s+)?\W?$", re.IGNORECASE), low, high) for words, low, high in _HEDGES
)
_MAGNITUDE = re.compile(
    r"\b(?:(?:several|many|a few|some)\s+)?(dozen|hundred|thousand|million|billion)s?\b(?:\s+of)?", re.IGNORECASE
)
_MAGNITUDES = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_UNITS = {  # stems of units, with the unit and the factor that they are turned into
    "km": ("km", 1.0), "kilometr": ("km", 1.0), "kilomet": ("km", 1.0), "mile": ("km", 1.609),
    "kw": ("kw", 1.0), "kilowatt": ("kw", 1.0), "ps": ("kw", 0.7355), "hp": ("kw", 0.7457), "horsepow": ("kw", 0.7457),
    "kg": ("kg", 1.0), "kilogram": ("kg", 1.0), "ton": ("kg", 1000.0), "tonn": ("kg", 1000.0), "pound": ("kg", 0.4536),
}  # fmt: skip
_PEOPLE = frozenset({
    "peopl", "person", "personnel", "worker", "employe", "employee", "staff", "member", "engin", "engineer",
    "workforc", "headcount", "manpow",
})  # fmt: skip
_GROUPS = frozenset({"team", "crew", "squad"})
HEADS = _PEOPLE | _GROUPS  # stems of what people are counted by
_RANK = re.compile(r"\btop[\s-]+$", re.IGNORECASE)  # before a figure that counts nothing: "among the top ten"
_WORD = re.compile(r"[\w&-]+|[^\w\s]")
_GOES_ON = {"or", "and", "-"}  # within what is counted: "12 new or upgraded models"
_STOPS = (FUNCTION_WORDS | {"next", "last"}) - _GOES_ON - {"new"}  # end what is counted
_NUMBER_OF = re.compile(r"\b(?:number|total|count|quantity)s?\s+of\s+((?:[\w-]+\s+){1,4})", re.IGNORECASE)
_ROUNDING = 0.1  # a round figure may be this far from what it stands for, relative to it
_FRACTION = 0.05  # the same for a share in words ("a third")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a sentence, at ``[start, end)`` of its text.

    It may stand for anything from ``low`` to ``high``; ``unit`` is "%", "money" or a unit of measure, "" for a count;
    ``counted`` are the stems of what is counted.
    """

    low: float
    high: float
    unit: str
    counted: frozenset[str]
    start: int
    end: int

    @property
    def heads(self) -> bool:
        """Whether it counts people, or groups of people."""
        return not self.unit and bool(self.counted & HEADS)

    def agrees(self, other: Figure) -> bool:
        """Whether both may stand for one value; as many teams are at least twice as many people."""
        if not self.counted & other.counted and self.heads and other.heads:
            groups, people = (other, self) if self.counted & _PEOPLE else (self, other)
            return groups.low + groups.high <= people.high
        return self.low <= other.high and other.low <= self.high

    def comparable(self, other: Figure) -> bool:
        """Whether both measure one thing: money, a share, one unit, or a count of the same things or of people."""
        if self.unit != other.unit:
            return False
        if self.unit or self.counted & other.counted or not (self.counted or other.counted):
            return True
        return self.heads and other.heads


@lru_cache(maxsize=4096)
def find_figures(evidence: Evidence) -> tuple[Figure, ...]:
    """The figures of a sentence in order; dates and ranks are none."""
    amounts = {Kind.NUMBER, Kind.MONEY, Kind.PERCENT}
    counts = (v for v in evidence.values if v.kind in amounts and not _RANK.search(evidence.text[: v.start]))
    figures = [_figure(evidence, value) for value in counts]
    for match in _magnitudes(evidence):
        one = _MAGNITUDES[match[1].lower()]
        counted = _counted(evidence, match.end())
        figures.append(Figure(2 * one, 9.99 * one, "", counted, match.start(), match.end()))
    return tuple(sorted(figures, key=lambda figure: figure.start))


def vague_numbers(evidence: Evidence) -> list[Value]:
    """What says roughly how many, as values: "several hundred", "thousands of"."""
    return [
        Value(Kind.NUMBER, match.start(), match.start() + len(text), text.lower())
        for match in _magnitudes(evidence)
        for text in (match[0].removesuffix(" of"),)
    ]


def _magnitudes(evidence: Evidence) -> list[re.Match[str]]:
    """Magnitudes that stand for no one figure and are not part of one."""
    return [
        match
        for match in _MAGNITUDE.finditer(evidence.text)
        if match[0].lower().split()[0] in {"several", "many", "a", "some"} or f"{match[1]}s".lower() in match[0].lower()
        if not any(value.start < match.end() and match.start() < value.end for value in evidence.values)
    ]


def _figure(evidence: Evidence, value: Value) -> Figure:
    text = evidence.text
    number = float(value.canonical.rstrip("%"))
    counted = _counted(evidence, value.end)
    unit = {Kind.PERCENT: "%", Kind.MONEY: "money"}.get(value.kind, "")
    if value.kind is Kind.NUMBER:
        measured = next(
            (_UNITS[stem] for stem in evidence.analyse(text[value.end : value.end + 15])[:1] if stem in _UNITS), None
        )
        if measured is not None:
            unit, factor = measured
            number *= factor
            counted = frozenset()
        elif not counted:
            counted = _named_before(evidence, value.start)
    low, high = _bounds(text, value, number)
    return Figure(low, high, unit, counted, value.start, value.end)


def _bounds(text: str, value: Value, number: float) -> tuple[float, float]:
    before = text[: value.start]
    slack = _slack(text[value.start : value.end], number)
    for rule, low, high in _HEDGED:
        if rule.search(before):
            return number * low - slack, number * high + slack
    return number - slack, number + slack


def _slack(written: str, number: float) -> float:
    """How far what was meant may be from a figure as it is written: half a unit of the last digit that is not 0."""
    if not any(character.isdigit() for character in written):
        return _FRACTION * number if re.search(r"hal|third|quarter|fifth|tenth", written) else 0.0
    digits = re.sub(r"[^\d.]", "", written).strip(".")
    if number < 100 and "." not in digits:
        return 0.0
    significant = len(digits.replace(".", "").strip("0")) or 1
    magnitude = len(str(int(number)))
    return min(_ROUNDING * number, 0.5 * 10.0 ** (magnitude - significant))


def _counted(evidence: Evidence, end: int) -> frozenset[str]:
    """The stems of the words after a figure, up to what cannot belong to what it counts."""
    words: list[str] = []
    for match in _WORD.finditer(evidence.text, end):
        word = match[0].lower()
        if word in _GOES_ON:
            continue
        if word in _STOPS or not word[0].isalpha() or len(words) == 4:
            break
        words.append(word)
    return _stems(evidence, words)


def _named_before(evidence: Evidence, start: int) -> frozenset[str]:
    """What a figure without a noun counts: "the number of new models is to reach 20", "it seats five"."""
    if named := list(_NUMBER_OF.finditer(evidence.text, 0, start)):
        words = named[-1][1].lower().split()
        stop = next((i for i, word in enumerate(words) if word in _STOPS), len(words))
        return _stems(evidence, words[:stop])
    last = [match[0].lower() for match in _WORD.finditer(evidence.text, 0, start)][-1:]
    return _stems(evidence, [word for word in last if word not in _STOPS])


def _stems(evidence: Evidence, words: list[str]) -> frozenset[str]:
    stems = frozenset(evidence.analyse(" ".join(words)))
    return stems | {"people"} if stems & _PEOPLE else stems
