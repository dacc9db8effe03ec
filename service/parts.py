"""Several questions in one: where they part, and what each means when it is asked alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.ellipsis import about_another, counted_as_before, passive, pointing_to_many
from service.expected import Expected, expected_type
from service.names import Mention, Names
from service.pronouns import AUXILIARY, PREPOSITION, WH, listed, resolved
from service.values import MONTHS

_SPLIT = re.compile(
    rf"(?<=\?)\s+|[,;]?\s+(?:and|as well as|but)\s+(?:(?:also|then|now|finally),?\s+)?(?:in contrast,?\s+)?"
    rf"(?={PREPOSITION}?{WH}\b)|(?:;\s+|,\s+(?=(?:what|how|why)\b))(?={WH}\b)"
    rf"|,\s+(?:and|but)\s+(?:(?:also|then|if so),?\s+)?(?={AUXILIARY}\s+(?!been|be|not)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b{WH}\b|^\W*{AUXILIARY}\b", re.IGNORECASE)
_ELLIPSIS = re.compile(
    rf",? and ({PREPOSITION}?(?:whom?|when|where|why|how|(?:which|what)\s[\w-]+|how\s(?:much|long)))\W*$",
    re.IGNORECASE,
)
_ASKING_PHRASE = re.compile(
    rf"^\W*{PREPOSITION}?{WH}\b(?:(?:\s+(?!{AUXILIARY}\b)[^\s,?]+){{0,4}}?(?=\s+{AUXILIARY}\b))?", re.IGNORECASE
)
_ASKED_NOUN = re.compile(r"^\W*(?:which|what|how (?:many|much))((?:\s+[^\s,?]+)+)$", re.IGNORECASE)
_NOUN_TAIL = re.compile(r",?\s+and\s+(?:what about\s+)?(?:its|their)\s+([\w-]+(?:\s[\w-]+){0,2})\s*\??$", re.IGNORECASE)
_ATTRIBUTES = re.compile(
    r"^(what) (is|are|was|were) (?:the )?((?:[\w-]+ ){1,3})and (?:the )?((?:[\w-]+ ){1,3}?)((?:of|for) .+)$",
    re.IGNORECASE,
)
_FIGURES = frozenset({Expected.NUMBER, Expected.MONEY, Expected.PERCENT, Expected.DATE})
_TOGETHER = re.compile(r"\b(?:together|jointly|combined|in total|altogether|between|both|joint)\b", re.IGNORECASE)
_IN_ALL = re.compile(
    r"\b(?:together|jointly|combined|altogether|overall|across|all told|as a whole|in (?:total|all|sum))\b",
    re.IGNORECASE,
)
_RESPECTIVELY = re.compile(r",?\s+(?:respectively|each)\b", re.IGNORECASE)
_MANY_VERB = re.compile(r"\b(do|are|were|have)(\s+(?:the\s+)?)$", re.IGNORECASE)
_ONE_OF_MANY = {"do": "does", "are": "is", "were": "was", "have": "has"}
_COMPARING = re.compile(
    r"^\W*(?:please )?(?:compare|contrast|(?:what (?:is|are|sets?|makes?) )?(?:the )?(?:main |key )?"
    r"(?:differences?|comparison) (?:between|of)|how (?:do|does|is|are))\s+",
    re.IGNORECASE,
)
_AGAINST = re.compile(r",?\s*(?:and|with|to|versus|vs\.?|or|against|from|differs? from)\s+(?:the\s+)?", re.IGNORECASE)
_MORE = re.compile(
    r"^\W*(?:who|which(?: [\w-]+)?|what)"
    r" (?P<verb>has|have|had|sold|delivered|produced|built|made|employs?|owns?|operates?)"
    r" (?:the )?(?:more|most|fewer|fewest|larger number of|higher number of)"
    r" (?P<counted>(?:new )?[\w-]+s),\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_HOW_MANY_EACH = re.compile(r"\W*(?:and how many (?:do|does|did) (?:each|they)\b[\w ]*)?\W*", re.IGNORECASE)
_BARE = {"has": "have", "had": "have", "sold": "sell", "delivered": "deliver", "produced": "produce", "built": "build",
         "made": "make", "employs": "employ", "owns": "own", "operates": "operate"}  # fmt: skip
_PAST = frozenset({"had", "sold", "delivered", "produced", "built", "made"})
_MOMENT = (
    r"(?:(?:the )?(?:beginning|start|middle|end|(?:first|second|third|fourth) quarter) of |early |mid[- ]?|late "
    rf"|(?:{'|'.join(MONTHS)}) )?(?:19|20)\d\d\b"
)
_MOMENTS = re.compile(
    rf"(?P<one>{_MOMENT})(?P<against>,? (?:compared (?:with|to)|next to|versus|vs\.?|against)"
    rf" (?:(?:that|those) )?(?:(?:in|of|at|by) )?)(?P<other>{_MOMENT})",
    re.IGNORECASE,
)
_CHANGE = re.compile(  # what lies between two times is asked for, not the figure at each
    r"\b(?:by how much|(?:more|less|fewer|\w+er)\b(?! of)|gr[eo]w\w*|r[io]se\w*|increas\w+|decreas\w+|f[ae]ll\w*"
    r"|drop\w*|chang\w+|declin\w+)\b",
    re.IGNORECASE,
)
_KEYWORDS = re.compile(r"\s*;\s+")
_EACH = re.compile(r"\beach of (?:the (?:two|three|four|five)|them|these)\b", re.IGNORECASE)


def questions(text: str, names: Names) -> list[str]:
    """The questions that ``text`` consists of, each to be understood alone; one where it is one."""
    if several := _attributes(text) or about_another(text, names) or _more_of(text, names):
        return several
    tail = _NOUN_TAIL.search(text)
    if tail and names.find(first := text[: tail.start()]) and expected_type(first) in _FIGURES:
        return [*questions(first, names), resolved(f"What is its {tail[1]}?", first, names)]  # "…, and its range?"
    if (also := _ELLIPSIS.search(text)) and (asking := _ASKING_PHRASE.search(first := text[: also.start()])):
        noun = _ASKED_NOUN.search(asking[0])  # "How many cars does it build, and where?": where does it build cars?
        again = also[1] + first[asking.end() :] + (noun[1] if noun else "")
        return [*questions(first, names), passive(first, also[1]) or again]
    if several := _keywords(text, names):
        return several
    parts: list[str] = []
    for piece in (piece.strip(" ,;") for piece in _SPLIT.split(text) if piece and piece.strip(" ,;")):
        whole = _ASKS.search(piece) and len(piece.split()) >= 3 and not re.search(r"\beach\b", piece)
        if parts and not (whole and _ASKS.search(parts[-1]) and len(parts[-1].split()) >= 3):
            parts[-1] += ("" if parts[-1].endswith("?") else ",") + " " + piece  # no question of its own
        else:
            parts.append(piece)
    if len(parts) < 2:
        return _moments(text) or _one_for_each(text, names)
    return [parts[0], *(_alone(part, " ".join(parts[:i]), names) for i, part in enumerate(parts[1:], 1))]


def as_group(text: str, names: Names) -> str:
    """``text`` with the group's name for all of its members, where a figure of them together is asked for."""
    if expected_type(text) not in _FIGURES or not _IN_ALL.search(text) or _RESPECTIVELY.search(text):
        return text
    for group in (group for group in listed(text, names) if len(group) > 1):
        if name := names.group_of(mention.entities[0] for mention in group):
            return f"{text[: group[0].start]}the {name}{text[group[-1].end :]}"
    return text


def _alone(part: str, before: str, names: Names) -> str:
    """``part`` with what it leaves to be understood from ``before``."""
    return resolved(pointing_to_many(counted_as_before(part, before), before), before, names)


def sides(text: str, mentions: Sequence[Mention]) -> list[str]:
    """For "compare A and B" the question about each alone; [] for every other question."""
    if len(mentions) != 2 or mentions[0].entities == mentions[1].entities or not _COMPARING.match(text):
        return []
    one, other = mentions
    if not _AGAINST.fullmatch(text[one.end : other.start]):
        return []
    asked = [
        _COMPARING.sub("What is ", text[: one.start]) + name + text[other.end :] for name in (one.name, other.name)
    ]
    return [" ".join(part.split()) for part in asked]


def _keywords(text: str, names: Names) -> list[str]:
    """The searches of "Aurora founding year; top speed", each of what was named last; [] where a sentence is asked."""
    pieces = _KEYWORDS.split(text)
    if len(pieces) < 2 or _ASKS.search(text) or any(len(piece.split()) < 2 for piece in pieces):
        return []
    searches = pieces[:1]
    for i, piece in enumerate(pieces[1:], 1):
        named = [] if names.find(piece) else names.find(" ".join(pieces[:i]))
        searches.append(f"{named[-1].name} {piece}" if named else piece)
    return searches


def _attributes(text: str) -> list[str]:
    """The two questions of "What are the price and the range of A", where both attributes are figures."""
    match = _ATTRIBUTES.match(text)
    if match is None:
        return []
    be = _ONE_OF_MANY.get(match[2].lower(), match[2])
    asked = [f"{match[1]} {be} the {attribute}" for attribute in match.group(3, 4)]
    return [f"{part}{match[5]}" for part in asked] if all(expected_type(part) in _FIGURES for part in asked) else []


def _more_of(text: str, names: Names) -> list[str]:
    """How many each has, for "Which has more seats, A or B"."""
    for group in (group for group in listed(text, names) if len(group) == 2):
        match = _MORE.match(text[: group[0].start])
        if match and _HOW_MANY_EACH.fullmatch(text, group[-1].end):
            verb = match["verb"].lower()
            do = "did" if verb in _PAST else "does"
            return [f"How many {match['counted']} {do} {m.name} {_BARE.get(verb, verb)}?" for m in group]
    return []


def _moments(text: str) -> list[str]:
    """The question about each of two times whose figures are compared: "… in 2024 compared with 2025"."""
    match = _MOMENTS.search(text)
    if match is None or _CHANGE.search(text) or _TOGETHER.search(text):
        return []
    asked = [text[: match.start()] + moment + text[match.end() :] for moment in match.group("one", "other")]
    return asked if expected_type(asked[0]) in _FIGURES else []


def _one_for_each(text: str, names: Names) -> list[str]:
    """A question for a figure of several things as a question about each."""
    each = _EACH.search(text)
    if expected_type(text) not in _FIGURES or (not each and _TOGETHER.search(text)):
        return [text]
    lists = [group for group in listed(text, names) if len(group) > 1]
    alike = len(lists) == 1 and (len({mention.kind for mention in lists[0]}) == 1 or _RESPECTIVELY.search(text))
    if not alike:
        return [text]
    asking = list(re.finditer(rf"\b{WH}\b", text[: each.start()], re.IGNORECASE)) if each else []
    if each and asking:  # "A, B and C …: what each of them costs"
        return [text[asking[-1].start() : each.start()] + mention.name + text[each.end() :] for mention in lists[0]]
    before, after = text[: lists[0][0].start], _RESPECTIVELY.sub("", text[lists[0][-1].end :])
    before = _MANY_VERB.sub(lambda verb: _ONE_OF_MANY[verb[1].lower()] + verb[2], before)
    return [before + mention.name + after for mention in lists[0]]
