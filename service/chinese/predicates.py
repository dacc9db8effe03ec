"""Questions for what something is, what it has, and how it compares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.chinese.clauses import Clause
from service.chinese.forms import compared, is_plural, plural
from service.chinese.nouns import Phrase
from service.chinese.sentences import asked, auxiliary, be_form, end, flat, the
from service.expected import Expected, expected_type


def what_is(clause: Clause, phrase: Phrase, rest: Sequence[Phrase]) -> str:  # noqa: PLR0911  # one for each wording
    """A question for what the subject is; ``phrase`` asks, and ``rest`` stands beside it."""
    subject = the(clause.subject)
    if clause.subject is None:
        return f"{_plain(phrase)} is {flat(rest)} {end(clause)}"
    if phrase.bare:
        return _what_bare(clause, phrase, subject, rest)
    if phrase.asks == "how much money":
        return f"what {be_form(clause)} {subject} {end(clause)}"
    if phrase.text == "what meaning":
        return f"what does {subject} mean {end(clause)}"
    if " with the " in subject and phrase.text.startswith("which"):
        return f"{phrase.text} has the {subject.partition(' with the ')[2]} {end(clause)}"
    owned = re.fullmatch(r"(.+) of (which .+|who|what .+)", phrase.text)
    if phrase.asks == "how many times":
        subject = subject.removeprefix("the ")
        return f"{phrase.text.replace(' of ', ' that of ', 1)} is the {subject} {end(clause)}"
    if owned:
        return f"{owned[2]}'s {owned[1]} {be_form(clause)} {subject} {end(clause)}".replace("who's", "whose")
    return f"{phrase.text} {be_form(clause)} {subject} {end(clause)}"


def _plain(phrase: Phrase) -> str:
    return "what" if phrase.bare and phrase.asks != "who" else phrase.text


def _what_bare(  # noqa: PLR0911  # one for each wording
    clause: Clause, phrase: Phrase, subject: str, rest: Sequence[Phrase]
) -> str:
    if phrase.asks == "which are":
        subject = _plural_head(subject)
    between = re.fullmatch(r"(?:the )?((?:\w+ )?(?:differences?|similarities|relationship)) of (.+)", subject)
    if between:
        return f"what {'are' if between[1].endswith('s') else 'is'} the {between[1]} between {between[2]}"
    if phrase.asks == "how much money" and clause.subject is not None and clause.subject.named:
        return f"how much is {subject} {end(clause)}"
    if phrase.asks in {"who", "whose"}:
        return f"{phrase.asks} {be_form(clause)} {subject} {flat(rest)} {end(clause)}"
    if phrase.asks == "how many" and clause.subject is not None and _counts(_head(clause.subject.text)):
        head, of, owner = clause.subject.text.partition(" of ")
        if of:  # 医生有多少名
            return f"how many {plural(head)} {'do' if ' and ' in owner else 'does'} {owner} have {end(clause)}"
        return f"how many {plural(head)} are there {end(clause)}"
    if " with the " in subject and phrase.asks == "which":
        before, _, has = subject.partition(" with the ")
        return f"which {before.removeprefix('the ')} has the {has} {end(clause)}"
    if phrase.asks == "which" and clause.subject is not None and not clause.subject.named:
        head, of, owner = clause.subject.text.partition(" of ")
        return f"which {head}{of}{owner} is it" if not of else f"what is the {head}{of}{owner} {end(clause)}"
    is_ = (
        "are"
        if phrase.asks == "which are" or (clause.subject is not None and clause.subject.several)
        else be_form(clause)
    )
    return f"what {is_} {subject} {flat(rest)} {'be' if clause.modal else ''} {end(clause)}"


def _head(subject: str) -> str:
    return subject.partition(" of ")[0]


def _plural_head(subject: str) -> str:
    """What is asked about in the plural: "the new ships that …"."""
    head, *behind = re.split(r"( (?:of|that|with|\w+ed in) )", subject, maxsplit=1)
    return subject if re.match(r"[A-Z]", head) else plural(head) + "".join(behind)


def what_has(clause: Clause, phrase: Phrase, rest: Sequence[Phrase]) -> str:
    """A question for what the subject has."""
    if phrase.bare and clause.subject is not None:  # 销量有多少, 优势有哪些
        if phrase.asks == "who":
            return f"who {be_form(clause)} {the(clause.subject)} {end(clause)}"
        return _what_bare(clause, phrase, the(clause.subject), rest)
    if re.match(r"(?:what|which) (?:differences?|similarities)\b", phrase.text) and clause.subject is not None:
        what = f"what {'are' if phrase.several else 'is'} the {phrase.text.partition(' ')[2]}"
        return f"{what} between {clause.subject.text} {end(clause)}"
    if clause.subject is None:
        return f"{phrase.text} {'are' if phrase.several else 'is'} there {flat(rest)} {end(clause)}"
    return f"{phrase.text} {auxiliary(clause)} {the(clause.subject)} have {flat(rest)} {end(clause)}"


def comparing(clause: Clause) -> str:
    """A comparison with another: "is A more expensive than B", "how much higher is A than B"."""
    adjective = next((p.text for p in clause.rest if p.sort == "adjective"), "")
    asks = next((p for p in clause.rest if p.asks), None)
    than = f"than {clause.than.text if clause.than else ''}"
    if not adjective:
        front = {"how many": "how much"}.get(asks.text, asks.text) if asks else ""
        return asked(clause, front, f"{than} {flat([p for p in clause.rest if p is not asks])}", passive=False)
    more = compared(adjective, highest=False)
    if clause.asking:
        return f"{clause.asking} {be_form(clause)} {the(clause.subject)} {more} {than} {end(clause)}"
    if asks is not None:
        how = asks.text if not asks.bare else "how much"
        return f"{how} {more} {be_form(clause)} {the(clause.subject)} {than} {end(clause)}"
    if clause.subject is not None and clause.subject.asks:
        return f"{clause.subject.text} {be_form(clause)} {more} {than} {end(clause)}"
    return f"{be_form(clause)} {the(clause.subject)} {more} {than} {end(clause)}"


def ranked(clause: Clause, subject: Phrase, adjective: Phrase) -> tuple[str, str] | None:
    """What asks which of several is more or most so, as what stands before and behind the end of the sentence."""
    so = degree(clause, adjective)
    if among := re.fullmatch(r"which of (.+ or .+)", subject.text):  # 北光和海维哪个更贵
        return f"which is {so}", f", {among[1]}"
    if among := re.fullmatch(r"which (.+) of (\S.* and .+)", subject.text):
        higher = compared("high" if adjective.text in {"many", "most"} else adjective.text, highest=False)
        has = f"has the {higher} {among[1]}"
        said = has if is_figure(among[1]) else f"{among[1]} is {so}"
        return f"which {said}", f", {' or '.join(among[2].split(' and '))}"
    if owner := re.fullmatch(r"(.+) of (which .+)", subject.text):  # 哪个国家的乘客最多
        return f"{owner[2]} has the {so.removeprefix('the ')} {owner[1]}", ""
    return None


def _counts(head: str) -> bool:
    """Whether "how many" asks how many of a thing there are, and not for the value of a figure."""
    return is_plural(head) and not is_figure(head)


def is_figure(noun: str) -> bool:
    """Whether a noun is of what is counted or measured."""
    return expected_type(f"what is the {noun} of it?") in {Expected.NUMBER, Expected.MONEY, Expected.PERCENT}


def degree(clause: Clause, adjective: Phrase) -> str:
    """An adjective behind "is": "more expensive", "the fastest"."""
    if clause.more:
        return compared(adjective.text, highest=False)
    return (
        f"the {adjective.text}"
        if re.match(r"most\b|\w+est\b|best|worst|first|last|only", adjective.text)
        else adjective.text
    )
