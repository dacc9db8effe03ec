"""Numbers, money, shares, dates and quantities in text, with a canonical form in which they can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = frozenset(day.lower() for day in _DAYS)
_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "a dozen": 12, "half a dozen": 6,
}  # fmt: skip
_SCALE = {
    "dozen": 12, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9,
    "k": 1e3,
}  # fmt: skip
_CURRENCY = r"yuan|renminbi|rmb|dollars?|usd|cny|euros?|eur|pounds?|gbp|yen|cents?|rupees?|won|francs?"


class Kind(StrEnum):
    """What a value in text is."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Value:
    """A value at ``[start, end)`` of the text it was found in; equal ``canonical`` forms mean the same value."""

    kind: Kind
    start: int
    end: int
    canonical: str


_NUMBER_WORDS = "|".join(sorted(_SMALL, key=len, reverse=True)).replace(" ", r"\s+")
_SCALE_WORDS = r"dozen|hundred|thousand|million|billion|trillion|bn\b|k\b|m\b"
_AMOUNT = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?i:(?:{_NUMBER_WORDS})(?:-(?:{_NUMBER_WORDS}))?)\b)"
_VALUE = re.compile(
    rf"""(?<![\w.])(?:
        (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\w)
      | (?P<date>(?:(?:early|mid|late)\s*-?\s*)?(?:
            (?P<month>{"|".join(m.capitalize() for m in MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)
               (?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!,\d))?(?:,?\s+(?P<year1>(?:1[0-9]|20)\d\d)\b)?
          | \d{{1,2}}(?:st|nd|rd|th)?\s+(?P<month2>{"|".join(m.capitalize() for m in MONTHS)})
               (?:,?\s+(?P<year2>(?:1[0-9]|20)\d\d)\b)?
          | (?:(?:first|second|third|fourth|last)\s+quarter(?:\s+of\s+(?:(?P<year3>20\d\d)|(?:next|this|last)\s+year))?)
          | (?:1[1-9]|20)\d\d(?!\w|[,.]\d|\s*(?:{_CURRENCY}|{_SCALE_WORDS}|units?|people|percent|km|miles)\b)
          | (?:{"|".join(_DAYS)})
          | (?:next|this|last)\s+(?:year|month|week|quarter|spring|summer|autumn|winter)))\b
      | (?P<sign>[$€£¥]|RMB\s?|US\$)?\s?(?P<amount>{_AMOUNT})
        (?:\s*-?\s*(?P<scale>{_SCALE_WORDS}))?
        (?:\s*-?\s*(?:(?P<percent>%|percent\b|per\s+cent\b|percentage\b)|(?P<currency>(?:{_CURRENCY})\b)))?
    )""",
    re.VERBOSE,
)
_LABEL = re.compile(r"\w[^.!?]*\s[A-Z][a-z]+ $")
_FRACTION = re.compile(  # a share in words, where a whole follows: "a quarter of", "two thirds of", "half of"
    r"\b(?:(?P<times>a|one|two|three|four)[\s-])?(?P<part>hal(?:f|ves)|thirds?|quarters?|fifths?|tenths?)(?=\s+(?:of|from)\b)"
)
_TIMES = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_PARTS = {"hal": 2, "thi": 3, "qua": 4, "fif": 5, "ten": 10}
_RANGE = re.compile(r"\s*(?:and|to|or|-|–|—)\s*")
_MAY_VERB = re.compile(r"May\b(?!\s+\d|,?\s+(?:20|19)\d\d)")


def _number(text: str) -> float:
    text = text.lower().replace(",", "")
    if text[0].isdigit():
        return float(text)
    return float(sum(_SMALL[" ".join(word.split())] for word in text.split("-")))


def dozens_counted(text: str) -> str:
    """``text`` with digits for "a dozen", "half a dozen" and "two dozen", as most who ask write a number."""
    found = (value for value in find_values(text) if value.kind is Kind.NUMBER)
    for value in reversed([v for v in found if text[v.start : v.end].lower().endswith(" dozen")]):
        text = text[: value.start] + value.canonical + text[value.end :]
    return text


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.6g}"


def _month_number(name: str) -> int:
    return next(i for i, month in enumerate(MONTHS, 1) if month.startswith(name.lower().rstrip(".")[:3]))


def _date(match: re.Match[str]) -> Value | None:
    text = match["date"]
    if _MAY_VERB.fullmatch(text):  # "May" alone is more often the verb at a sentence's start than the month
        return None
    month = match["month"] or match["month2"]
    years = re.findall(r"\b(?:1[0-9]|20)\d\d\b", text)
    if month is None and years and text == years[0]:
        return Value(Kind.YEAR, match.start("date"), match.end("date"), years[0])
    parts = [years[0]] if years else []
    if month:
        parts.append(MONTHS[_month_number(month) - 1])
        day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b(?!\d)", text)
        parts += [day[1]] if day else []
    if not parts:
        parts = [" ".join(text.lower().split())]
    return Value(Kind.DATE, match.start("date"), match.end("date"), " ".join(parts))


def _amount(match: re.Match[str], following: str) -> Value | None:
    if following.isalnum() and not match["percent"]:
        return None  # "4S", "30th": part of a name, or an ordinal
    start = match.start("sign") if match["sign"] else match.start("amount")
    if _LABEL.search(match.string[:start]) and re.fullmatch(r"\d{1,2}", match[0].strip()):
        return None  # "a Tier 1 supplier": the number is a name
    number = _plain(_number(match["amount"]) * _SCALE.get((match["scale"] or "").lower(), 1.0))
    if match["percent"]:
        return Value(Kind.PERCENT, start, match.end(), number + "%")
    if match["currency"] or match["sign"]:
        return Value(Kind.MONEY, start, match.end(), number)
    if match["amount"].lower() == "one":  # mostly a pronoun or an article
        return None
    return Value(Kind.NUMBER, start, match.end(), number)


def _fractions(text: str) -> Iterator[Value]:
    for match in _FRACTION.finditer(text):
        if match["times"] or match["part"] == "half":  # "the third of May", "the fourth quarter of" are no shares
            share = 100 * _TIMES[match["times"] or "one"] / _PARTS[match["part"][:3]]
            yield Value(Kind.PERCENT, match.start(), match.end(), _plain(share) + "%")


def find_values(text: str) -> list[Value]:
    """All values of ``text`` in order, not overlapping.

    Digits inside names ("S7", "E0X", "4S", "L3") are not values: a value starts and ends at a word's edge.
    """
    found: list[Value] = []
    for match in _VALUE.finditer(text):
        if match["iso"]:
            value: Value | None = Value(Kind.DATE, *match.span("iso"), match["iso"])
        elif match["date"]:
            value = _date(match)
        else:
            value = _amount(match, text[match.end() : match.end() + 1])
        if value is not None:
            found.append(value)
    fractions = list(_fractions(text))
    found = [value for value in found if not any(f.start < value.end and value.start < f.end for f in fractions)]
    found = sorted([*found, *fractions], key=lambda value: value.start)
    for i, (low, high) in enumerate(pairwise(found)):
        # "between 350,000 and 450,000 yuan": the unit of a range stands once, at its end
        if low.kind is Kind.NUMBER and high.kind is Kind.MONEY and is_range(text[low.end : high.start]):
            found[i] = replace(low, kind=Kind.MONEY)
    return found


def is_range(between: str) -> bool:
    """Whether the text between two values makes them the ends of a range."""
    return bool(_RANGE.fullmatch(between))


def calendar(text: str) -> set[str]:
    """Years ("2025") and months ("august") that ``text`` names: what restricts a statement in time."""
    found = set()
    for value in find_values(text):
        if value.kind in {Kind.DATE, Kind.YEAR}:
            parts = re.split(r"[ -]", value.canonical)
            found |= {part for part in parts if part in MONTHS or re.fullmatch(r"\d{4}", part)}
            if re.fullmatch(r"\d{4}-\d\d-\d\d", value.canonical):
                found.add(MONTHS[int(value.canonical[5:7]) - 1])
    return found
