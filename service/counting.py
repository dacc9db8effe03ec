"""A question whether a count is right, read as "how many": what documents count tells it, whichever count they have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.names import Mention
from service.pronouns import AUXILIARY
from service.values import Kind, find_values

_WHETHER = re.compile(rf"^\W*(?:(?P<be>{AUXILIARY})|whether|if)\s+(?P<who>.*)$", re.IGNORECASE | re.DOTALL)
_SAID = re.compile(r"\bthat\b", re.IGNORECASE)  # "Is it true that …"
_DOZEN = re.compile(r"\ba\s+dozen\b", re.IGNORECASE)
_ABOUT = re.compile(  # what may stand before a count, and is no part of what is counted
    r"(?:\b(?:about|around|roughly|nearly|almost|approximately|some|only|just|exactly|really|already|over|up to"
    r"|at least|at most|(?:more|less|fewer) than|as many as|as few as)\s+)+$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?P<things>(?:(?!of\b)[\w-]+\s+){0,3}?(?!of\b)(?:[\w-]+(?<![sui])s|people|staff))\b(?!['’-])"
)
# Before a count that only describes ("the five brands", "a ship of three decks") and claims nothing.
_DESCRIBES = re.compile(
    r"(?:['’]s?|\b(?:the|these|those|all|its|their|his|her|our|your|which|what|no|each|one|and|or|of|with|for|in|on|at|by|from"
    r"|between|among|within|than|(?<!amount )(?<!amounts )(?<!come )(?<!comes )(?<!add up )to))\s+$",
    re.IGNORECASE,
)


def how_many(text: str, mentions: Sequence[Mention]) -> str:
    """``text`` as a question how many there are where it asks whether there are so many; else as it is.

    "Are 12 new models planned?" is answered by "20 new models are planned" as well as by 12. Only where one count is
    claimed: which of two it is, is another question.
    """
    asked = _WHETHER.match(text)
    if asked is None:
        return text
    counts = [(v.start, v.end) for v in find_values(text) if v.kind is Kind.NUMBER and v.canonical != "1"]
    counts += [dozen.span() for dozen in _DOZEN.finditer(text)]
    counts = [(start, end) for start, end in counts if not any(m.start < end and start < m.end for m in mentions)]
    if len(counts) != 1:
        return text
    (start, end), first = counts[0], asked.start("who")
    if about := _ABOUT.search(text, first, start):
        start = about.start()
    things = _COUNTED.match(text, end)
    if things is None or _DESCRIBES.search(text, first, start) or _SAID.search(text, first, start):
        return text
    who, be = text[first:start].strip(), (asked["be"] or "").lower()
    if not who and be in {"do", "does", "did"}:  # "Do 300 people work there?"
        be = ""
    asking = " ".join(part for part in (f"How many {things['things']}", be, who) if part)
    return asking + text[things.end() :]
