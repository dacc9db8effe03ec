"""Saying what is missing when the documents do not answer, in one sentence, and what they give instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.attributes import denied
from service.constraints import counts_unit, gaps, typed_values
from service.evidence import Evidence
from service.expected import Expected
from service.findings import Finding
from service.premises import supposes
from service.qualifiers import excludes
from service.query import FUNCTION_WORDS, Question
from service.reading import RetrievedPassage
from service.subjects import belongs_to_another, told_of
from service.values import MONTHS, Kind, find_values

_MEASURED = frozenset({Expected.NUMBER, Expected.MONEY, Expected.PERCENT})
_NOUN = {
    Expected.NUMBER: "figure",
    Expected.MONEY: "amount",
    Expected.PERCENT: "share",
    Expected.DATE: "date",
    Expected.PLACE: "place",
}
_COUNTS = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.MONEY})
_HOW_MANY = re.compile(r"\bhow many\s+((?:[\w'-]+\s+){0,3}?[\w'-]+)", re.IGNORECASE)
_MONEY_NOUN = re.compile(r"\b(price|revenue|turnover|profit|budget|salary|investment)s?\b", re.IGNORECASE)
_COST = re.compile(r"\b(?:costs?|pric(?:y|ed)|expensive|cheap(?:er|est)?|how much (?:is|are))\b", re.IGNORECASE)
_BEFORE_TIME = re.compile(
    r"(?:\b(?:at|by|in|on|since|until|before|after|for)\s+)?(?:the\s+)?"
    r"(?:\b(?:end|beginning|start|middle|first half|second half)\s+of\s+(?:the\s+)?|\b(?:early|mid|late)[\s-]+)?$",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\b(?:in|outside|within|across|at)\s+(?:of\s+)?(?:the\s+)?[A-Z]\w+(?:\s+[A-Z]\w+)*")
_CAPITALS = re.compile(r"(?<!^)\b[A-Z]\w*(?:[\s-]+(?:(?:of|and|the)\s+)*[A-Z]\w*)*")
_WHO_DOES = re.compile(r"^\W*who\s+(?!(?:do|does|did)\b)(.+?)\W*$", re.IGNORECASE)


def explain(parts: Sequence[Finding], nearest: Evidence | None) -> str:
    """What the documents do not say of a question's first part, as far as it can be told, and what ``nearest`` gives.

    If the premise of any part is denied, that is said.
    """
    question = parts[0].question
    if question.foreign:
        return "This question could not be understood in Chinese; please ask in English."
    if nearest is not None and (any(part.denial for part in parts) or _contradicts(question, nearest)):
        return "The documents do not bear out what the question takes for granted; what they say is quoted below."
    if unknown := _unknown(question, parts[0].passages):
        text = f"The documents do not mention {unknown}"
    elif question.expects is Expected.PERSON and (who := _WHO_DOES.match(question.text)):
        text = f"The documents do not say who {who[1]}"
    elif question.expects in _NOUN:
        text = f"The documents give no {_wanted(question, nearest)}{_scope(question)}"
    elif question.expects is Expected.WHY:
        text = "The documents give no reason for this"
    else:
        text = "The documents do not answer this question"
    return f"{text}{_instead(question, nearest)}."


def _contradicts(question: Question, nearest: Evidence) -> bool:
    """Whether a question that takes something for granted has it otherwise than ``nearest``."""
    if not supposes(question):
        return False
    amiss = denied(question, nearest) or excludes(question.text, nearest.text)
    return amiss or (bool(gaps(question, [nearest]).numbers) and any(v.kind in _COUNTS for v in nearest.values))


def _unknown(question: Question, passages: Sequence[RetrievedPassage]) -> str:
    """What the question names and nothing that was found does."""
    found = [sentence for passage in passages for sentence in (passage.context, *passage.sentences)]
    if not found:
        return ""
    absent = gaps(question, found)
    names = [m.name for m in question.mentions if question.entities.index(m.entities) in absent.entities]
    if not question.mentions:
        absent_in = (m[0] for m in _CAPITALS.finditer(question.text) if set(found[0].analyse(m[0])) & absent.proper)
        names = list(absent_in)
    return " and ".join(dict.fromkeys(names))


def _wanted(question: Question, nearest: Evidence | None) -> str:
    """The attribute asked for in the question's own words, else by its kind."""
    if nearest is not None and question.units and (many := _HOW_MANY.search(question.text)):
        words = many[1].split()
        counted = [i for i, word in enumerate(words) if not question.units.isdisjoint(nearest.analyse(word))]
        if counted:
            return "number of " + " ".join(words[: counted[0] + 1])
    if nearest is not None and question.focus and question.expects in _MEASURED:
        words = re.findall(r"[\w&'-]+", question.text)
        focus = [w for w in words if set(nearest.analyse(w)) & question.focus and w.lower() not in FUNCTION_WORDS]
        if focus:
            return " ".join(dict.fromkeys(focus))
    if question.expects is Expected.MONEY:
        named = _MONEY_NOUN.search(question.text)
        return named[1].lower() if named else "price" if _COST.search(question.text) else "such amount"
    return f"such {_NOUN[question.expects]}"


def _scope(question: Question) -> str:
    """For whom, where, when and in which unit, in the question's own words."""
    parts = []
    names = []
    for mention in question.mentions:
        article = "the " if question.text[: mention.start].lower().endswith("the ") else ""
        names.append(article + mention.name)
    if names:
        parts.append("for " + " and ".join(dict.fromkeys(names)))
    taken = [(m.start, m.end) for m in question.mentions]
    for where in _WHERE.finditer(question.text):
        word = where[0].split()[-1].lower()
        if word not in MONTHS and not any(s < where.end() and where.start() < e for s, e in taken):
            parts.append(where[0])
    for value in find_values(question.text):
        if value.kind in {Kind.DATE, Kind.YEAR} and not any(s <= value.start < e for s, e in taken):
            before = _BEFORE_TIME.search(question.text[: value.start])
            start = before.start() if before else value.start
            when = question.text[start : value.end].strip()
            parts.append(when if start < value.start else f"for {when}")
    if question.unit_asked is not None and (unit := re.search(r"\bin (\w+)\W*$", question.text)):
        parts.append(unit[0].strip(" ?.!"))
    return "".join(f" {part}" for part in dict.fromkeys(parts))


def _instead(question: Question, nearest: Evidence | None) -> str:
    """What the nearest sentence gives: the same of another thing or time, where that is sure."""
    if nearest is None:
        return ""
    values = typed_values(question, nearest)
    same = question.expects is Expected.MONEY or counts_unit(question, nearest) or question.focus & nearest.stems
    if values and same:
        all_others = all(belongs_to_another(question, nearest, (), value) for value in values)
        if all_others and (owner := told_of(question, nearest, values[0])):
            return f"; they give one for {owner}, quoted below"
        times = nearest.calendar - question.calendar
        of_these = not gaps(question, [nearest]).entities  # of another ship in another month is no answer to either
        if of_these and question.calendar and times and not question.calendar & nearest.calendar:
            when = " ".join(sorted((time.capitalize() for time in times), key=str.isdigit))
            return f"; they give one for {when}, quoted below"
    return "; what comes nearest is quoted below"
