"""What words are worth and how they are spelt: term weights, and correction against the corpus' own words."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from itertools import islice

from symspellpy import SymSpell, Verbosity

from service.dialects import other_spellings

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_QUESTION_WORDS = (
    "how", "what", "which", "when", "where", "who", "whose", "why", "many", "much", "does", "were", "the", "that",
    "have", "from", "with", "into", "next", "cost",
)  # fmt: skip
_COMMON = 20_000  # of the English words, that an unknown word may be corrected to
_SPELT = 30_000  # of the corpus' words, that a word may be corrected to
_RARE = 0.6  # surprise of a word that hardly opens a question
_HELD = 10_000  # stems whose frequency is kept at hand
_PART = 3  # letters of a word, at least, that another may be joined to
_ENDING = re.compile(r"(?:(?<=[a-z]{3})(?:s|ed|ing)|(?<=ss|sh|ch|.x|.z|.o)es|(?<=[a-z]{4})(?:er|ly|ness))$")


@cache
def english() -> dict[str, int]:
    """Common English words and how often they occur in books and on the web (the list shipped with SymSpell)."""
    text = (resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return {word: int(count) for word, count in (line.split() for line in text.splitlines())}


@cache
def _english_total() -> float:
    return float(sum(english().values()))


@cache
def _slips() -> dict[str, str]:
    """The words that questions are made of, by what is left of each with a letter missing or two swapped."""
    slips: dict[str, str] = {}
    for word in _QUESTION_WORDS:
        missing = [word[:i] + word[i + 1 :] for i in range(len(word))]
        swapped = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]
        for slip in (*missing, *swapped):
            if len(slip) >= 3:
                slips.setdefault(slip, word)
    return slips


def _is_form(lower: str, words: Container[str]) -> bool:
    """Whether ``words`` has the word, or one that it is a form of ("sayed": "say")."""
    return lower in words or _ENDING.sub("", lower) in words


@cache
def _english_speller() -> SymSpell:
    speller = SymSpell(max_dictionary_edit_distance=1, prefix_length=7)
    for word, count in islice(english().items(), _COMMON):
        speller.create_dictionary_entry(word, count)
    return speller


def surprise(word: str) -> float:
    """How little a word of general English says less: ``-ln p`` scaled to 0..1; 1 for a word outside the list."""
    count = english().get(word.lower())
    return 1.0 if count is None else min(1.0, -math.log(count / _english_total()) / 20.0)


class Vocabulary:
    """The words of a corpus of ``units`` chunks.

    ``frequency`` tells in how many chunks a stem occurs; ``analyse`` is the index's tokenizer and stemmer; ``words``
    gives that many of the corpus' most frequent words, in small letters, and how often each occurs, and is only called
    when a question holds a word that English does not know; ``occurs`` tells how often any word does.
    """

    def __init__(
        self,
        units: int,
        frequency: Callable[[str], int],
        analyse: Callable[[str], list[str]],
        words: Callable[[int], Mapping[str, int]],
        occurs: Callable[[str], int] = lambda _: 0,
    ) -> None:
        self._units = units
        self._frequency = lru_cache(_HELD)(
            frequency
        )  # of a frequent word it takes long, and it is asked twice at least
        self._analyse = analyse
        self._words = words
        self._occurs = occurs
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

    def correct(self, word: str, names: Iterable[str] = (), *, first: bool = False) -> str:
        """``word``, or the word that it most likely misspells.

        That is one that questions are made of, one of the corpus (or of ``names``), or for a word in small letters a
        common English one.
        Only words that neither the corpus nor English knows, in any inflection, are touched. One edit is allowed,
        and two towards the corpus in words of eight letters and more. Of words shorter than four letters only those
        that ask are told. The ``first`` word of a question, or of its next part, is more likely
        "what" than "wat".
        """
        lower = word.lower()
        if first and lower in _slips() and surprise(lower) > _RARE:
            return _slips()[lower]
        if not word.isascii() or not word.isalpha() or len(word) < 3 or _is_form(lower, english()):
            return word
        with self._lock:
            if self._speller is None:
                self._speller = self._build_speller(names)
        if self._is_known(lower, self._speller) or self._is_known(lower + "s", self._speller):
            return word
        if lower in _slips():
            return _slips()[lower]
        if len(word) < 4:
            return word
        near = self._speller.lookup(lower, Verbosity.TOP, max_edit_distance=1)
        if not near and word.islower():
            near = _english_speller().lookup(lower, Verbosity.TOP, max_edit_distance=1)
        if not near and len(word) >= 8:
            near = self._speller.lookup(lower, Verbosity.TOP, max_edit_distance=2)
        return str(near[0].term) if near else word

    def respelt(self, word: str) -> str:
        """``word``, in small letters, as the corpus spells it, British or American; as it is if it has neither."""
        others = list(other_spellings(word))
        if not others or self._occurs(word):
            return word
        return next((other for other in others if self._occurs(other)), word)

    def nearest_held(self, word: str, near: Iterable[str]) -> str:
        """``word``, or where the corpus has it in no form the first of the words ``near`` to it that it has."""
        if self._holds(word):
            return word
        return next((other for other in near if self._holds(other)), word)

    def _holds(self, word: str) -> bool:
        return any(self._frequency(stem) for stem in self._analyse(word))

    def joined(self, one: str, other: str) -> bool:
        """Whether the corpus writes two words as one ("car makers": "carmakers")."""
        return min(len(one), len(other)) >= _PART and self._occurs(f"{one}{other}".lower()) > 0

    def _is_known(self, lower: str, speller: SymSpell) -> bool:
        forms = (lower, _ENDING.sub("", lower))
        return any(form in speller.words or (len(form) >= 4 and self._occurs(form) > 0) for form in forms)

    def _build_speller(self, names: Iterable[str]) -> SymSpell:
        words = Counter(self._words(_SPELT))
        words.update(word.lower() for name in names for word in _WORD.findall(name))
        speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for word, count in words.items():
            if word.isascii() and len(word) >= 4:
                speller.create_dictionary_entry(word, count)
        for word in _QUESTION_WORDS:
            speller.create_dictionary_entry(word, 1000)
        return speller
