"""The parts of a clause in the order of an English question: front, auxiliary, subject, verb, rest and end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.chinese.clauses import Clause
from service.chinese.forms import compared, gerund, participle, past, third_person
from service.chinese.nouns import Phrase
from service.chinese.words import word_list

DEFINITE = re.compile(r"^(?:(?:you|the|it|they|he|she|its|their|his|her|all|each|over|several|many)\b|\d|[A-Z](?!&))")

# How long and how much something takes is asked for without them, and many is in "how many more".
_IN_OTHER_WORDS = frozenset(
    {"use", "take", "want", "need", "spend", "cost", "last", "do", "many", "name", "meaning", "yuan", "explain", "list"}
)


def asked(clause: Clause, front: str, rest: str, *, past_: bool = False, passive: bool | None = None) -> str:
    """The usual order: "front aux subject verb rest end"."""
    subject = the(clause.subject) + (" not" if clause.negated else "")
    adjective = next((p.text for p in clause.rest if p.sort == "adjective"), "")
    if clause.verb in {"", "be"} and (adjective or clause.verb == "be"):
        return f"{front} {be_form(clause)} {subject} {rest or adjective} {end(clause)}"
    if not clause.verb or clause.verb in {"located in", "headquartered in"}:
        verb = clause.verb.removesuffix(" in") if front == "where" else clause.verb
        return f"{front} {be_form(clause)} {subject} {verb} {rest} {end(clause)}"
    if not subject:
        return (
            f"{front} to {clause.verb} {rest} {end(clause)}"
            if front == "how"
            else (f"{front} {auxiliary(clause, past_=past_)} {clause.verb} {rest} {end(clause)}")
        )
    if is_passive(clause) if passive is None else passive:
        done = f"{'be ' if clause.modal else ''}{participle(clause.verb, irregular())}"
        return f"{front} {be_form(clause, past_=past_)} {subject} {done} {rest} {end(clause)}"
    return f"{front} {auxiliary(clause, past_=past_)} {subject} {clause.verb} {rest} {end(clause)}"


def irregular() -> dict[str, str]:
    """Past and participle of the verbs that are not regular."""
    stored: dict[str, str] = word_list()["irregular"]
    return stored


def finite(verb: str, *, several: bool, before: bool = False) -> str:
    """The form of a verb in a statement: of the present, or with ``before`` of the past."""
    if verb == "be":
        return ("were" if several else "was") if before else ("are" if several else "is")
    return past(verb, irregular()) if before else (verb if several else third_person(verb))


def the(phrase: Phrase | None) -> str:
    """A subject with its article: names have none."""
    if phrase is None:
        return ""
    return phrase.text if phrase.named or DEFINITE.match(phrase.text) or phrase.asks else f"the {phrase.text}"


def end(clause: Clause) -> str:
    """What ends the sentence: its settings, adverbs and times."""
    where = [f"{preposition} {the(phrase)}" for preposition, phrase in clause.settings if not phrase.asks]
    several = clause.subject is not None and " and " in clause.subject.text.rpartition(" of ")[2]
    adverbs = [adverb for adverb in clause.adverbs if several or adverb != "respectively"]
    return " ".join([*where, *clause.times, *adverbs])


def flat(rest: Sequence[Phrase]) -> str:
    """What stands behind the verb, in order; a verb behind a noun is one of a clause, one behind a verb "to …"."""
    said: list[str] = []
    qualifier = ""
    before: Phrase | None = None
    for phrase in rest:
        if phrase.sort == "qualifier":
            qualifier = phrase.text
            continue
        if phrase.sort == "verbs" and before is not None and before.sort == "noun":
            said.append(finite(phrase.text, several=before.several))
        elif phrase.sort == "verbs" and before is not None and before.sort == "modal":
            said.append(phrase.text)
        elif phrase.sort == "verbs":
            said.append(f"to {phrase.text}")
        elif phrase.sort == "noun":
            said += [qualifier, phrase.text]
            qualifier = ""
        else:
            said.append(phrase.text)
        before = phrase
    return " ".join(" ".join([*said, qualifier]).split())


def said_of(clause: Clause, rest: Sequence[Phrase]) -> str:
    """What stands behind the verb, with "that" before what is said or thought."""
    acts = any(a.sort == "noun" for a in rest[:1]) and any(p.sort == "verbs" for p in rest[1:])
    return f"that {flat(rest)}" if clause.verb in word_list()["saying"] and acts else flat(rest)


def auxiliary(clause: Clause, *, past_: bool = False) -> str:
    """What stands before the subject where the verb is another than "be"."""
    several = clause.subject is not None and clause.subject.several
    if clause.modal:
        aux = clause.modal
    elif clause.past or past_:
        aux = "did"
    else:
        aux = "do" if several else "does"
    return aux


def be_form(clause: Clause, *, past_: bool = False) -> str:
    """What stands before the subject where the verb is "be"."""
    several = clause.subject is not None and clause.subject.several
    return clause.modal or finite("be", several=several, before=clause.past or past_)


def is_passive(clause: Clause) -> bool:
    """Whether what stands before the verb is what something is done to."""
    if clause.passive or clause.verb == "bear":
        return True
    alone = not any(p.sort in {"noun", "verbs"} for p in clause.rest)
    person = clause.subject is not None and clause.subject.kind == "person"
    return alone and not person and clause.verb not in {*word_list()["intransitive"], "be", "have", ""}


def says(english: str, word: str) -> bool:
    """Whether a sentence holds a verb, noun or adjective in one of its forms; of verbs that ask for a measure any."""
    if word in _IN_OTHER_WORDS:
        return True
    forms = {word, gerund(word), past(word, irregular()), participle(word, irregular()), compared(word, highest=False)}
    stems = {form.partition(" ")[0] for form in forms | {compared(word, highest=True).removeprefix("most ")}}
    return any(re.search(rf"\b{re.escape(stem.removesuffix('s').removesuffix('y'))}", english) for stem in stems)
