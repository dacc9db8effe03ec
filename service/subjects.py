"""Whose a value is: the thing that a sentence speaks of when it states a figure or a date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.evidence import Evidence
from service.names import Mention
from service.query import Question
from service.values import Value

_PRONOUN = re.compile(r"^\W*(?:\w+,\s+)?(?:Its?|They|Their|This|These|He|His|She|Her)\b")
_JOINT = re.compile(r"\b(together|combined|altogether|in total|jointly|overall|collectively)\b", re.IGNORECASE)
# Between two members of a list; what a colon follows is not one of them but heads it.
_LINK = re.compile(r"[^\w:：]*(?:and|or|as well as)?[^\w:：]*(?:the\s+)?", re.IGNORECASE)
# Between a name and the figure of what it has or makes: "Anna Line has only 300 cabins".
_HAVING = re.compile(
    r"\s+(?:(?:only|now|also|already|still|currently|itself|alone)\s+)*(?:has|have|had|owns?|operates?|runs?|employs?"
    r"|sold|sells|made|makes|built|builds|delivered|delivers)"
    r"\s+(?:(?:only|just|about|around|some|over|nearly|almost|more than|less than|at least|up to)\s+)*"
)
NEAR = 6  # words between a name and a figure that is surely its own
MEMBERS = 3  # names in a row that make a list, of which none is the subject


def asked_entities(question: Question) -> frozenset[int]:
    """Every glossary entity that a name in the question can mean."""
    return frozenset(entity for options in question.entities for entity in options)


def _rivals(question: Question, sentence: Evidence) -> list[Mention]:
    """The mentions of what is asked about and of other things of its kind, in order."""
    asked = asked_entities(question)
    kinds = {mention.kind for mention in question.mentions}
    return [m for m in sentence.mentions if asked & set(m.entities) or m.kind in kinds]


def rows(mentions: Sequence[Mention], text: str) -> list[list[Mention]]:
    """The mentions, those together that stand in a row in ``text``: "A, B and C"."""
    runs: list[list[Mention]] = []
    for m in mentions:
        if runs and _LINK.fullmatch(text[runs[-1][-1].end : m.start]):
            runs[-1].append(m)
        else:
            runs.append([m])
    return runs


def _in_list(mentions: Sequence[Mention], text: str, mention: Mention) -> bool:
    """Whether ``mention`` is one of at least :data:`MEMBERS` names in a row."""
    return any(mention in run and len({m.entities for m in run}) >= MEMBERS for run in rows(mentions, text))


def belongs_to_another(question: Question, sentence: Evidence, around: Sequence[Evidence], value: Value) -> bool:
    """Whether ``value`` is told of something else than what the question names; False where that cannot be told.

    A value is taken to be about the nearest name of the asked-for kind before it, a pronoun being the last such name
    of the sentences before; or, where none stands before it, about the first one after it. Where what is asked about
    is not named, it is about whatever is said to have so many, of whichever kind.
    """
    asked = asked_entities(question)
    if not asked:
        return False
    if not any(asked & set(m.entities) for m in sentence.mentions) and any(
        _HAVING.fullmatch(sentence.text, m.end, value.start) for m in sentence.mentions
    ):
        return True
    rivals = _rivals(question, sentence)
    before = [m for m in rivals if m.end <= value.start]
    if before:
        return not asked & set(before[-1].entities) and not _linked(question, sentence, before)
    if _PRONOUN.match(sentence.text) or not rivals:
        if (
            not any(asked & set(m.entities) for m in rivals)
            and _JOINT.search(sentence.text)
            and not _names_group(question)
        ):
            return True  # "together they have made a million": the sum is not one member's
        return _referent_differs(question, around)
    return not asked & set(rivals[0].entities)


def told_of(question: Question, sentence: Evidence, value: Value) -> str | None:
    """The name of what ``value`` is told of, if it is of the kind of what is asked about and stands shortly before."""
    before = [m for m in _rivals(question, sentence) if m.end <= value.start]
    near = bool(before) and len(sentence.text[before[-1].end : value.start].split()) <= NEAR
    return before[-1].name if near else None


def _linked(question: Question, sentence: Evidence, before: Sequence[Mention]) -> bool:
    """Whether the value's name stands in a list ("A and B sold 5 each") that holds what is asked about."""
    asked = asked_entities(question)
    run = [before[-1]]
    for mention in reversed(before[:-1]):
        if not _LINK.fullmatch(sentence.text[mention.end : run[-1].start]):
            break
        run.append(mention)
    return any(asked & set(m.entities) for m in run)


def _names_group(question: Question) -> bool:
    return any(m.kind in {"group", "alliance"} for m in question.mentions)


def _referent_differs(question: Question, around: Sequence[Evidence]) -> bool:
    """Whether the nearest text before that names something of the asked-for kind names only other things."""
    asked = asked_entities(question)
    for text in reversed(around):
        if rivals := _rivals(question, text):
            own = [m for m in rivals if asked & set(m.entities)]
            return all(_in_list(text.mentions, text.text, m) for m in own)
    return bool(around)  # read alone, a sentence does not tell whom it means
