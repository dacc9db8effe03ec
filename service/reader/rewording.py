"""Questions asked in other words than the passage's: what keeps the reader from only counting the words in common."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import Stemmer

from indexer.embedding import Embedder
from service.reader.examples import Example

_WORD = re.compile(r"(?<![\w'-])[a-z]{4,}(?![\w'-])")  # no names, and no words so short that they are mostly grammar
VOCABULARY = 25_000  # most frequent words that are compared
OFTEN = 4  # least occurrences of a word that is put in another's place
NEAR = 0.62  # least cosine of two words that may stand for each other
CHOICES = 4  # nearest words that are chosen from
SHARE = 0.6  # of the words in common that are replaced in a question that is reworded
_BLOCK = 1000


class Rewording:
    """Words with those that mean nearly the same, by the embedder's vectors of single words."""

    def __init__(self, texts: Iterable[str], embedder: Embedder) -> None:
        self._stem = Stemmer.Stemmer("english").stemWord
        counts = Counter(word for text in texts for word in _WORD.findall(text))
        words = [word for word, count in counts.most_common(VOCABULARY) if count >= OFTEN]
        vectors = embedder.encode(words)
        self._near: dict[str, list[str]] = {}
        for first in range(0, len(words), _BLOCK):
            cosines = vectors[first : first + _BLOCK] @ vectors.T
            best = np.argsort(-cosines, axis=1)[:, : 4 * CHOICES]
            for word, row, near in zip(words[first : first + _BLOCK], cosines, best, strict=True):
                self._near[word] = self._others(word, [words[i] for i in near if row[i] >= NEAR])

    def _others(self, word: str, near: Sequence[str]) -> list[str]:
        """Of the nearest words those that are not another form of ``word``, nor of one that is taken."""
        stems = {self._stem(word)}
        taken: list[str] = []
        for other in near:
            if self._stem(other) not in stems and len(taken) < CHOICES:
                stems.add(self._stem(other))
                taken.append(other)
        return taken

    def reworded(self, example: Example, rng: random.Random) -> Example:
        """The example with some words that its question shares with its passage replaced in the question."""
        held = {self._stem(word) for word in _WORD.findall(example.passage)}  # in small letters: names stay names

        def other(match: re.Match[str]) -> str:
            if self._stem(match[0]) not in held or rng.random() >= SHARE:
                return match[0]
            choices = [word for word in self._near.get(match[0], []) if self._stem(word) not in held]
            return rng.choice(choices) if choices else match[0]

        return replace(example, question=_WORD.sub(other, example.question))
