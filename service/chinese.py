"""Chinese questions about named things, figures and dates, put into English words to search by.

No translation: a word list of what questions are made of, longest word first; names are the glossary's. A question
with more than a little that the list lacks is left as it is, and then refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import yaml

from service.names import Mention
from service.values import MONTHS

_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_CJK = re.compile(r"[\u3400-\u9fff]")
_PLAIN = re.compile(r"(?:(?!\d{1,4}[年月])[^\u3400-\u9fff，。？！、：；《》“”])+")
_MONTH_DAY = re.compile(r"(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|(\d{1,2})[日号])?")
_YEAR = re.compile(r"((?:19|20)\d\d)年(?:年?(底|末|中))?")
_WITH_NOUN = frozenset({"how many", "how much money", "what", "which", "what is", "what are"})
_DONE_TO = frozenset({"sold", "delivered", "produced"})
_UNKNOWN_SHARE = 0.25  # of the Chinese characters outside names, that may be passed over


def is_chinese(text: str) -> bool:
    """Whether ``text`` holds Chinese characters."""
    return bool(_CJK.search(text))


@cache
def _dictionary() -> dict[str, tuple[str, str]]:
    """For each Chinese word its sort ("asking", "words", "empty", "joining", "confirming") and its English, if any."""
    stored = yaml.safe_load((resources.files("service") / "chinese.yaml").read_text(encoding="utf-8"))
    entries = {word: (sort, "") for sort in ("empty", "joining", "confirming") for word in stored[sort]}
    for sort in ("words", "asking"):
        entries |= {word: (sort, english) for english, words in stored[sort].items() for word in words}
    return entries


def in_english(text: str, mentions: Sequence[Mention], canonical: Sequence[str]) -> str:
    """A question with Chinese in it as English words, the asking ones first; unchanged if too much is unknown.

    ``canonical`` gives the English name of each mention.
    """
    pieces = list(_pieces(text, {m.start: (m.end, name) for m, name in zip(mentions, canonical, strict=True)}))
    sorts = [sort for sort, _ in pieces]
    unknown, known = sorts.count("unknown"), sum(sort in {"words", "asking", "confirming"} for sort in sorts)
    if unknown > _UNKNOWN_SHARE * (unknown + 2 * known) or not known:
        return text
    return " ".join(_sentence([piece for piece in pieces if piece[0] not in {"empty", "unknown"}]).split()) + "?"


def _sentence(pieces: Sequence[tuple[str, str]]) -> str:
    """English words in the order of an English question: what asks and its noun, the rest, and the time."""
    asking = next((english for sort, english in pieces if sort == "asking"), "")
    if not asking and any(sort == "confirming" for sort, _ in pieces):
        asking = "does"
    times = " ".join(english for sort, english in pieces if sort == "time")
    pieces = [
        piece
        for before, piece in zip(["", *(english for _, english in pieces)], pieces, strict=False)
        if piece[0] != "words" or not before.endswith(f" {piece[1]}")  # "Jie series" and 系列
    ]
    noun = ""
    body: list[tuple[str, str]] = []
    around = [("", ""), *pieces, ("", "")]
    for before, (sort, english), after in zip(around, pieces, around[2:], strict=False):
        if sort == "words" and before == ("asking", asking) and asking in _WITH_NOUN:
            noun = english  # what is counted, or which of: "how many stores"
        elif sort == "joining" and before[0] == after[0] == "name":
            body.append(("name", "and"))
        elif sort in {"name", "words"}:
            body.append((sort, english))
    names = " ".join(english for sort, english in body if sort == "name")
    words = " ".join(english for sort, english in body if sort == "words")
    return f"{_ordered(asking, noun, names, words) or ' '.join([asking, noun, *(e for _, e in body)])} {times}"


def _ordered(asking: str, noun: str, names: str, words: str) -> str | None:
    """The English order of the commonest kinds of questions; None for any other kind."""
    attribute = f"{words} {noun}".strip()
    if "difference" in attribute.split() and " and " in names:
        return f"what is the difference between {names}"
    if asking == "how many" and not noun:
        if set(words.split()) & _DONE_TO:
            return f"how many {names} were {words}"
        asking = "what is"
    if asking == "how much money" and not attribute:
        return f"how much is {names}"
    if asking == "what are" and noun:
        asking, noun = "which", noun if noun.endswith("s") else f"{noun}s"
    if asking in {"what is", "who is", "what are"}:
        return f"{asking} the {attribute} of {names}" if attribute and names else f"{asking} {attribute}{names}"
    return f"{asking} {noun} does {names} have" if noun and names and not words else None


def _pieces(text: str, named: dict[int, tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """The words of ``text`` in order, each with its sort; letters and digits are as they stand."""
    dictionary = _dictionary()
    position = 0
    while position < len(text):
        if position in named:
            position, name = named[position]
            yield "name", name
            continue
        stop = min((start for start in named if start > position), default=len(text))
        if when := _when(text[position:stop]):
            yield "time", when[0]
            position += when[1]
        elif plain := _PLAIN.match(text, position, stop):
            if plain[0].strip(" ?!.,:;"):
                yield "name", plain[0].strip()
            position = plain.end()
        else:
            lengths = range(min(6, stop - position), 0, -1)
            word = next(
                (text[position : position + n] for n in lengths if text[position : position + n] in dictionary), ""
            )
            if word:
                yield dictionary[word]
            elif _CJK.match(text[position]):
                yield "unknown", ""
            position += len(word) or 1


def _when(text: str) -> tuple[str, int] | None:
    """A year, month or day at the beginning of ``text`` in English, with the length of its Chinese."""
    year = _YEAR.match(text)
    month = _MONTH_DAY.match(text, year.end() if year else 0)
    if month is not None:
        number = int(month[1]) if month[1].isdigit() else _DIGITS[month[1]]
        name = MONTHS[number - 1].capitalize() + (f" {month[2]}" if month[2] else "")
        return f"{'on' if month[2] else 'in'} {name}{' ' + year[1] if year else ''}", month.end()
    if year is None:
        return None
    part = {"底": "at the end of", "末": "at the end of", "中": "in mid"}.get(year[2] or "", "in")
    return f"{part} {year[1]}", year.end()
