"""What words are worth and how they are spelt: term weights, and correction against the corpus' own words."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources

from symspellpy import SymSpell, Verbosity

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_QUESTION_WORDS = ("what", "which", "when", "where", "whose", "many", "much", "does", "that", "with", "from", "than")


@cache
def english() -> dict[str, int]:
    """Common English words and how often they occur in books and on the web (the list shipped with SymSpell)."""
    text = (resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return {word: int(count) for word, count in (line.split() for line in text.splitlines())}


@cache
def _english_total() -> float:
    return float(sum(english().values()))


def surprise(word: str) -> float:
    """How little a word of general English says less: ``-ln p`` scaled to 0..1; 1 for a word outside the list."""
    count = english().get(word.lower())
    return 1.0 if count is None else min(1.0, -math.log(count / _english_total()) / 20.0)


class Vocabulary:
    """The words of a corpus of ``units`` chunks.

    ``frequency`` tells in how many chunks a stem occurs; ``analyse`` is the index's tokenizer and stemmer; ``texts``
    gives the corpus' texts and is only called when a question holds a word that nobody knows.
    """

    def __init__(
        self,
        units: int,
        frequency: Callable[[str], int],
        analyse: Callable[[str], list[str]],
        texts: Callable[[], Iterable[str]],
    ) -> None:
        self._units = units
        self._frequency = frequency
        self._analyse = analyse
        self._texts = texts
        self._speller: SymSpell | None = None
        self._lock = threading.Lock()

    def weight(self, stem: str, word: str) -> float:
        """How much a question's word narrows the answer, 0..1.

        The mean of its inverse document frequency here (Robertson and Sparck Jones 1976; scaled by its maximum) and
        of its surprise in general English: a handful of documents is too little to tell rare from common words.
        """
        n, df = self._units, self._frequency(stem)
        here = math.log(1 + (n - df + 0.5) / (df + 0.5)) / math.log(1 + (n + 0.5) / 0.5) if n else 1.0
        return (here + surprise(word)) / 2

    def correct(self, word: str, names: Iterable[str] = ()) -> str:
        """``word``, or the word of the corpus (or of ``names``) that it most likely misspells.

        Only words that neither the corpus nor common English knows are touched. One edit is allowed, two in words
        of eight letters and more; shorter words than four letters stay as they are.
        """
        lower = word.lower()
        if len(word) < 4 or not word.isascii() or not word.isalpha() or lower in english():
            return word
        with self._lock:
            if self._speller is None:
                self._speller = self._build_speller(names)
            found = self._speller.lookup(lower, Verbosity.TOP, max_edit_distance=2 if len(word) >= 8 else 1)
        return str(found[0].term) if found else word

    def _build_speller(self, names: Iterable[str]) -> SymSpell:
        words = Counter(word.lower() for text in (*self._texts(), *names) for word in _WORD.findall(text))
        speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for word, count in words.items():
            if word.isascii() and len(word) >= 4:
                speller.create_dictionary_entry(word, count)
        for word in _QUESTION_WORDS:
            speller.create_dictionary_entry(word, 1000)
        return speller
