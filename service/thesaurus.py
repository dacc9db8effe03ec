"""Words that mean nearly the same, in general English: what finds "stores" for who asks about "shops".

``python -m service.thesaurus`` makes ``models/thesaurus.tsv``: common English words, each with those whose vectors by
the embedder are nearest to its own. The vectors of opposites and of neighbours in a row are near as well ("legal" and
"illegal", "Monday" and "Tuesday"): those that can be told by their form, and the commonest others, are left out. A word
is only looked up where the corpus does not have it, and one that it has then stands for it among the question's terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import Stemmer
from rich.progress import track

from indexer.embedding import Embedder
from service.settings import load_settings
from service.values import MONTHS, WEEKDAYS
from service.vocabulary import english

_FILE = Path(__file__).parent / "models" / "thesaurus.tsv"
_WORDS = 40_000  # most frequent English words that are compared
_LEAST = 3  # letters of a word
_NEAR = 0.82  # least cosine of two words that mean nearly the same
_AT_ONCE = 1000  # words that are compared with all others
_NUMERAL = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|[mb]illion|trillion"
    r"|first|second|third|fif|eigh|nin|twelf|ten|(?:thir|four|for|fif|six|seven|eigh|nine|twen)t(?:een|y|ie))(?:th)?s?"
)
_NEGATED = re.compile(r"^(?:un|in|il|im|ir|dis|non|mis)(?=\w{4})")
_OPPOSITES = (
    {"buyer", "seller"}, {"buyers", "sellers"}, {"husband", "wife"}, {"husbands", "wives"}, {"yesterday", "today"},
    {"today", "tomorrow"}, {"inbound", "outbound"}, {"upstream", "downstream"}, {"larger", "smaller"},
    {"bigger", "smaller"}, {"faster", "slower"}, {"older", "younger"}, {"stronger", "weaker"}, {"wider", "narrower"},
    {"higher", "lower"}, {"cheaper", "dearer"}, {"cheap", "expensive"}, {"tenant", "landlord"},
    {"tenants", "landlords"}, {"employer", "employee"}, {"lender", "borrower"}, {"importer", "exporter"},
)  # fmt: skip


@cache
def _thesaurus() -> dict[str, tuple[str, ...]]:
    rows = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {word: tuple(near.split()) for word, near in rows}


def near_words(word: str) -> tuple[str, ...]:
    """The words nearest in meaning to one in small letters, nearest first; none for most."""
    return _thesaurus().get(word, ())


def compared(words: list[str], embedder: Embedder) -> Iterator[tuple[str, list[str]]]:
    """Each of ``words`` that is near to others of another stem, with those, nearest first."""
    stem = Stemmer.Stemmer("english").stemWord
    vectors = embedder.encode(words)
    for first in track(range(0, len(words), _AT_ONCE), "Comparing"):
        cosines = vectors[first : first + _AT_ONCE] @ vectors.T
        for word, row in zip(words[first : first + _AT_ONCE], cosines, strict=True):
            others = [words[i] for i in sorted(np.flatnonzero(row >= _NEAR), key=lambda i: -row[i])]
            if near := [other for other in others if stem(other) != stem(word) and not _opposed(word, other)]:
                yield word, near


def _opposed(word: str, other: str) -> bool:
    """Whether they are opposites, or one of them is the other denied: "legal", "illegal"."""
    return {word, other} in _OPPOSITES or _NEGATED.sub("", word) == other or _NEGATED.sub("", other) == word


def _is_ordinary(word: str) -> bool:
    """Whether it is a word that others may stand for: no number, day or month."""
    in_a_row = _NUMERAL.fullmatch(word) or word in WEEKDAYS or word in MONTHS
    return len(word) >= _LEAST and word.isalpha() and not in_a_row


def main() -> None:
    """Compare the words and write the file."""
    settings = load_settings()
    words = [word for word in list(english())[:_WORDS] if _is_ordinary(word)]
    rows = compared(words, Embedder.load(settings.embedder, settings.threads))
    _FILE.write_text("".join(f"{word}\t{' '.join(near)}\n" for word, near in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
