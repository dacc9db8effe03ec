"""A Chinese clause as an English question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.chinese.clauses import Clause, clause_of, with_times
from service.chinese.forms import participle
from service.chinese.nouns import Phrase
from service.chinese.predicates import comparing, degree, ranked, what_has, what_is
from service.chinese.relatives import unrelated
from service.chinese.sentences import DEFINITE, asked, be_form, end, finite, flat, irregular, said_of, the

_TIME_NOUN = re.compile(r"\b(?:date|time|year|month|hours)\b", re.IGNORECASE)
_ONCE = frozenset({"when", "in which year", "in which month", "in which quarter", "on what date", "on which weekday"})


def question(found: Sequence[Phrase], topic: Phrase | None) -> str:
    """The English of one clause without its question mark.

    ``topic`` is what the clause before it was about, the subject of one that names none.
    """
    if found and found[0].sort == "telling":
        if not any(phrase.asks or phrase.sort in {"asking", "degrees"} for phrase in found):
            return _told(found)
        found = found[1:]
    found = unrelated(with_times(found))
    clause = clause_of(found)
    if topic is not None:
        _complete(clause, found, topic)
    return " ".join(_ordered(clause).split()).replace(" ,", ",")


def _told(found: Sequence[Phrase]) -> str:
    words = [phrase.text for phrase in found if phrase.sort in {"noun", "verbs", "adverbs", "times", "adjective"}]
    return " ".join([found[0].text, *words])


def _complete(clause: Clause, found: Sequence[Phrase], topic: Phrase) -> None:
    """Add what a later question leaves to be understood: its subject, or what the attribute asked for is of."""
    if clause.subject is None:
        clause.subject = topic if _needs_subject(clause) else None
        return
    whose = any(phrase.named for phrase in found) or topic.text in clause.subject.text
    if clause.verb in {"", "be"} and not clause.subject.asks and not whose:
        clause.subject = replace(clause.subject, text=f"{clause.subject.text} of {topic.text}")


def _needs_subject(clause: Clause) -> bool:
    if any(phrase.asks for phrase in clause.rest) or clause.asking or clause.confirming or clause.degree:
        return True
    return any(phrase.asks for _, phrase in clause.settings)


def _ordered(clause: Clause) -> str:  # noqa: PLR0911  # one for each kind of question
    compared_with = next((phrase for preposition, phrase in clause.settings if preposition == "compared with"), None)
    if compared_with is not None and any(phrase.sort == "adjective" for phrase in clause.rest) and not clause.asking:
        clause.than, clause.settings = compared_with, []  # 与手机相比贵多少
    if clause.than is not None:
        return comparing(clause)
    if clause.degree:
        return _measured(clause)
    if clause.asking and clause.subject is not None and clause.subject.asks:
        return f"{_with_subject(clause)}, and {clause.asking}"  # 由谁在什么时候建造
    if clause.asking:
        return _with_adverb(clause, clause.asking)
    if (setting := next((s for s in clause.settings if s[1].asks), None)) is not None:
        return _with_setting(clause, setting)
    if clause.subject is not None and clause.subject.asks:
        return _with_subject(clause)
    if any(phrase.asks for phrase in clause.rest):
        return _with_rest(clause)
    if clause.confirming:
        return _confirmed(clause)
    return _stated(clause)


def _with_adverb(clause: Clause, asking: str) -> str:
    """A question for a time, place, reason or manner."""
    if clause.verb in {"", "be", "have"} and clause.subject is not None and not any(p.text for p in clause.rest):
        if asking in _ONCE and _TIME_NOUN.search(clause.subject.text):
            return f"what is {the(clause.subject)} {end(clause)}"
        if asking == "why":
            return f"why {be_form(clause)} {the(clause.subject)} {end(clause)}"
        return f"{asking} {be_form(clause)} {the(clause.subject)} {end(clause)}"
    verbs = [clause.verb, *(phrase.text for phrase in clause.rest if phrase.sort == "verbs")]
    if (
        asking == "how long"
        and verbs[0] in {"want", "need", "take", "use"}
        and len(verbs) == 1
        and clause.subject is None
    ):
        return f"how long does it take {end(clause)}"
    if asking == "how long" and len(verbs) > 1 and {"use", "take", "spend", "last"} & set(verbs):
        done = next(verb for verb in verbs if verb not in {"use", "take", "spend", "last"})
        to_what = next((phrase for phrase in clause.rest if phrase.sort == "noun"), clause.subject)
        return f"how long did it take to {done} {the(to_what)} {end(clause)}"
    past_ = asking in _ONCE | {"why", "where"} and clause.verb != "be"
    if not clause.subject and clause.modal and asking != "how":
        clause.subject = Phrase("noun", "you", named=True)
    return asked(clause, asking, said_of(clause, clause.rest), past_=past_)


def _measured(clause: Clause) -> str:
    front = f"how {clause.degree}"
    if clause.verb in {"", "be", "have"}:
        return f"{front} {be_form(clause)} {the(clause.subject)} {end(clause)}"
    return asked(clause, front, flat(clause.rest))


def _with_setting(clause: Clause, setting: tuple[str, Phrase]) -> str:
    """A question for what stands behind a preposition: "in which city did …", "which carmaker does … partner with"."""
    preposition, phrase = setting
    asks = "what" if phrase.bare and phrase.asks in {"which", "which are"} else phrase.text
    rest = said_of(clause, clause.rest)
    if preposition in {"with", "to", "for", "about", "on"}:
        if clause.verb.endswith(f" {preposition}"):
            return asked(clause, asks, rest, passive=False)
        return asked(clause, asks, f"{rest} {preposition}", passive=False)
    if preposition == "in" and re.search(
        r"\b(?:conference|event|exhibition|show|festival|ceremony|interview)s?\b", asks
    ):
        preposition = "at"
    return asked(clause, f"{preposition} {asks}", rest, past_=not clause.modal and clause.verb not in {"be", "have"})


def _with_subject(clause: Clause) -> str:  # noqa: PLR0911  # one for each wording
    """A question for who or what does something: "who founded …", "which company is …"."""
    subject = clause.subject
    assert subject is not None  # noqa: S101  # that is how this was chosen
    asks = {"which are": "what", "how many vehicles": "how many"}.get(subject.text, subject.text)
    rest = flat(clause.rest)
    if clause.verb in {"", "be"}:
        said = f"the {rest}" if clause.verb == "be" and rest and not DEFINITE.match(rest) else rest
        adjective = next((p for p in clause.rest if p.sort == "adjective"), None)
        if adjective is not None and (told := ranked(clause, subject, adjective)):
            return f"{told[0]} {end(clause)}{told[1]}"
        said = said if adjective is None else degree(clause, adjective)
        if not said:
            return f"{asks} {'are there' if subject.several else 'is there'} {end(clause)}"
        return f"{asks} {be_form(clause)} {said} {end(clause)}"
    if clause.passive:
        be = "will be" if clause.modal == "will" else finite("be", several=subject.several, before=clause.past)
        return f"{asks} {be} {participle(clause.verb, irregular())} {rest} {end(clause)}"
    if among := re.fullmatch(r"which of (.+ or .+)", asks):  # 哪个更早上市
        return f"which {finite(clause.verb, several=False, before=True)} {rest} {end(clause)}, {among[1]}"
    if clause.modal or clause.negated:
        aux = clause.modal or ("do" if subject.several else "does")
        return f"{asks} {aux}{' not' if clause.negated else ''} {clause.verb} {rest} {end(clause)}"
    before = clause.past or (subject.asks == "who" and bool(rest))
    return f"{asks} {finite(clause.verb, several=subject.several, before=before)} {rest} {end(clause)}"


def _with_rest(clause: Clause) -> str:  # noqa: PLR0911  # one for each wording
    """A question for what stands behind the verb."""
    at = next(i for i, phrase in enumerate(clause.rest) if phrase.asks)
    phrase = clause.rest[at]
    rest = [*clause.rest[:at], *clause.rest[at + 1 :]]
    if clause.verb == "be":
        return what_is(clause, phrase, rest)
    if clause.verb == "have":
        return what_has(clause, phrase, rest)
    before = clause.rest[at - 1] if at else None
    tail = said_of(clause, rest)
    asks = (
        {"how many": "how much", "which are": "what", "which": "what"}.get(phrase.text, phrase.text)
        if phrase.bare
        else phrase.text
    )
    if phrase.asks == "how many vehicles" and phrase.bare and clause.subject is not None and not tail:
        done = participle(clause.verb, irregular())
        were = f"{clause.modal} be" if clause.modal else "were"
        return f"how many {clause.subject.text} {were} {done} {end(clause)}"
    if clause.subject is None and not any(p.sort == "verbs" for p in rest):
        were = f"{clause.modal} be" if clause.modal else "were" if phrase.several else "was"
        return f"{asks} {were} {participle(clause.verb, irregular())} {tail} {end(clause)}"  # 期间收到多少订单
    if before is not None and before.sort == "prepositions" and before.text in {"in", "from", "at"}:
        clause.rest = rest[: at - 1] + rest[at:]
        return asked(clause, f"{before.text} {asks}", flat(clause.rest))
    done_to = any(p.sort == "noun" for p in rest[: at - 1])
    if done_to and before is not None and before.sort == "verbs" and before.text in {"spend", "cost", "invest", "take"}:
        done = flat([Phrase("verbs", clause.verb), *rest[: at - 1]])
        if clause.subject is None:
            return f"how much did it cost {done} {end(clause)}"
        clause.verb, clause.rest = ("spend" if before.text == "cost" else before.text), [phrase]
        return asked(clause, asks, f"{done} {flat(rest[at:])}", passive=False)  # 收购海维花了多少钱
    if clause.verb in {"call", "mean"} and phrase.bare | (phrase.text in {"what name", "what meaning"}):
        return asked(clause, "what", tail, passive=clause.verb == "call")
    return asked(clause, asks, tail, passive=False)


def _confirmed(clause: Clause) -> str:
    """A question for yes or no."""
    return asked(clause, "", said_of(clause, clause.rest))


def _stated(clause: Clause) -> str:
    """What asks nothing, keywords: "price of Nordlys"."""
    verb = "" if not clause.verb else finite(clause.verb, several=bool(clause.subject and clause.subject.several))
    return f"{clause.subject.text if clause.subject else ''} {verb} {flat(clause.rest)} {end(clause)}"
