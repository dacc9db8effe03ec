"""The check that every sentence of an answer passes before it leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from indexer.records import Document
from service.citations import Draft
from service.query import FUNCTION_WORDS
from service.values import find_values

_INSERTION = re.compile(r"\[[^\[\]]*\]")  # words of ours within a sentence of a document are marked so
_WORD = re.compile(r"[^\W_]+")


def faults(draft: Draft, documents: Mapping[str, Document]) -> list[str]:
    """Why ``draft`` must not be sent; empty when it may.

    It must cite something; every span must lie in its document; and every number, date and name that it states must
    occur in a quote or stand in a marked insertion ("[...]").
    """
    if not draft.support:
        return ["cites nothing"]
    quotes = []
    for support in draft.support:
        document = documents.get(support.document_id)
        if document is None or not 0 <= support.span.start < support.span.end <= len(document.text):
            return [f"quotes a place that does not exist: {support.document_id} {support.span}"]
        quotes.append(" ".join(document.text[support.span.start : support.span.end].split()))
    said = _INSERTION.sub(" ", draft.text) if not any(draft.text in quote for quote in quotes) else draft.text
    values = {value.canonical for quote in quotes for value in find_values(quote)}
    words = {word.casefold() for quote in quotes for word in _WORD.findall(quote)}
    stated = find_values(said)
    missing = [value.canonical for value in stated if value.canonical not in values]
    for value in reversed(stated):
        said = f"{said[: value.start]} {said[value.end :]}"
    missing += [name for name in _names(said) if name.casefold() not in words]
    return [f"states {thing}, which no quote holds" for thing in dict.fromkeys(missing)]


def _names(text: str) -> Iterator[str]:
    """The words that may be part of a name: with a capital, with a digit, or of a script without capitals."""
    for word in _WORD.findall(text):
        if word.lower() in FUNCTION_WORDS:
            continue
        if word != word.lower() or any(c.isdigit() or c.lower() == c.upper() for c in word):
            yield word
