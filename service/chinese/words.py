"""The words of a Chinese text: names, figures, times and what the word list holds, the fewest that cover the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from service.values import MONTHS

_NUMERALS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_DIGITS = "零〇一二两三四五六七八九十百千"
_NUMBER = re.compile(rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?|[{_DIGITS}]+(?:点[{_DIGITS}]+)?)[百千]?(?:万亿|[万亿])?[多余]?")
_PERCENT = re.compile(rf"百分之((?:\d+(?:\.\d+)?|[{_DIGITS}]+))")
_ORDINAL = re.compile(rf"第(\d+|[{_DIGITS}]+)")
_MONTH_DAY = re.compile(
    r"(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|(\d{1,2}|[一二三]?十?[一二三四五六七八九十])[日号])?"
)
_YEAR = re.compile(r"((?:19|20)\d\d|[一二][九〇零][零〇一二三四五六七八九]{2})年(?:年?(底|末|初|中|上半年|下半年))?")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_IN_YEAR = {
    "底": "at the end of", "末": "at the end of", "初": "at the beginning of", "中": "in mid",
    "上半年": "in the first half of", "下半年": "in the second half of",
}  # fmt: skip
_LATIN = re.compile(
    r"[^\W\d_\u3400-\u9fff][^\W\u3400-\u9fff]*(?:[-.&+/'][^\W\u3400-\u9fff]+)*\+?|\d+(?=[A-Za-z])[A-Za-z]\w*?(?=[\W\u3400-\u9fff]|$)"
)
_CJK = re.compile(r"[\u3400-\u9fff〇]")
LATIN: Final = "latin"
"""The kind of a name that is no name of the glossary but letters in the Chinese text."""
_LONGEST = 8  # characters of the longest word of the list
_UNKNOWN_COST = 4.0  # of a character that no word covers, in words
_LISTS = ("confirming", "negation", "past", "being", "having", "empty")
_SORTS = (
    "asking", "degrees", "pronouns", "joining", "prepositions", "places", "modal", "times", "adverbs", "adjectives",
    "verbs", "deeds", "nouns", "pointing", "telling",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its English in each of the sorts that the list has it in; ``kind`` is that of a name."""

    chinese: str
    readings: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None

    def __contains__(self, sort: str) -> bool:
        return sort in self.readings

    def __getitem__(self, sort: str) -> str:
        return self.readings[sort]


@cache
def word_list() -> dict[str, Any]:
    """The stored list, by section."""
    stored: dict[str, Any] = yaml.safe_load(
        (resources.files("service.chinese") / "words.yaml").read_text(encoding="utf-8")
    )
    return stored


@cache
def _dictionary() -> dict[str, Word]:
    stored = word_list()
    readings: dict[str, dict[str, str]] = {
        "的": {"of": ""},
        "等": {"such": ""},
        "最": {"superlative": ""},
        "最为": {"superlative": ""},
    }
    for sort in _LISTS:
        for word in stored[sort]:
            readings.setdefault(word, {})[sort] = ""
    for sort in _SORTS:
        for english, words in stored[sort].items():
            for word in words:
                readings.setdefault(word, {}).setdefault(sort, english)
    return {word: Word(word, given) for word, given in readings.items()}


@cache
def _characters() -> dict[int, int]:
    return {ord(pair[0]): ord(pair[1]) for pair in word_list()["traditional"].split()}


def simplified(text: str) -> str:
    """``text`` with simplified characters, as many as there were."""
    return text.translate(_characters())


def words(text: str, named: Mapping[int, tuple[int, str, str | None]]) -> list[Word]:
    """The words of ``text``; ``named`` gives by their start the end, English and kind of the names in it.

    What no word covers is of the sort "unknown", a character a word.
    """
    best: list[tuple[float, int, Word | None]] = [(0.0, len(text), None)] * (len(text) + 1)
    inside = {i for start, (end, *_) in named.items() for i in range(start + 1, end)}
    for start in range(len(text) - 1, -1, -1):
        if start in inside:
            continue
        best[start] = min(
            (
                (cost + best[start + length][0], start + length, word)
                for length, cost, word in _candidates(text, start, named)
                if not inside & {start + length}
            ),
            key=lambda option: (option[0], -option[1]),
            default=(_UNKNOWN_COST + best[start + 1][0], start + 1, Word(text[start], {"unknown": ""})),
        )
    found: list[Word] = []
    position = 0
    while position < len(text):
        _, position, word = best[position]
        if word is not None and word.readings:
            found.append(word)
    return found


def _candidates(
    text: str, start: int, named: Mapping[int, tuple[int, str, str | None]]
) -> Iterator[tuple[int, float, Word]]:
    """What may stand at ``start``: its length, what it costs and the word."""
    if start in named:
        end, name, kind = named[start]
        yield end - start, 1.0, Word(text[start:end], {"name": name}, kind)
        return
    stop = min((i for i in named if i > start), default=len(text))
    here = text[start:stop]
    known = _dictionary()
    for length in range(1, min(_LONGEST, len(here)) + 1):
        if (word := known.get(here[:length])) is not None:
            yield length, 1.0, word
    if when := _when(here):
        yield when[1], 0.9, Word(here[: when[1]], {"times": when[0]})
    if figure := _figure(here):
        yield figure[1], 1.0, Word(here[: figure[1]], {"number": figure[0]})
    if latin := _LATIN.match(here):
        yield latin.end(), 1.0, Word(latin[0], {"name": latin[0]}, LATIN)
    if here[0] in ",:，：":
        yield 1, 0.0, Word(here[0], {"comma": ""})
    elif here[0] == "、":
        yield 1, 0.0, Word(here[0], {"joining": ","})
    elif not _CJK.match(here[0]) and not here[0].isalnum():
        yield 1, 0.0, Word(here[0])
    yield 1, _UNKNOWN_COST, Word(here[0], {"unknown": ""})


def _when(text: str) -> tuple[str, int] | None:
    """A year, quarter, month or day at the beginning of ``text`` in English, with the length of its Chinese."""
    year = _YEAR.match(text)
    number = "" if year is None else "".join(str(_NUMERALS.get(c, c)) for c in year[1])
    rest = year.end() if year else 0
    if year and (quarter := _QUARTER.match(text, rest)):
        which = int(_NUMERALS.get(quarter[1], quarter[1]))
        return f"in the {_ORDINALS[which - 1]} quarter of {number}", quarter.end()
    month = _MONTH_DAY.match(text, rest)
    if month is not None:
        name = MONTHS[int(value(month[1])) - 1].capitalize() + (f" {value(month[2]):.0f}" if month[2] else "")
        return f"{'on' if month[2] else 'in'} {name}{' ' + number if year else ''}", month.end()
    return None if year is None else (f"{_IN_YEAR.get(year[2] or '', 'in')} {number}", year.end())


def _figure(text: str) -> tuple[str, int] | None:
    """A figure at the beginning of ``text`` in English, with the length of its Chinese and its measure word."""
    if share := _PERCENT.match(text):
        return f"{_written(value(share[1]))} percent", share.end()
    if ordinal := _ORDINAL.match(text):
        which = int(value(ordinal[1]))
        length = ordinal.end() + _measure(text[ordinal.end() :])
        return (_ORDINALS[which - 1] if 0 < which <= len(_ORDINALS) else f"{which}th"), length
    number = _NUMBER.match(text)
    if number is None:
        return None
    over = "over " if number[0][-1] in "多余" else ""
    length = number.end() + _measure(text[number.end() :])
    return over + _written(value(number[0].rstrip("多余"))), length


def _measure(text: str) -> int:
    """The length of the measure word at the beginning of ``text``: 1, or 0 where there is none."""
    longer = any(text[:length] in _dictionary() for length in (2, 3) if len(text) >= length)
    return int(text[:1] in word_list()["measures"] and bool(text) and not (longer and text[0] in "家大部本头"))


def value(chinese: str) -> float:
    """The number that a Chinese or Arabic numeral stands for: 两百 is 200, 1.5万 is 15,000."""
    for scale, times in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if chinese.endswith(scale):
            return value(chinese.removesuffix(scale) or "一") * times
        before, found, after = chinese.partition(scale)
        if found and scale in _SCALES:
            return value(before) * times + value(after)
    if chinese[0].isdigit():
        digits = chinese.rstrip("百千")
        return float(digits.replace(",", "")) * (_TENS[chinese[-1]] if digits != chinese else 1)
    whole, _, fraction = chinese.partition("点")
    if not set(whole) & set(_TENS):  # digit by digit: 二〇二五
        return float("".join(str(_NUMERALS[c]) for c in whole) + "." + "".join(str(_NUMERALS[c]) for c in fraction))
    total, digit = 0, 0
    for character in whole:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _NUMERALS[character]
    return float(total + digit)


def _written(number: float) -> str:
    """A number as it stands in English text: "five", "15,000", "1.5 million"."""
    for scale, times in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
        if number >= times:
            return f"{number / times:g} {scale}"
    if number == int(number):
        return _WORDS[int(number)] if number <= 10 else f"{int(number):,}" if number >= 10_000 else str(int(number))
    return f"{number:g}"
