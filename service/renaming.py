"""A question in the words of a document: the things that it names, called what the document calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.names import Mention
from service.query import FUNCTION_WORDS, Question

_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)


def renamed(question: Question, usual: Mapping[int, str]) -> str:
    """``question`` with each name replaced by the document's usual one (by entity), as ``usual`` gives it."""
    text = question.text
    for mention in reversed(question.mentions):
        name = next((usual[entity] for entity in mention.entities if entity in usual), None)
        if name is not None and not _part_of(name, mention.name) and not _part_of(mention.name, name):
            text = _replaced(text, mention, name)
    return text


def _part_of(name: str, other: str) -> bool:
    """Whether ``name`` is ``other`` without some of its words: a reader knows that they mean the same."""
    return (
        name.casefold() != other.casefold() and re.search(rf"\b{re.escape(name)}\b", other, re.IGNORECASE) is not None
    )


def _replaced(text: str, mention: Mention, name: str) -> str:
    before, after = text[: mention.start], text[mention.end :]
    plural = mention.name.endswith("s") and not name.endswith("s") and mention.name[:-1].isupper()
    following = re.match(r"\s+(\w+)", after)
    if not following or following[1].lower() in FUNCTION_WORDS:  # "the alliance's", but not "the Qijing brand"
        before = _ARTICLE.sub("", before)
    return before + name + ("s" if plural else "") + after
