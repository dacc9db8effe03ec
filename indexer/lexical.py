"""Words: the tokenizer and stemmer of the index, and the words of a text as they are written."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter

import Stemmer

ANALYSER = "NFKC, case folded; Unicode words, CJK bigrams; Snowball English stems; version 1"

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"(?P<cjk>[{_CJK}]+)"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)+)"
    r"|(?P<pair>(?<!\w)[^\W\d_] ?& ?[^\W\d_](?!\w))"
    rf"|(?P<word>[^\W_{_CJK}]+(?:'[^\W\d_]+)?)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
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


def count_words(text: str) -> Counter[str]:
    """How often each word of a text occurs as it is written, in small letters: what questions are spelt against."""
    return Counter(word.lower() for word in _WORD.findall(text))
