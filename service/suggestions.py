"""Questions that a corpus answers, made of its own sentences: what somebody who does not know it may ask first.

A sentence is turned into a question by moving its auxiliary before its subject, which a name at its beginning is
(Heilman and Smith, NAACL 2010). Such a question may still read badly or find nothing, so each is asked before it is
shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.searchable import Searchable
from service.names import Names
from service.query import FUNCTION_WORDS
from service.replies import Answer
from service.vocabulary import english

SENTENCES = 3000  # that are looked at, evenly over the corpus
SHAPES = ("heading", "count", "reason", "person", "price", "date", "definition")
LEAST_SURE = 0.65  # confidence of an answer that a suggested question gets
_DULL = 2  # rounds that "What is X?" waits for the others
_LONGEST = 110  # characters of a question
_EACH = 4  # questions of one shape that are tried at most

_AUXILIARY = r"(?P<aux>is|are|was|were|will|has|have|had|can)"
_MIDDLE = r"(?P<middle>(?:[a-z]+ ){0,4}?)"
_AMOUNT = (
    r"(?:(?:only|just|over|about|around|nearly|almost|some|more than|fewer than|at least|up to) )?"
    r"\d[\d,.]*(?: (?:thousand|million|billion))? (?P<noun>(?!percent|per|years?\b|of\b)(?:[a-z-]+ )?[a-z-]+s)\b"
)
_PLACE = r"(?P<tail>(?: (?:in|by|at|of|on|for|from|during) (?:the )?[\w-]+(?: [\w-]+)?)?)(?=[,;.]| and )"
_DATE = r"(?:in|on) (?:[A-Z][a-z]+ )?(?:\d{1,2},? )?(?:1[5-9]|20)\d\d\b"
_COUNTED = re.compile(rf"{_AUXILIARY} {_MIDDLE}{_AMOUNT}{_PLACE}")
_DID_COUNT = re.compile(rf"(?P<verb>[a-z]+) {_AMOUNT}{_PLACE}")
_DATED = re.compile(rf"(?P<aux>was|were) (?P<middle>[a-z]+(?:ed|nt|wn|lt|ut|un) )(?P<tail>(?:[\w'’ -]+ )?){_DATE}")
_DID_DATE = re.compile(rf"(?P<verb>[a-z]+) (?P<tail>(?:[\w'’ -]+ )?){_DATE}")
_REASON = re.compile(rf"{_AUXILIARY} (?P<middle>[^,;:()\"“”]+?),? because ")
_DEFINED = re.compile(r"(?: (?:is|are|was) (?:a|an|the) |, (?:a|an|the|which is|which are) )")
_INTRODUCED = re.compile(r", who (?P<rest>[a-z]+s [^,;.]+),")
_PRICED = re.compile(
    r"[^,;.]{0,40}\b(?:price[ds]?|costs?|sells? for|starts? at)\b[^;.]{0,40}?"
    r"(?:[$€£¥]\s?\d|\d[\d,.]* (?:million |billion )?(?:yuan|dollars|euros|pounds|yen|rupees))"
)
_NAME = re.compile(r"(?:The )?([A-Z][\w'’&-]*(?: (?:of |for |and )?[A-Z0-9][\w'’&-]*)*)")
_PLAIN = re.compile(r"(?:The|the) (?:[a-z-]+ ){1,3}?(?=(?:is|are|was|were|will|has|have|had|can) )")
_CLAUSE = re.compile(r"(?:^|, |^Together |^However, )")
_HOW_TO = re.compile(r"How to ([a-z].*)")
_DO = {"has": "does", "have": "do", "had": "did"}
_BASES = {
    "sold": "sell", "made": "make", "had": "have", "built": "build", "won": "win", "lost": "lose", "grew": "grow",
    "held": "hold", "took": "take", "spent": "spend", "paid": "pay", "bought": "buy", "drew": "draw", "left": "leave",
    "led": "lead", "became": "become", "began": "begin", "wrote": "write", "found": "find", "set": "set",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be worth asking: its shape, and how often the corpus names what it is about."""

    shape: str
    question: str
    mentions: int


def candidates(snapshot: Searchable, names: Names) -> list[Candidate]:
    """Questions to try, the best of each shape before the second best of any."""
    told: Counter[str] = Counter()
    found: list[tuple[str, str, str]] = []
    for document_id, text, is_heading in _sentences(snapshot):
        if is_heading:
            found += ((shape, question, "") for shape, question in _of_heading(text))
            continue
        kinds = {mention.name: mention.kind for mention in names.find(text, document_id)}
        told.update(kinds.keys())
        for clause in _CLAUSE.finditer(text):
            rest = text[clause.end() :]
            if subject := _subject(rest, kinds):
                found += ((*each, subject) for each in _of_clause(rest, subject, kinds.get(subject, "")))
    made: dict[str, dict[str, Candidate]] = defaultdict(dict)
    for shape, question, name in found:
        if len(question) <= _LONGEST:
            made[shape].setdefault(question, Candidate(shape, question, told[name]))
    rounds: list[tuple[int, Candidate]] = []
    for shape in SHAPES:
        ranked = sorted(made[shape].values(), key=lambda candidate: -candidate.mentions)[:_EACH]
        rounds += enumerate(ranked, start=_DULL if shape == "definition" else 0)
    return [candidate for _, candidate in sorted(rounds, key=lambda item: item[0])]


def is_answered(answer: Answer) -> bool:
    """Whether a reply shows the corpus well: an answer, or a disagreement, that is likely to be right."""
    return answer.status != "not_found" and answer.confidence >= LEAST_SURE and len(answer.sentences) <= 3


def _sentences(snapshot: Searchable) -> Iterator[tuple[str, str, bool]]:
    step = max(1, len(snapshot.sentences) // SENTENCES)
    for sentence in snapshot.sentences[::step]:
        text = snapshot.documents[sentence.document_id].text[sentence.start : sentence.end]
        yield sentence.document_id, " ".join(text.split()), sentence.is_heading


def _subject(text: str, names: Iterable[str]) -> str | None:
    """What a clause begins with, where it is a name or a plain thing ("the five brands") that does something."""
    start = text.removeprefix("The ").removeprefix("the ")
    known = [name for name in names if start.startswith(name)]
    if known:
        return max(known, key=len)
    if match := _PLAIN.match(text):
        return match[0].strip()[4:]
    match = _NAME.match(text)
    if match is None or match[1].split()[0].lower() in FUNCTION_WORDS:
        return None
    is_name = " " in match[1] or text.startswith("The ") or match[1].lower() not in english()
    return match[1] if is_name else None


def _base(verb: str) -> str | None:
    """The base form of a verb in the past tense: "sold" of "sell", "launched" of "launch"; None for other words."""
    if verb in _BASES:
        return _BASES[verb]
    if not verb.endswith("ed"):
        return None
    forms = [
        form for form in (verb[:-1], verb[:-2], f"{verb[:-3]}y" if verb.endswith("ied") else "") if form in english()
    ]
    return max(forms, key=lambda form: english()[form], default=None)


def _of_clause(text: str, subject: str, kind: str) -> Iterator[tuple[str, str]]:
    """The questions, each after its shape, that a clause answers which begins with ``subject``."""
    article = "the " if text.lower().startswith("the ") else ""
    name = article + subject
    rest = text[text.index(subject) + len(subject) :]
    said = rest.removeprefix(" ")
    yield from _counting(name, said)
    yield from _dating(name, said)
    if match := _REASON.match(said):
        yield "reason", f"Why {match['aux']} {name} {match['middle']}?"
    if _PRICED.match(said):
        yield "price", f"What does {'the ' if ' ' in subject else article}{subject} cost?"
    if match := _INTRODUCED.match(rest):
        yield "person", f"Who {match['rest']}?"
    elif kind == "person":
        yield "person", f"Who is {name}?"
    elif _DEFINED.match(rest) and text[:1].isupper():
        yield "definition", f"What is {name}?"


def _counting(name: str, said: str) -> Iterator[tuple[str, str]]:
    if match := _COUNTED.match(said):
        aux, middle = match["aux"], match["middle"]
        if aux in _DO and not middle:
            aux, middle = _DO[aux], "have "
        yield "count", f"How many {match['noun']} {aux} {name} {middle.strip()}{match['tail']}?"
    elif (match := _DID_COUNT.match(said)) and (base := _base(match["verb"])):
        yield "count", f"How many {match['noun']} did {name} {base}{match['tail']}?"


def _dating(name: str, said: str) -> Iterator[tuple[str, str]]:
    if match := _DATED.match(said):
        yield "date", f"When {match['aux']} {name} {(match['middle'] + match['tail']).strip()}?"
    elif (match := _DID_DATE.match(said)) and (base := _base(match["verb"])):
        yield "date", f"When did {name} {base} {match['tail']}".strip() + "?"


def _of_heading(text: str) -> Iterator[tuple[str, str]]:
    heading = text.lstrip("# ").strip()
    if heading.endswith("?"):
        yield "heading", heading
    elif match := _HOW_TO.fullmatch(heading):
        yield "heading", f"How do I {match[1]}?"
