"""Clauses before 的: behind their noun in English, or undone where 是 … 的 only stresses something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.chinese.clauses import clause_of
from service.chinese.forms import participle, past
from service.chinese.nouns import Phrase
from service.chinese.sentences import be_form, finite, flat, irregular, is_passive

_ADVERBIAL = frozenset({"reason", "goal", "time", "date", "place", "location", "method", "conditions", "result"})


def unrelated(found: list[Phrase]) -> list[Phrase]:  # noqa: PLR0911  # one for each wording
    """The phrases with clauses before 的 put behind their nouns, or undone where 是 … 的 only stresses something."""
    for i, phrase in enumerate(found):
        if (caused := _of_clause(found, i)) is not None:
            return unrelated(caused)
        if not (phrase.sort == "noun" and phrase.joined and i):
            continue
        if found[i - 1].sort not in {"verbs", "adjective"} and not phrase.pending:
            continue
        being = next((j for j in range(i - 1, -1, -1) if found[j].sort == "being"), None)
        inside = found[(being + 1 if being is not None else 0) : i]
        asked = any(p.asks or p.sort == "asking" for p in inside)
        if asked and being is None and i == len(found) - 1 and phrase.text:  # 什么时候推出的北光
            return [*found[:i], Phrase("past"), replace(phrase, joined=False)]
        if being is not None and (asked or not phrase.text):
            before, behind = _undone(found[:being], inside, phrase)
            return unrelated([*before, *inside, Phrase("past"), *behind, *found[i + 1 :]])
        if not phrase.text and i + 1 < len(found) and found[i + 1].sort == "being":  # 用的是什么
            return unrelated([*found[:i], *found[i + 2 :]])
        if not phrase.text:
            return unrelated([*found[:i], *found[i + 1 :]])
        start = being + 1 if being is not None else _clause_start(found, i)
        named = _behind(phrase, found[start:i])
        kept = [p for p in found[start:i] if p.sort == "times"] if not _has_time(named) else []
        return unrelated([*found[:start], *kept, named, *found[i + 1 :]])
    return [p for p in found if p.text or p.sort != "noun"]


def _of_clause(found: Sequence[Phrase], i: int) -> list[Phrase] | None:
    """The phrases with the object of a clause parted from the noun behind it: 北光发生事故的原因是; else None."""
    head, of, thing = found[i].text.partition(" of ")
    asked = i + 1 < len(found) and found[i + 1].sort == "being"
    if not (of and head in _ADVERBIAL and i and found[i - 1].sort == "verbs" and asked):
        return None
    return [*found[:i], Phrase("noun", thing), Phrase("noun", head, joined=True, pending=True), *found[i + 1 :]]


def _undone(
    before: Sequence[Phrase], inside: Sequence[Phrase], noun: Phrase
) -> tuple[Sequence[Phrase], Sequence[Phrase]]:
    """What stands before and behind the verb of 是 … 的; the subject goes behind it where the inside has its own."""
    subject = next((p for p in before if p.sort == "noun"), None)
    own = any(
        p.sort == "noun" and (i == 0 or inside[i - 1].sort not in {"prepositions", "with", "verbs", "having"})
        for i, p in enumerate(inside)
    )
    if subject is None:
        return before, [replace(noun, joined=False)] if noun.text else []
    return ([p for p in before if p is not subject], [subject]) if own else (before, [])


def _has_time(phrase: Phrase) -> bool:
    return bool(re.search(r"\b(?:in|on|since|before|after) (?:mid )?(?:\d{4}|[A-Z])", phrase.text))


def _clause_start(found: Sequence[Phrase], end: int) -> int:
    """Where the clause that stands before 的 begins: behind the last verb, 是 or 有 before its own verb."""
    verbs = [j for j in range(end) if found[j].sort in {"verbs", "being", "having", "asking", "confirming"}]
    own = verbs.pop() if verbs and found[verbs[-1]].sort == "verbs" else end
    while verbs and found[verbs[-1]].sort == "verbs" and verbs[-1] == own - 1:
        own = verbs.pop()  # 计划推出
    return verbs[-1] + 1 if verbs else 0


def _behind(noun: Phrase, inside: Sequence[Phrase]) -> Phrase:
    """A noun with what stood before 的 as a clause behind it: "brand that Huawei launched", "ships built in Bergen"."""
    clause = clause_of(list(inside))
    if not clause.verb:
        said = " ".join(p.text for p in inside if p.sort == "adjective")
        return replace(noun, text=f"{said} {noun.text}".strip(), joined=False)
    rest = flat(clause.rest)
    where = " ".join(f"{preposition} {phrase.text}" for preposition, phrase in clause.settings)
    when = " ".join(clause.times)
    if clause.subject is not None and not rest and noun.text in _ADVERBIAL and is_passive(clause):
        done = f"{be_form(clause, past_=True)} {participle(clause.verb, irregular())}"
        text = f"{noun.text} that {clause.subject.text} {done}"
    elif clause.subject is not None:
        verb = clause.modal + " " + clause.verb if clause.modal else past(clause.verb, irregular())
        text = f"{noun.text} that {clause.subject.text} {verb} {rest} {where} {when}"
    elif rest:
        verb = clause.modal + " " + clause.verb if clause.modal else finite(clause.verb, several=noun.several)
        text = f"{noun.text} that {verb} {rest} {where} {when}"
    else:
        text = f"{noun.text} {participle(clause.verb, irregular())} {where} {when}"
    asks = noun.asks or next((p.asks for p in inside if p.asks), "")
    return replace(noun, text=" ".join(text.split()), joined=False, asks=asks, named=False, bare=False)
