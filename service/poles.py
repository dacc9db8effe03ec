"""Expressions that cannot both hold of one thing: a joint venture against its own brand, rose against fell.

What stands against what is data, in ``opposites.yaml``: dimensions, and the positions (poles) on each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

MEMBERSHIP, STATUS = "membership", "status"
TREND, COURSE = "trend", "course"  # rose or fell; stopped or gone on, of which one may hold after the other
_MADE = re.compile(r"\b(?:set up|built|established|founded|opened|launched|announced|created)\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|absence|lack(?:s|ed|ing)?|\w+n['’]t)\b", re.IGNORECASE
)
_NOT_ONLY = re.compile(
    r"\bnot (?:only|just|merely|simply|least)\b|\bno (?:longer|more than|fewer than|less than)\b", re.IGNORECASE
)
_WHETHER = re.compile(r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|will)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:or|vs|versus)\b", re.IGNORECASE)
_KNOWN = re.compile(r"\b(?:the|these|those|this|that|both|two|its|their)\s+$", re.IGNORECASE)
_RELATED = re.compile(r"(?:belong|own|control)s?\b", re.IGNORECASE)  # "a brand that belongs to …": not "that brand"
_NEAR = 5  # words back from an expression, within its clause, that a negation reaches


@dataclass(frozen=True, slots=True)
class _Dimension:
    """Words of a question that ask for it, and the expressions of each position on it.

    Much else is said in the words of a ``vague`` one: two sentences that say so are seldom of one thing, and it only
    counts where it is asked for.
    """

    asked: re.Pattern[str]
    poles: tuple[re.Pattern[str], ...]
    vague: bool


@cache
def _dimensions() -> dict[str, _Dimension]:
    stored: list[dict[str, Any]] = yaml.safe_load(
        (resources.files("service") / "opposites.yaml").read_text(encoding="utf-8")
    )
    return {
        entry["name"]: _Dimension(
            _compiled(entry["asked"]), tuple(map(_compiled, entry["poles"])), entry.get("vague", False)
        )
        for entry in stored
    }


def _compiled(expressions: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(expressions)})(?![\w-])", re.IGNORECASE)


def negated(text: str) -> bool:
    """Whether a sentence denies something; "not only" denies nothing."""
    return bool(_NEGATION.search(_NOT_ONLY.sub(" ", text)))


@lru_cache(maxsize=4096)
def poles(text: str) -> dict[str, int]:
    """For each dimension on which ``text`` takes just one position, that position; one of two, denied, is the other."""
    found: dict[str, int] = {}
    for name, dimension in _dimensions().items():
        taken: set[int] = set()
        for i, rule in enumerate(dimension.poles):
            for match in rule.finditer(text):
                clause = re.split(r"[,;:]", _NOT_ONLY.sub(" ", text[: match.start()]))[-1]
                before = " ".join(clause.split()[-_NEAR:])
                denied = bool(_NEGATION.search(before))
                if denied and len(dimension.poles) == 2:
                    taken.add(1 - i)
                elif not denied:
                    taken.add(i)
        if len(taken) == 1:
            found[name] = taken.pop()
    return found


def vague(name: str) -> bool:
    """Whether much else is said in the words of a dimension."""
    return _dimensions()[name].vague


def opposed(one: str, other: str) -> set[str]:
    """The dimensions on which two texts take different positions."""
    mine, theirs = poles(one), poles(other)
    return {name for name in mine.keys() & theirs.keys() if mine[name] != theirs[name] and not vague(name)}


def agreed(one: str, other: str) -> bool:
    """Whether two texts take the same position on a dimension."""
    mine, theirs = poles(one), poles(other)
    return any(mine[name] == theirs[name] and not vague(name) for name in mine.keys() & theirs.keys())


def asks_for(question: str, name: str) -> bool:
    """Whether a question is about a dimension: it has a word for it, or asks whether one of its poles holds.

    "Is it a joint venture?" asks for it, and "a joint venture or a subsidiary"; "Where are the joint ventures sold?"
    only mentions it.
    """
    dimension = _dimensions()[name]
    if dimension.asked.search(question):
        return True
    if dimension.vague:
        return False
    matches = (match for rule in dimension.poles for match in rule.finditer(question))
    asked = _WHETHER.match(question) or _CHOICE.search(question)
    return bool(asked) and any(_RELATED.match(m[0]) or not _KNOWN.search(question[: m.start()]) for m in matches)


def dimensions(question: str) -> list[str]:
    """The dimensions that a question is about."""
    return [name for name in _dimensions() if asks_for(question, name)]


def words_for(question: str, name: str) -> str:
    """The words of a question that ask for a dimension, or name one of its poles."""
    dimension = _dimensions()[name]
    asking = [match[0] for rule in (dimension.asked, *dimension.poles) for match in rule.finditer(question)]
    return " ".join([*asking, *_MADE.findall(question)] if name == STATUS else asking)
