"""A question in a document's words: what it names, and what it wants counted, called what the document calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from service.evidence import Evidence
from service.figures import find_figures
from service.names import Mention
from service.query import FUNCTION_WORDS, Question

_WORD = re.compile(r"[^\W\d_]+")
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_DETERMINED = re.compile(
    r"(?:\b(?:an?|its|their|his|her|this|that|these|those|all|new|old|first)|'s)\s+$", re.IGNORECASE
)


def renamed(question: Question, usual: Mapping[int, str]) -> str:
    """``question`` with each name replaced by the document's usual one (by entity, see `Names.usual_names`)."""
    text = question.text
    for mention in reversed(question.mentions):
        name = next((usual[entity] for entity in mention.entities if entity in usual), None)
        if name is not None and not _cut(name, mention.name):
            text = _replaced(text, mention, name)
    return text


def recounted(question: Question, text: str, sentences: Sequence[Evidence]) -> str:
    """``text`` of the question with what it wants counted called what the sentences count: models, of cars.

    A reader would take "20 new models" for no number of cars.
    """
    if not question.units:
        return text
    counting = [e for e in sentences if any(figure.counted & question.units for figure in find_figures(e))]
    counted = frozenset[str]().union(*(f.counted & question.units for e in counting for f in find_figures(e)))
    for asked in _WORD.finditer(text) if counted else ():
        stems = set(sentences[0].analyse(asked[0]))
        if stems & counted:
            break
        if stems & question.units:
            words = (word[0] for e in counting for word in _WORD.finditer(e.text))
            own = next((word for word in words if counted.intersection(sentences[0].analyse(word))), asked[0])
            return text[: asked.start()] + own + text[asked.end() :]
    return text


def _cut(name: str, other: str) -> bool:
    """Whether ``name`` is ``other`` without some of its words: the fuller one says more."""
    name = _bare(name)
    return (
        name.casefold() != other.casefold() and re.search(rf"\b{re.escape(name)}\b", other, re.IGNORECASE) is not None
    )


def _bare(name: str) -> str:
    return name.removeprefix("the ")


def _replaced(text: str, mention: Mention, name: str) -> str:
    before, after = text[: mention.start], text[mention.end :]
    said = re.search(r"(\w+)\s+$", before)  # "the five Fjord boats", which the document calls "Five Boats"
    if said and said[1].casefold() == _bare(name).split()[0].casefold():
        before = before[: said.start()]
    plural = mention.name.endswith("s") and not name.endswith("s") and mention.name[:-1].isupper()
    following = re.match(r"\s+(\w+)", after)
    of_another = following and following[1].lower() not in FUNCTION_WORDS  # "the Qijing brand"
    common = not name.startswith("the ") and name.islower()  # "the five categories" keeps its article
    if _ARTICLE.search(before) and not of_another and not common:
        before = _ARTICLE.sub("", before)
    elif _ARTICLE.search(before) or _DETERMINED.search(before):
        name = _bare(name)
    return before + name + ("s" if plural else "") + after
