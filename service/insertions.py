"""The asker's names in an answer: "Zhijie [Luxeed]", where a document calls a thing otherwise than the question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from service.names import Names
from service.query import Question, normalise
from service.replies import Citation, CitedSentence


def names_asked(question: Question, names: Names) -> dict[int, str]:
    """For each entity that the question names beyond doubt, the name that the asker wrote, or is taken to mean."""
    asked: dict[int, str] = {}
    for text in (normalise(question.asked), question.text):
        for mention in names.find(text):
            if len(mention.entities) == 1 and not names.is_generic(mention):
                known = (n for n in names.names_of(mention.entities[0]) if n.casefold() == mention.name.casefold())
                asked.setdefault(mention.entities[0], next(known, mention.name))
    return asked


def with_asked_names(
    sentences: Sequence[CitedSentence], citations: Sequence[Citation], asked: Mapping[int, str], names: Names
) -> list[CitedSentence]:
    """``sentences`` with the asker's name in square brackets after the first other name of each thing asked about.

    Not where a sentence before it says by which name the thing goes, and not for the same name spelt or cut otherwise.
    """
    open_ = dict(asked)
    documents = {citation.id: citation.document_id for citation in citations}
    named = []
    for sentence in sentences:
        text = sentence.text
        shift = 0
        for mention in names.find(text, documents[sentence.citations[0]]):
            entity = mention.entities[0]
            if entity not in open_ or names.is_generic(mention):
                continue
            name = open_.pop(entity)
            if not _alike(name, mention.name) and name.casefold() not in text.casefold():
                end = mention.end + shift
                end += len("'s") if re.match(r"['’]s\b", text[end:]) else 0
                text = f"{text[:end]} [{name}]{text[end:]}"
                shift += len(name) + 3
        named.append(sentence.model_copy(update={"text": text}))
    return named


def _alike(one: str, other: str) -> bool:
    """Whether two names differ in letter case, hyphens, a plural "s" or by words at one end only."""
    first, second = sorted(
        (re.findall(r"[^\W_]+", name.casefold().removesuffix("s")) for name in (one, other)), key=len
    )
    return second[: len(first)] == first or second[-len(first) :] == first
