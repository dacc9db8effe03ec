"""A question whether a figure, a date or a name is right, read as one for it: documents tell it either way."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.names import Mention
from service.pronouns import AUXILIARY
from service.values import Kind, Value, find_values

_NOT = re.compile(  # "Isn't it open?" asks what "Is it open?" does
    r"^(\W*)(is|are|was|were|do|does|did|has|have|had|could|would|should|wo|ca)n't(?=\s)", re.IGNORECASE
)
_WHOLE = {"wo": "will", "ca": "can"}
_TRUE = r"(?:is|was) it (?:really |actually |still )?(?:true|correct|right|accurate|so|a fact|the case) that"
_WHETHER = re.compile(rf"^\W*(?:{_TRUE}|(?P<be>{AUXILIARY})|whether|if)\s+(?P<who>.*)$", re.IGNORECASE | re.DOTALL)
_SAID = re.compile(r"\bthat\b", re.IGNORECASE)  # "Did she say that …"
_TIMES = frozenset({Kind.DATE, Kind.MONTH, Kind.YEAR})
_DESCRIBED = re.compile(  # "the five brands" are named so: nobody claims that there are five
    r"(?:['’]s?|\b(?:the|these|those|all|its|their|his|her|our|your|no|each))\s+$", re.IGNORECASE
)
_ABOUT = re.compile(  # what may stand before a figure, and is no part of what is asked
    r"(?:\b(?:about|around|roughly|nearly|almost|approximately|some|only|just|exactly|really|already|over|up to"
    r"|at least|at most|(?:more|less|fewer) than|as (?:many|much|few) as)\s+)+$",
    re.IGNORECASE,
)
_AMID = re.compile(r"\b(?:and|or|than|between|among|which|what|(?<!consist )(?<!made up )of)\s+$", re.IGNORECASE)
_NOUN_OF = re.compile(r"\b(?:an?|the)\s+(?P<noun>[\w-]+)\s+of\s+$", re.IGNORECASE)  # "a penetration of 20 percent"
_PREPOSITION = re.compile(r"\b(?P<word>in|at|for|by|to|from|with|within|on|after|of)\s+$", re.IGNORECASE)
_THINGS = r"(?:[\w-]+\s+){0,3}?(?!of\b)(?:[\w-]+(?<![sui])s|people|staff)\b(?!['’-])"
_OF = r"\s+of\s+(?:the\s+|its\s+|their\s+|[\w-]+['’]s?\s+)?"
_COUNTED = re.compile(rf"(?P<things>(?:{_OF}|\s+(?!of\b)){_THINGS})")
_SHARED = re.compile(rf"(?P<things>{_OF}{_THINGS})?")
_NAME = r"(?-i:[A-Z0-9])\S*(?:\s+(?:(?:of|the|and|for)\s+)?(?-i:[A-Z0-9])\S*)*"
_CALLED = re.compile(  # "Is its first ferry called Aurora?"
    rf"^(?P<who>.+?)\s+(?P<called>called|named|titled)\s+[\"'“]?(?:the\s+)?{_NAME}$", re.IGNORECASE
)
CAME_TO_BE = re.compile(
    r"\b(?:set up|start(?:ed)?|beg[aiu]n|found(?:ed)?|establish(?:ed)?|creat(?:e|ed)|form(?:ed)?|launch(?:ed)?"
    r"|open(?:ed)?|announced?|unveil(?:ed)?|introduced?|released?|publish(?:ed)?|sign(?:ed)?|join(?:ed)?|completed?"
    r"|buil[td]|born|died?|enter(?:ed)?|end(?:ed)?|closed?|happen(?:ed)?|t(?:ake|aken|ook) place|held|shown|displayed"
    r"|appear(?:ed)?|c[ao]me out|(?:go|goes|went|gone) on sale)\b",
    re.IGNORECASE,
)
_AT = re.compile(
    r"\s+(?:already |only |back |as early as |no later than )?(?:(?:in|on|by|around|before|after|during)\s+)?"
    r"(?:the\s+)?(?:(?:beginning|start|middle|end|spring|summer|autumn|fall|winter) of\s+)?$",
    re.IGNORECASE,
)


def positive(text: str) -> str:
    """``text`` as a question whether something is so where it asks whether it is not; else as it is."""
    return _NOT.sub(lambda verb: verb[1] + _WHOLE.get(verb[2].lower(), verb[2]), text)


def as_open_question(text: str, mentions: Sequence[Mention]) -> str:
    """``text`` as an open question where it asks whether a figure, a date or a name is right; else as it is.

    "Are 12 new models planned?" is answered by "20 new models are planned" as well as by 12. Only where one figure is
    claimed: which of two it is, is another question.
    """
    asked = _WHETHER.match(text)
    if asked is None:
        return text
    values = find_values(text)
    claimed = [v for v in values if v.kind not in _TIMES and v.canonical != "1"]
    claimed = [v for v in claimed if not _DESCRIBED.search(text, 0, v.start)]
    claimed = [v for v in claimed if not any(m.start < v.end and v.start < m.end for m in mentions)]
    times = [v for v in values if v.kind in _TIMES]
    if len(claimed) == 1:
        return _how_much(text, asked, claimed[0])
    if called := _CALLED.match(asked["who"].rstrip(" ?.!")):
        return " ".join(("What", (asked["be"] or "").lower(), called["who"], called["called"])).replace("  ", " ") + "?"
    return _when(text, asked, times[0]) if not claimed and len(times) == 1 else text


def _how_much(text: str, asked: re.Match[str], claimed: Value) -> str:
    first, start = asked.start("who"), claimed.start
    if about := _ABOUT.search(text, first, start):
        start = about.start()
    things = (_COUNTED if claimed.kind is Kind.NUMBER else _SHARED).match(text, claimed.end)
    noun = _NOUN_OF.search(text, first, start) if claimed.kind is not Kind.NUMBER else None
    if things is None or _SAID.search(text, first, start) or (_AMID.search(text, first, start) and not noun):
        return text
    what = {Kind.MONEY: "how much", Kind.PERCENT: "what percentage"}.get(claimed.kind, "how many")
    what += things["things"] or ""
    before = noun or _PREPOSITION.search(text, first, start)
    if before is not None:
        what = f"what {noun['noun']}" if noun else f"{before['word']} {what}"
        start = before.start()
    who, be = text[first:start].strip(), (asked["be"] or "").lower()
    if not who and be in {"do", "does", "did"}:  # "Do 300 people work there?"
        be = ""
    return " ".join(part for part in (what[0].upper() + what[1:], be, who) if part) + text[things.end() :]


def _when(text: str, asked: re.Match[str], time: Value) -> str:
    """When something came to be, which came to be once: "Was the line founded in 2018?"."""
    at = _AT.search(text, 0, time.start)
    first = asked.start("who")
    if at is None or text[time.end :].strip(" ?.!") or _SAID.search(text, first, at.start()):
        return text
    if not CAME_TO_BE.search(text, first, at.start()):
        return text
    return " ".join(part for part in ("When", (asked["be"] or "").lower(), text[first : at.start()]) if part) + "?"
