"""What a sentence names: the glossary's entities and, with or without a glossary, runs of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.evidence import Evidence
from service.names import Mention
from service.query import FUNCTION_WORDS
from service.values import MONTHS, WEEKDAYS, Value
from service.vocabulary import english

_RUN = re.compile(
    r"(?<![\w-])[A-Z][\w&-]*(?:['’](?!s\b)\w+)?(?:\s+(?:[A-Z][\w&-]*|\d{1,3}(?![\w,.%]*\d)(?!\s+[a-z]))\b)*"
)
_GENERIC = frozenset(
    {"group", "motor", "motors", "inc", "co", "corp", "corporation", "company", "ltd", "automobile", "the"}
)
_START = re.compile(r"(?:^|[.!?:;]\s+|[\"“‘'(]\s*)$")
_OPENING = FUNCTION_WORDS | {
    "every",
    "half",
    "today",
    "one",
    "two",
    "three",
}  # have a capital only where a sentence begins
_CLASS = re.compile(r"""["'”’]*\s([a-z]+)""")  # a common noun after a name, in quotation marks or not
_PREFIX = 4  # letters that two forms of one name share: "Europe", "European"


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``[start, end)`` of a sentence: the glossary entities that it can mean, and its words.

    ``sure`` is False for an English word that stands where every word has a capital.
    """

    start: int
    end: int
    text: str
    entities: frozenset[int]
    words: frozenset[str]
    sure: bool

    def means(self, other: Name) -> bool:
        """Whether two names may be of one thing: one entity, one name within the other, or an abbreviation of it."""
        if self.entities and other.entities:
            return bool(self.entities & other.entities)
        if _within(self.words, other.words) or _within(other.words, self.words):
            return True
        return _abbreviates(self.text, other.text) or _abbreviates(other.text, self.text)


def find_names(evidence: Evidence) -> list[Name]:
    """The names of a sentence, in order, not overlapping."""
    return names_in(evidence.text, evidence.mentions, evidence.values)


def names_in(text: str, mentions: Sequence[Mention], values: Sequence[Value]) -> list[Name]:
    """The names of a text with these mentions of the glossary's entities and these values, which are no names."""
    names = [Name(m.start, m.end, m.name, frozenset(m.entities), _words(m.name), sure=True) for m in mentions]
    taken = [(name.start, name.end) for name in names] + [(value.start, value.end) for value in values]
    for match in _RUN.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        name = _name(text, match)
        if name is not None:
            names.append(name)
    return sorted(names, key=lambda name: name.start)


def classed(evidence: Evidence) -> list[tuple[Name, str]]:
    """The names that stand before the class of what they name, with its stem: "the 'Corvo' brand"."""
    followed = ((name, _CLASS.match(evidence.text, name.end)) for name in find_names(evidence))
    return [(name, stem) for name, match in followed if match for stem in evidence.analyse(match[1])]


def _name(text: str, match: re.Match[str]) -> Name | None:
    start, written = match.start(), match[0]
    first, _, rest = written.partition(" ")
    begins = bool(_START.search(text[:start]))
    common = first.lower() in english()
    if begins and common and rest and rest.strip()[0].isupper() and first.lower() in _OPENING:
        start, written = match.end() - len(rest.lstrip()), rest.lstrip()  # "In Norvia", "The Corvo S"
        begins = common = False
    if (
        (written.lower() in _OPENING and not written.isupper())
        or written.lower() in MONTHS
        or written.lower() in WEEKDAYS
    ):
        return None
    sure = not (begins and common and " " not in written)
    return Name(start, match.end(), written, frozenset(), _words(written), sure)


def _words(name: str) -> frozenset[str]:
    words = frozenset(re.findall(r"\w+", name.casefold())) - {"s"} | (
        {"s"} if re.search(r"\sS\b", name) else frozenset()
    )
    return words - _GENERIC or words


def _within(one: frozenset[str], other: frozenset[str]) -> bool:
    return all(any(_alike(mine, theirs) for theirs in other) for mine in one)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _PREFIX and long.startswith(short)


def _abbreviates(short: str, name: str) -> bool:
    """Whether ``short`` is capitals that occur in ``name`` in their order, from its first letter: "VW", "BMW", "US"."""
    if not (short.isupper() and 2 <= len(short) <= 5) or name.isupper() or name[0] != short[0]:
        return False
    words = name.split()
    if len(words) > 1:
        return "".join(word[0] for word in words if word[0].isupper()) == short
    letters = iter(name.upper())
    return all(letter in letters for letter in short)
