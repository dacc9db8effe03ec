"""Words: the tokenizer and stemmer of the index, and BM25 over them.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; scores by ``bm25s`` (Lù, "BM25S:
Orders of magnitude faster lexical search via eager sparse scoring", 2024), Lucene's variant with k1 = 1.5, b = 0.75.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

ANALYSER = "NFKC, case folded; Unicode words, CJK bigrams; Snowball English stems; version 1"

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"(?P<cjk>[{_CJK}]+)"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)+)"
    r"|(?P<pair>(?<!\w)[^\W\d_] ?& ?[^\W\d_](?!\w))"
    rf"|(?P<word>[^\W_{_CJK}]+(?:'[^\W\d_]+)?)"
)
_stemmer = Stemmer.Stemmer("english")
_stemmer_lock = threading.Lock()  # PyStemmer's objects may not be used by two threads at once


def analyse(text: str) -> list[str]:
    """The index's tokens of a text, stemmed, in order.

    Words are runs of letters and digits; "150,000" and "3.5" stay whole numbers, "R & D" is one token, runs of CJK
    characters give overlapping pairs (a single one stands alone), everything else separates.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    tokens: list[str] = []
    for match in _TOKEN.finditer(folded):
        token = match.group()
        if match.lastgroup == "cjk":
            tokens += [token[i : i + 2] for i in range(max(1, len(token) - 1))]
        elif match.lastgroup == "number":
            tokens.append(token.replace(",", ""))
        elif match.lastgroup == "pair":
            tokens.append(token.replace(" ", ""))
        else:
            tokens.append(token)
    with _stemmer_lock:
        return list(_stemmer.stemWords(tokens))


class LexicalIndex:
    """BM25 over n chunks; posting lists are memory-mapped when loaded."""

    def __init__(self, scores: bm25s.BM25 | None, size: int) -> None:
        self._bm25 = scores
        self._size = size

    @classmethod
    def build(cls, token_lists: Iterable[Sequence[str]]) -> LexicalIndex:
        """Index the tokens of n chunks; the result depends on nothing but them.

        The lists are gone through once, and only the tokens' numbers are kept: words take ten times the memory.
        """
        seen: dict[str, int] = {}
        met = [array("i", [seen.setdefault(token, len(seen)) for token in tokens]) for tokens in token_lists]
        if not seen:
            return cls(None, len(met))
        vocabulary = {token: number for number, token in enumerate(sorted(seen))}
        number_of = [vocabulary[token] for token in seen]
        for numbers in met:
            numbers[:] = array("i", [number_of[number] for number in numbers])
        bm25 = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        bm25.index((met, vocabulary), create_empty_token=False, show_progress=False)
        return cls(bm25, len(met))

    def save(self, folder: Path) -> None:
        """Write the index into a new folder."""
        folder.mkdir()
        if self._bm25 is not None:
            self._bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Open what `save` wrote."""
        if not (folder / "params.index.json").exists():
            return cls(None, size)
        return cls(bm25s.BM25.load(folder, mmap=True, load_corpus=False), size)

    def scores(self, terms: Mapping[str, float] | Sequence[str]) -> NDArray[np.float32]:
        """BM25 score of every chunk, ``(n,)``; each term counts by its weight, or as often as it is repeated."""
        totals = np.zeros(self._size, dtype=np.float32)
        if self._bm25 is None:
            return totals
        if not isinstance(terms, Mapping):
            terms = {term: float(terms.count(term)) for term in terms}
        vocabulary: dict[str, int] = self._bm25.vocab_dict
        postings = self._bm25.scores
        for term, weight in terms.items():
            number = vocabulary.get(term)
            if number is not None:
                inside = slice(postings["indptr"][number], postings["indptr"][number + 1])
                # A chunk stands at most once in a term's list, so that plain fancy indexing adds rightly.
                totals[postings["indices"][inside]] += weight * postings["data"][inside]
        return totals

    def document_frequency(self, term: str) -> int:
        """In how many chunks an analysed term occurs."""
        if self._bm25 is None or (number := self._bm25.vocab_dict.get(term)) is None:
            return 0
        indptr = self._bm25.scores["indptr"]
        return int(indptr[number + 1] - indptr[number])
