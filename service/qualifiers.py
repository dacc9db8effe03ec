"""Qualifiers that exclude each other: "end of" against "mid-", "top" against "starting", "monthly" against "a year"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
_PERIOD = rf"(?:(?:the|this|last|next)[ ])?(?:year|month|quarter|decade|century|\d{{4}}s?\b|{_MONTHS})"
# One row a dimension, one pattern a position on it. A text that takes another position than the question, and not the
# question's as well, speaks of something else. Verbose regular expressions: "[ ]" is a space.
_DIMENSIONS: tuple[tuple[str, ...], ...] = (
    (
        rf"(?:early|beginning[ ]of|start[ ]of|first[ ]half[ ]of)[ -]*(?:in[ ])?{_PERIOD}",
        rf"(?:mid|middle[ ]of)[ -]*{_PERIOD}",
        rf"(?:late|end[ ]of|close[ ]of|second[ ]half[ ]of)[ -]*(?:in[ ])?{_PERIOD}",
    ),
    (
        r"(?:first[ ]quarter|q1)\b",
        r"(?:second[ ]quarter|q2)\b",
        r"(?:third[ ]quarter|q3)\b",
        r"(?:fourth[ ]quarter|last[ ]quarter|q4)\b",
    ),
    (
        r"""(?:starting|starts?[ ](?:at|from)|entry[ -]level|cheapest|lowest|minimum|least[ ]expensive|smallest|shortest
        |youngest|slowest|fewest|weakest)\b""",
        r"""(?:top(?![ ]of)|highest|maximum|most[ ]expensive|dearest|flagship|largest|biggest|longest|oldest|fastest
        |strongest)\b""",
    ),
    (
        r"(?:nationwide|domestic(?:ally)?|national|at[ ]home)\b",
        r"(?:overseas|abroad|foreign|international(?:ly)?|worldwide|outside[ ](?:of[ ])?(?:the[ ])?[A-Z]\w+)\b",
    ),
    (
        r"(?:daily|(?:per|a|each|every)[ ]day)\b",
        r"(?:weekly|(?:per|a|each|every)[ ]week)\b",
        r"(?:monthly|(?:per|a|each|every)[ ]month)\b",
        r"(?:quarterly|(?:per|a|each|every)[ ]quarter)\b",
        r"(?:yearly|annual(?:ly)?|per[ ]annum|(?:per|a|each|every)[ ](?:single[ ])?year)\b",
    ),
    (r"online\b", r"offline\b"),
    (r"(?:male|men|boys)\b", r"(?:female|women|girls)\b"),
    (r"import(?:s|ed)?\b", r"export(?:s|ed)?\b"),
    (r"(?:before|prior[ ]to)\b", r"after\b"),
    (r"north(?:ern|east(?:ern)?|west(?:ern)?)?\b", r"south(?:ern|east(?:ern)?|west(?:ern)?)?\b"),
)
_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?:[ -](?:ever|own|new))?[ -]([a-z]{3,})",
    re.IGNORECASE,
)
_COMPILED = tuple(
    tuple(re.compile(rf"(?<!\w){position}", re.IGNORECASE | re.VERBOSE) for position in row) for row in _DIMENSIONS
)
_TELLING = 5  # the first so many dimensions: an answer that takes no position on them may not be the one asked for


@lru_cache(maxsize=4096)
def positions(text: str) -> tuple[frozenset[int], ...]:
    """For each dimension the positions that ``text`` takes."""
    return tuple(frozenset(i for i, rule in enumerate(row) if rule.search(text)) for row in _COMPILED)


@lru_cache(maxsize=4096)
def ordinals(text: str) -> frozenset[tuple[str, str]]:
    """The ordinals of ``text`` with the word that each counts."""
    return frozenset((match[1].lower(), match[2].lower().removesuffix("s")) for match in _ORDINAL.finditer(text))


def excludes(asked: str, said: str) -> bool:
    """Whether ``said`` takes another position than ``asked`` on a dimension where both take one."""
    for wanted, given in zip(positions(asked), positions(said), strict=True):
        if wanted and given and not wanted & given:
            return True
    here, there = ordinals(asked), ordinals(said)
    return any(word == other and (number, word) not in there for number, word in here for _, other in there)


def unmet(asked: str, said: Iterable[str]) -> bool:
    """Whether ``asked`` takes a position that is seldom left unsaid and none of ``said`` takes it."""
    taken = [positions(text) for text in said]
    return any(
        wanted and not any(wanted & text[row] for text in taken)
        for row, wanted in enumerate(positions(asked)[:_TELLING])
    )
