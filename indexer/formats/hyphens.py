"""Words that were broken at the end of a line: whether their hyphen belongs to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

DICTIONARY = "frequency_dictionary_en_82_765.txt"

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
BROKEN = re.compile(r"([^\W\d_]+)-$")
FIRST = re.compile(r"[^\W\d_]+")


class Hyphens:
    """Joins the lines of a document, by the words that it has within its lines and those of an English dictionary."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._known: set[str] = set()
        for line in lines:
            words = WORD.findall(line.casefold())
            # The first and the last word of a line may be parts of one.
            self._known.update(words[1:-1])

    def join(self, before: str, after: str) -> str:
        """Two lines as one: a word that was broken between them is made whole; else a space stands between them.

        The hyphen stays where the document has the word with it, or where both parts are words and the whole is none.
        """
        broken, first = BROKEN.search(before), FIRST.match(after)
        if broken is None:
            return before + joint(before, after) + after
        if first is None or not after[0].islower():
            return before + after
        left, right = broken.group(1).casefold(), first.group()
        if f"{left}-{right}" in self._known:
            return before + after
        if self._is_word(left + right) or not (self._is_word(left) and self._is_word(right)):
            return before[:-1] + after
        return before + after

    def _is_word(self, word: str) -> bool:
        return word in self._known or word in _english()


def joint(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: nothing between Chinese or Japanese characters, else a space."""
    return "" if before and after and _is_wide(before[-1]) and _is_wide(after[0]) else " "


def _is_wide(character: str) -> bool:
    return "\u2e80" <= character <= "\ua4cf" or "\uf900" <= character <= "\ufaff" or "\uff00" <= character <= "\uffef"


@cache
def _english() -> frozenset[str]:
    """The words of the spelling dictionary; it is read without importing its package, which takes longer."""
    spec = find_spec("symspellpy")
    if spec is None or spec.origin is None:
        return frozenset()
    with (Path(spec.origin).parent / DICTIONARY).open(encoding="utf-8") as file:
        return frozenset(line.split(" ", 1)[0] for line in file)
