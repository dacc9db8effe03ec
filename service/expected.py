"""What kind of thing a question asks for, told by its wording (after Li and Roth's coarse classes, COLING 2002)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum


class Expected(StrEnum):
    """The kind of thing that answers a question."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    LIST = "list"
    WHY = "why"
    DEFINITION = "definition"
    YES_NO = "yes-no"
    COMPARE = "compare"
    OTHER = "other"


# Nouns that say by themselves what is asked for: "the price", "which month". The first kind that fits decides.
_NOUNS: tuple[tuple[Expected, str], ...] = (
    (Expected.PERCENT, r"percent(age)?s?|per cent|shares?|proportion|fraction|portion|rates?|penetration"),
    (
        Expected.MONEY,
        r"((start|sell)ing )?pric(e|es|ing)( \w+)?|costs?|fees?|budget|spending|investments?|revenues?|profits?|salary",
    ),
    (
        Expected.NUMBER,
        (
            r"numbers?|figures?|amount|count|total|quantity|volume|sales|deliveries|orders|capacity|speed|size|length|height"
            r"|weight|width|power|population|distance|age|duration|mileage|range|workforce|headcount|manpower|staff|personnel|output"
        ),
    ),
    (
        Expected.DATE,
        r"dates?|(?<!per )(?<!each )(?<!every )(?:years?|months?)|days?|weekday|quarter|season|week|time",
    ),
    (Expected.WHY, r"reasons?|causes?|purpose|aims?|goals?|motives?|motivation|rationale|explanation|point"),
    (
        Expected.PERSON,
        r"person|man|woman|executives?|analysts?|authors?|journalist|president|ceo|chairman|founder|head|boss|manager",
    ),
    (Expected.PLACE, r"city|cities|country|countries|place|province|town|region|state|location|venue|site|address"),
)
_NOUN_KINDS = tuple(
    (kind, re.compile(rf"(?<![\w-])(?:{rule.replace(' ', '[ ]')})$", re.IGNORECASE | re.VERBOSE))
    for kind, rule in _NOUNS
)
_NOUN_WITHIN = tuple(
    (kind, re.compile(rf"\b(?<!-)(?:{rule.replace(' ', '[ ]')})\b(?!-)", re.IGNORECASE | re.VERBOSE))
    for kind, rule in _NOUNS
)
_NAME_LAST = re.compile(r"(?<=[a-z]s)(?: [A-Z][\w-]*)+$")
_SINGULAR_S = frozenset(["news", "series", "business", "basis", "process", "class", "status", "means", "progress"])
_AUX = r"(?:is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_STOP = rf"""(?:{_AUX}|of|for|in|on|at|to|by|with|from|between|among|that|which|who|whom|when|where|per|according|as
    |they|he|she|it|we|you|this|these|those)"""
_NOUN_PHRASE = re.compile(
    rf"""^(?:what|which)(?P<be>'s|[ ](?:is|are|was|were|will[ ]be|would[ ]be)\b)?
    (?:[ ](?:the|its|their|his|her|an?)\b)?[ ](?P<phrase>(?!{_STOP}\b)[^\s,?;]+(?:[ ](?!{_STOP}\b)[^\s,?;]+){{0,5}})""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPARE = re.compile(
    r"""\b(?:compare[ds]?|comparison|differ(?:s|ed|ence|ences|ent|ently)?|versus|vs\.?|as[ ]opposed[ ]to
        |similarit(?:y|ies)|in[ ]common)\b|^\W*contrast\b
    |^\W*(?:which|who|what)\b.*\b(?:more|less|fewer|better|worse|[a-z]{3,}(?:er|est)|most|least|first)\b.*[,:].*\bor\b
    |^\W*(?:is|are|was|were|does|do|did|has|have|had|which|who)\b.*\b(?:more|less|fewer|better|worse|[a-z]{3,}er)\b.*
        \bthan[ ](?:the[ ]|its[ ])?(?-i:[A-Z])""",
    re.IGNORECASE | re.VERBOSE,
)
_YES_NO = re.compile(
    rf"""^\W*(?:{_AUX}|am|whether)\b
    |^\W*(?:when|while|if|although)[ ](?!{_AUX}\b)[^?,]*,[ ]{_AUX}\b  # "When I mention it, should I …"
    |^(?!\W*(?:which|what|who|where|why|how)\b)[^?:]*:[ ]{_AUX}\b  # "I am not sure how far it is: has it …"
    |.*,?[ ](?:yes[ ]or[ ]no|yes/no|or[ ]not)\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ASKING = re.compile(r"\b(?:who|whom|whose|what|when|where|why|how|which)\b", re.IGNORECASE)
_CLAUSE = re.compile(  # what a question word stands behind when it asks and does not relate
    r"""(?:^|[,;:.?!-]|\b(?:and|or|but|then|me|us|know|wonder(?:ing)?|ask(?:ing)?|say|said|tell|see|out|learn|of|on|about|in
    |by|at|for|with|from|to|since|until|before|after|under|through|as|is|for[ ]me))\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_HOW: tuple[tuple[Expected, str], ...] = (
    (Expected.WHY, r"come\b"),
    (
        Expected.PERCENT,
        r"""(?:much|many)[ ](?:percent|per[ ]cent)|much[ ]of\b(?![ ](?:the|an?)[ ](?:day|night|week|year)\b)
        |(?:high|large|big|low|(?:is|was)[ ]the)\b.*\b(?:rate|share|penetration)\b""",
    ),
    (
        Expected.NUMBER,
        r"much[ ](?:time|longer|more|less|faster|further|bigger)\b|much\b.*\b(?:weigh|grow|grown|rise|fall|drop)\b",
    ),
    (
        Expected.MONEY,
        rf"""(?:expensive|cheap|costly|pricey|much[ ](?:(?:that[ ]|it[ ]|this[ ])?{_AUX}|money)\b
        |high\b.*\b(?:price|cost)s?\b
        |much\b.*\b(?:spen[dt]|pay|paid|invest|cost))""",
    ),
    (Expected.DATE, r"(?:soon|recently|late|early)\b"),
    (
        Expected.NUMBER,
        r"""(?:many|much|long|far(?![ ](?:along|advanced)\b)|fast|quickly|old|often|frequently|large|big
        |extensive|numerous|tall|high|low|few|heavy|wide|widely|deep|strong|powerful|small|short)\b""",
    ),
)
_HOW_KINDS = tuple((kind, re.compile(rf"how[ ](?:{rule})", re.IGNORECASE | re.VERBOSE)) for kind, rule in _HOW)
_CAUSE = re.compile(
    rf"""^(?:what|which(?:[ ](?!(?:is|are|was|were|do|does|did)\b)\w+){{0,3}})[ ]
        (?:(?:has|have|had)[ ])?(?:caused?|causes|led|leads|makes?(?![ ]up)|made(?![ ]up)|drives?|drove|driven
        |account(?:s|ed)?[ ]for|prompted|pushed|pushes|forced|forces
        |explains?|explained|motivate[sd]|triggered|moved|lies?[ ]behind|lay[ ]behind)\b|^what[ ](?:is|was)[ ]behind\b
    |^what\b.*\b(?:due[ ]to|owe[sd]?|attributed[ ]to)\b|^what[ ](?:for\b|reasons?\b)
    |^what[ ]{_AUX}\b(?!.*\b(?:known|famous|noted|remembered|renowned|nominated|responsible|looking|waiting
        |appl(?:y|ied)|stand|short|account(?:s|ed)?)[ ]for\?$).*[ ]for\?$""",
    re.IGNORECASE | re.VERBOSE,
)
_DEFINING = re.compile(
    r"""^(?:what|who)(?:[ ]exactly)?(?:'s|[ ]is|[ ]are|[ ]was|[ ]were)(?:[ ]exactly)?[ ]
        (?!.*[ ](?:of|for|in|on|by|at|from|with|to|between)[ ])(?:[^\s,?]+[ ]){0,5}
        (?!(?:worth|like|called|named|known|about|doing|made|used|now|currently|today|next|planned|expected|for)\b)
        [^\s,?]+\s*\??$
    |^what[ ](?:do|does|did)[ ].{1,60}[ ](?:mean|stand[ ]for|refer[ ]to)\b
    |^what[ ](?:is|are)[ ].{1,60}[ ]short[ ]for\b|^what[ ](?:is|are)[ ]meant[ ]by\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COSTING = re.compile(r"^what\b.*\b(?:costs?|cost|(?<!in )charge[sd]?|pay|paid|spen[dt])\b", re.IGNORECASE)
_SHARING = re.compile(
    r"^(?:what|which)[ ](?:part|portion|slice)[ ]of\b.*\b(?:go(?:es)?|went|comes?|came|account(?:s|ed)?|ma[dk]es?[ ]up"
    r"|spen[dt]|belongs?|owns?|owned|holds?|held)\b",
    re.IGNORECASE | re.VERBOSE,
)
_SEVERAL = re.compile(
    r"^what (?:are|were) (?:(?:the|its|their|his|her|some|all)\b|.*\b(?:of|for|in|on|by|at|from|with|to|between)\b)",
    re.IGNORECASE,
)
_BEFORE_PLURAL = re.compile(
    r"two|three|four|five|six|seven|eight|nine|ten|other|new|main|different|key|own|such|kinds|sorts|types|of|the",
    re.IGNORECASE,
)
_ORDERS: tuple[tuple[Expected, str], ...] = (
    (
        Expected.DEFINITION,
        r"^\W*(?:define|explain[ ]what)\b|\b(?:definition|meaning)\b|\bstands?[ ]for\b|\btell[ ]me[ ]about\b",
    ),
    (Expected.WHY, r"\bwhy\b"),
    (Expected.NUMBER, r"^\W*(?:what|how)\b.*\bin[ ](?:terms[ ]of[ ])?(?:the[ ])?numbers?(?:[ ]of\b.*)?\W*$"),
    (
        Expected.LIST,
        r"^\W*(?:please[ ])?(?:list|enumerate|name[ ](?:the|all|every|each)[ ](?:\w+[ ]){0,4}?\w+s\b)|[ ]list\W*$",
    ),
)
_ORDER_KINDS = tuple((kind, re.compile(rule, re.IGNORECASE | re.VERBOSE)) for kind, rule in _ORDERS)


def expected_type(text: str) -> Expected:
    """The kind of answer that a question, or a bunch of keywords, asks for by its wording."""
    if _COMPARE.search(text):
        return Expected.COMPARE
    if _YES_NO.match(text):
        return Expected.YES_NO
    tails = list(_asking_tails(text))
    kinds = [_asked_by(tail) for tail in tails] + [kind for kind, rule in _ORDER_KINDS if rule.search(text)]
    if not tails:
        kinds += [kind for kind, rule in _NOUN_WITHIN if rule.search(text)]
        phrase = re.split(rf"[^\w-]+(?=(?:{_STOP}|before|after|during|under|until)\b)", text, maxsplit=1)[0]
        phrase = _NAME_LAST.sub("", phrase.rstrip("?.!")).split()  # "partners Nordlys"
        kinds += [Expected.LIST] if phrase and _is_plural(phrase[-1]) else []
    return next((kind for kind in kinds if kind is not Expected.OTHER), Expected.OTHER)


def _asking_tails(text: str) -> Iterator[str]:
    """What follows each word that asks, itself included; "the day when" and "those who" do not ask."""
    for match in _ASKING.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        asks_always = match[0].lower() in {"how", "what", "why"}
        if asks_always or len(before.split()) < 2 or _CLAUSE.search(before) or not after.strip(" ?."):
            yield text[match.start() :]


def _asked_by(tail: str) -> Expected:
    """The kind that a question asks for, from its question word on."""
    word = re.split(r"\W", tail, maxsplit=1)[0].lower()
    if word == "how":
        return next((kind for kind, rule in _HOW_KINDS if rule.match(tail)), Expected.OTHER)
    if word not in {"what", "which"}:
        return {"why": Expected.WHY, "when": Expected.DATE, "where": Expected.PLACE}.get(word, Expected.PERSON)
    if _SHARING.search(tail):
        return Expected.PERCENT
    if _CAUSE.search(tail):
        return Expected.WHY
    phrase = _NOUN_PHRASE.match(tail)
    if phrase is not None and (kind := _asked_of(phrase, tail)) is not None:
        return kind
    wordings = ((Expected.MONEY, _COSTING), (Expected.LIST, _SEVERAL), (Expected.DEFINITION, _DEFINING))
    return next((kind for kind, rule in wordings if rule.search(tail)), Expected.OTHER)


def _asked_of(phrase: re.Match[str], tail: str) -> Expected | None:
    """What the noun phrase after "which" or "what" asks for."""
    follows = tail[phrase.end() :].split(maxsplit=1)[:1]
    ended = bool(follows and (follows == ["of"] or re.fullmatch(_AUX, follows[0], re.IGNORECASE)))
    return _noun_kind(phrase["phrase"], whole=ended or phrase["be"] is not None, plural=phrase["be"] is None)


def _noun_kind(phrase: str, *, whole: bool, plural: bool) -> Expected | None:
    """What a noun phrase asks for; ``plural``: one in the plural asks for all of its kind.

    Unless the phrase is known to be ``whole`` its last words may be the verb ("which month saw").
    """
    words = [word.strip("\"'.!)") for word in phrase.split()]
    for end in [len(words)] if whole else range(1, min(len(words), 4) + 1):
        head = " ".join(words[:end])
        for kind, rule in _NOUN_KINDS:
            if rule.search(head):
                return kind
        qualified = whole or all(_BEFORE_PLURAL.fullmatch(word) for word in words[: end - 1])
        if plural and qualified and _is_plural(words[end - 1]) and (whole or end < len(words)):
            return Expected.LIST
    return None


def _is_plural(word: str) -> bool:
    return re.search(r"[A-Za-z](?<![sui])s$", word) is not None and word.lower() not in _SINGULAR_S
