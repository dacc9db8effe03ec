"""What a Chinese clause consists of: subject, verb, what stands behind it, settings, times and what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from service.chinese.forms import gerund, third_person
from service.chinese.nouns import Phrase

_BEFORE_TIMES = frozenset({"in", "from", "since", "to", "on", "by", "than", "compared with", "as of"})
_COUNTING = frozenset({"how many", "how many vehicles", "how much money", "what percent", "how many times"})


@dataclass
class Clause:
    """What a clause consists of. ``rest`` stands behind the verb, ``settings`` are prepositions with their nouns."""

    times: list[str] = field(default_factory=list)
    adverbs: list[str] = field(default_factory=list)
    asking: str = ""
    degree: str = ""
    confirming: bool = False
    negated: bool = False
    modal: str = ""
    past: bool = False
    subject: Phrase | None = None
    settings: list[tuple[str, Phrase]] = field(default_factory=list)
    verb: str = ""
    rest: list[Phrase] = field(default_factory=list)
    than: Phrase | None = None
    more: bool = False
    passive: bool = False
    taken: Phrase | None = None  # behind 把, before its verb


def with_times(found: Sequence[Phrase]) -> list[Phrase]:
    """The phrases with each time as one that ends the question: "before 2026", "since August"."""
    kept: list[Phrase] = []
    i = 0
    while i < len(found):
        phrase = found[i]
        if phrase.sort == "times":
            text = phrase.text
            if i + 1 < len(found) and found[i + 1].sort == "places":
                text = _relative(text, found[i + 1].text)
                i += 1
            if kept and kept[-1].sort == "prepositions" and kept[-1].text in _BEFORE_TIMES:
                text = _prefixed(text, kept.pop().text)
            kept.append(Phrase("times", text))
        else:
            kept.append(phrase)
        i += 1
    return kept


def _prefixed(text: str, preposition: str) -> str:
    """A time behind a preposition: "from 2019", "compared with last year"."""
    if preposition in {"than", "compared with"}:
        return f"compared with {text}"
    return text if preposition in {"in", "on", "by", "as of"} else re.sub(r"^(?:in|on)\b", preposition, text)


def _relative(text: str, place: str) -> str:
    return re.sub(r"^(?:in|on)\b", place, text) if place in {"before", "after", "since"} else text


def clause_of(found: Sequence[Phrase]) -> Clause:
    """The clause that phrases in their Chinese order make."""
    clause = Clause()
    preposition = ""
    for i, phrase in enumerate(found):
        after = found[i + 1] if i + 1 < len(found) else Phrase("end")
        if phrase.sort in {"prepositions", "with"}:
            preposition = phrase.text or "with"
            continue
        if phrase.sort == "comma":
            _subordinate(clause)
        elif phrase.sort == "verbs" and preposition == "by":
            clause.passive = True
            _act(clause, phrase)
        elif phrase.sort == "noun" and phrase.asks == "how many times" and phrase.bare and not _is_said(found):
            clause.asking = phrase.asks
        elif phrase.sort == "noun" and preposition:
            _set(clause, preposition, phrase, after)
        elif phrase.sort == "noun":
            _place(clause, phrase, after)
        elif phrase.sort == "places" and _follows(clause, found[:i]):
            clause.times.append(f"{phrase.text} {gerund(clause.verb)} {' '.join(p.text for p in clause.rest)}")
            clause.verb, clause.rest, clause.past = "", [], False  # 离开斯卡恩后
        else:
            _tell(clause, phrase)
        preposition = preposition if phrase.sort in {"adjective", "adverbs", "times", "modal", "places"} else ""
    return _completed(clause)


def _completed(clause: Clause) -> Clause:
    if clause.taken is not None:  # 把安全作为首要因素
        clause.verb, clause.rest = "regard", [*clause.rest, clause.taken]
    if clause.verb == "consist of" and clause.rest and clause.rest[0].sort == "noun" and clause.subject is not None:
        clause.subject, clause.rest[0] = clause.rest[0], clause.subject  # 由 … 组成
    return clause


def _subordinate(clause: Clause) -> None:
    """Make a clause before a comma that asks nothing an end of the question: "to reduce cost", "as the price rises"."""
    asked = clause.asking or clause.degree or any(phrase.asks for phrase in clause.rest)
    if asked or clause.verb in {"", "be", "have"} or (clause.subject is not None and clause.subject.asks):
        return
    rest = " ".join(phrase.text for phrase in clause.rest)
    if clause.subject is None:
        clause.times.append(f"to {clause.verb} {rest}")
    else:
        verb = clause.verb if clause.subject.several else third_person(clause.verb)
        clause.times.append(f"as {clause.subject.text} {verb} {rest}")
    clause.subject, clause.verb, clause.rest, clause.past = None, "", [], False


def _is_said(found: Sequence[Phrase]) -> bool:
    return any(phrase.sort == "being" for phrase in found)


def _follows(clause: Clause, before: Sequence[Phrase]) -> bool:
    """Whether "before" or "after" stands behind a verb and its object, and not behind a preposition."""
    settled = len(before) > 1 and before[-1].sort == "noun" and before[-2].sort in {"prepositions", "with"}
    return clause.verb not in {"", "be", "have"} and not settled and not any(p.asks for p in clause.rest)


def _set(clause: Clause, preposition: str, phrase: Phrase, after: Phrase) -> None:
    """Put a noun with its preposition where it belongs."""
    if after.sort == "places" and after.text != "in":
        preposition = after.text
    if preposition == "than":
        clause.than = phrase
    elif preposition == "taking":
        clause.taken = phrase
    elif preposition == "by" and (clause.subject is None or not clause.verb):
        if clause.subject is not None:
            clause.rest.append(clause.subject)
        clause.subject = phrase
    elif clause.verb and clause.verb not in {"be", "have"}:
        clause.rest += [Phrase("prepositions", preposition), phrase]
    else:
        clause.settings.append((preposition, phrase))


def _place(clause: Clause, phrase: Phrase, after: Phrase) -> None:
    """Put a noun without a preposition before or behind the verb."""
    if clause.verb:
        if not (phrase.bare and any(p.asks for p in clause.rest)):
            clause.rest.append(phrase)
    elif clause.subject is not None:
        _place_second(clause, clause.subject, phrase, after)
    elif after.sort == "places" and not phrase.named:
        clause.settings.append(("at" if after.text == "in" else after.text, phrase))
    else:
        clause.subject = phrase


def _place_second(clause: Clause, first: Phrase, phrase: Phrase, after: Phrase) -> None:
    """Put a noun that follows another before the verb: what is had, who does it, or what of the first is meant."""
    acted_on = after.sort == "verbs" or (after.sort == "adverbs" and after.text != "more")
    if phrase.asks and after.sort in {"end", "past"} and not phrase.bare:
        clause.verb = "have"  # 斯卡恩多少家门店
        clause.rest.append(phrase)
    elif phrase.asks == "which" and phrase.bare and first.named and first.several:
        among = " or ".join(first.text.split(" and "))  # 北光和海维哪个更贵
        clause.subject = replace(phrase, text=f"which of {among}", bare=False)
    elif (phrase.asks or phrase.named) and acted_on:
        clause.rest.insert(0, first)  # 北光是谁设计的
        clause.subject = phrase
    elif phrase.bare and phrase.asks in _COUNTING | {"what", "who", "which are"}:
        clause.verb = "be" if after.sort not in {"verbs", "adjective"} else ""
        clause.rest.append(phrase)
    elif phrase.asks:
        clause.subject = replace(phrase, text=f"{phrase.text} of {first.text}", bare=False)
    else:
        clause.subject = replace(phrase, text=f"{phrase.text} of {first.text}", named=False)


def _act(clause: Clause, phrase: Phrase) -> None:
    verb = {"being": "be", "having": "have"}.get(phrase.sort, phrase.text)
    if verb == "be" and clause.modal == "can":
        clause.modal = ""
    if verb == "be" and clause.verb not in {"", "be"} and clause.rest and clause.rest[-1].sort == "noun":
        clause.rest[-1] = replace(
            clause.rest[-1], text=f"what {clause.rest[-1].text}", asks="what"
        )  # 占员工的比例是多少
        return
    if not clause.verb or (clause.verb in {"be", "have"} and not clause.rest and phrase.sort == "verbs"):
        clause.verb = verb
    elif clause.verb in {"be", "have"} and phrase.sort == "verbs" and clause.subject is None:
        clause.subject, clause.rest, clause.verb = clause.rest[0], clause.rest[1:], verb  # 有哪些公司参加
    else:
        clause.rest.append(Phrase("verbs", verb))
    if clause.taken is not None:
        clause.rest.append(clause.taken)
        clause.taken = None


def _qualify(clause: Clause, adverb: str) -> None:
    if adverb == "more":
        clause.more = True
    elif adverb in {"at most", "at least"}:
        clause.rest.append(Phrase("qualifier", adverb))
    else:
        clause.adverbs.append(adverb)


def _tell(clause: Clause, phrase: Phrase) -> None:  # noqa: C901  # one case for each sort
    match phrase.sort:
        case "verbs" | "being" | "having":
            _act(clause, phrase)
        case "asking":
            clause.asking = clause.asking or phrase.text
        case "times":
            clause.times.append(phrase.text)
        case "adverbs":
            _qualify(clause, phrase.text)
        case "degrees":
            clause.degree = phrase.text
        case "confirming":
            clause.confirming = True
        case "negation":
            clause.negated = True
        case "modal" if clause.verb not in {"", "be", "have"} and any(p.sort == "noun" for p in clause.rest):
            clause.rest.append(phrase)
        case "modal":
            clause.modal = clause.modal or phrase.text
        case "past":
            clause.past = True
        case "adjective":
            clause.rest.append(phrase)
