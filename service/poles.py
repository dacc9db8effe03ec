"""Expressions that cannot both hold of one thing: a joint venture against its own brand, rose against fell."""

from __future__ import annotations

import re
from functools import lru_cache

# A dimension: words of a question that ask for it, then the expressions of its poles. Verbose: "[ ]" is a space.
_DIMENSIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"""(?<!its[ ])(?<!their[ ])(?<!'s[ ])(?<!s'[ ])own|own(?:s|ed|er|ers|ership|ing)
        |(?:whom?|do|does|did)\b.*\bbelong(?:s|ed)?|belongs?[ ]to[ ](?:whom|who|which|what)
        |whose(?![ ](?:name|word|report))
        |(?:holds?|held|ha(?:s|ve)|takes?|took)[ ](?:an?[ ])?(?:shares?|stakes?|equity)[ ]in
        |who[ ]controls?|controls?[ ](?:of[ ]|over[ ])?(?:the[ ])?(?:\w+[ ]){,2}brands?
        |(?:what|which|legal|corporate)[ ](?:kind|type|sort|form|status|structure)|in[ ](?:whose[ ])?hands?
        |(?:jointly|together)\b.*\bor\b.*\balone|alone\b.*\bor\b.*\b(?:jointly|together)
        |(?:who|which[ ](?:side|partner|party))\b.*\b(?:ha(?:s|ve|d)[ ]the[ ](?:\w+[ ])?say|holds?[ ]the[ ]upper[ ]hand
            |calls?[ ]the[ ]shots|in[ ](?:charge|control)(?![ ]of\b(?!.*\bbrands?\b))|dominates?|decides?|runs?)
        |how\b.*\b(?:tie-up|cooperation|collaboration|partnership|arrangement|undertaking|venture|deal)\b.*\b(?:structured
            |organi[sz]ed|constituted)""",
        (
            r"joint[ ]ventures?|joint(?:ly)?[ -](?:owned|held|controlled|run)|co-owned|shared[ ]ownership",
            r"""(?:brand|full|sole)[ ]owner(?:ship)?|wholly[ -]owned|subsidiar(?:y|ies)|belongs?[ ]to[ ]\w+[ ]alone
            |solely[ ]own(?:s|ed)|(?:controls?|controlled|owns|owned|control[ ]over)[ ](?:the[ ])?brands?""",
        ),
    ),
    (
        r"majority|minority|owner|owns?|stake",
        (
            r"majority|controlling[ ]stake|more[ ]than[ ]half",
            r"minority|smallest[ ]owner|less[ ]than[ ]any[ ]other",
        ),
    ),
    (
        r"r(?:ise|ose|isen)|gr(?:ow|ew|own)|f(?:all|ell|allen)|(?:in|de)creased?|develop(?:ed)?|changed?",
        (
            r"""rose|ris(?:es?|en|ing)|grew|grow(?:s|n)?|increas(?:es?|ed)|gain(?:s|ed)|climb(?:s|ed)|went[ ]up
            |doubled|tripled""",
            r"""fell|fall(?:s|en)?(?![ ](?:of|under|behind|into)\b)|declin(?:es?|ed)|drop(?:s|ped)?|los(?:t|es)
            |shr(?:ank|unk|inks?)|decreas(?:es?|ed)|went[ ]down|halved""",
            r"(?:stay(?:s|ed)|remain(?:s|ed))[ ](?:the[ ]same|unchanged|flat|level)|stagnated",
        ),
    ),
    (r"profits?|loss(?:es)?|results?", (r"profits?|surplus", r"loss(?:es)?|deficit|lost[ ]money")),
    (
        r"stop(?:ped)?|end(?:ed)?|cancel(?:led)?|continued?|completed?|finish(?:ed)?|closed?|leave|left|still",
        (
            r"""stopp(?:ed|ing)|ceased|abandon(?:s|ed)|call(?:s|ed)[ ]off|cancell?ed|scrapp(?:s|ed)
            |close[sd]?(?![ ]to\b)|shut(?:s|ting)?|withdrew|left|rul(?:es|ed)[ ]out|shelved
            |dropped[ ](?:its|the|all)[ ]plans?""",
            r"""go(?:es|ing)?[ ](?:on|ahead)|press(?:es|ed|ing)?[ ]ahead|continu(?:es|ed)|keeps?[ ]on|complet(?:es|ed)
            |finali[sz]ed|enlarged?|expanded|stay(?:s|ed)|open(?:s|ed)""",
        ),
    ),
    (
        r"allow(?:ed)?|permit(?:ted)?|approv(?:al|ed)|legal",
        (r"allow(?:ed|s)|approved|permit(?:ted|s)|legal", r"ban(?:s|ned)|forbidden|prohibited|illegal"),
    ),
    (
        r"separate(?:ly|d)?|k(?:eep|eeps|ept)[ ]apart",
        (
            r"share[ds]?|in[ ]common|merge[sd]?",
            r"k(?:eeps?|ept)[ ](?:\w+[ ]){,3}apart|separate(?:ly|d)?",
        ),
    ),
    (
        r"develop(?:s|ed)?|licen[sc]e[sd]?",
        (r"licen[sc]e[sd]?|bought[ ]in", r"of[ ](?:its|their)[ ]own|in-house|self-developed"),
    ),
    (
        r"hits?|success(?:es|ful)?|popular(?:ity)?|flop(?:s|ped)?|fail(?:s|ed|ure)?(?![ ]to)|well[ ]received",
        (
            r"""(?:such[ ])?an?[ ](?:(?:big|huge|great|real|commercial)[ ])?(?:hit|success)|best-?[ ]?sell(?:ers?|ing)
            |successful|popular|sold[ ]out|in[ ](?:great|high)[ ]demand|drew[ ](?:crowds|many)""",
            r"""(?:few|hardly[ ]any)[ ](?:\w+[ ])?(?:buyers|customers|takers)|flop(?:s|ped)?|fail(?:s|ed|ure)?(?![ ]to)
            |disappoint(?:s|ed|ing|ment)|sells?[ ](?:badly|poorly)|unpopular""",
        ),
    ),
    (
        r"(?:keep|kept|stick|stuck|adhered?|hold|held|give|gave|break|broken?)[ ](?:\w+[ ]){,4}(?:promise|pledge|word)",
        (
            r"""adher(?:es?|ed|ing)[ ]to|st(?:icks?|uck)[ ]to|h(?:olds?|eld)[ ](?:fast[ ])?(?:on[ ])?to
            |ke(?:eps?|pt)[ ](?:its|their|the)[ ](?:promise|pledge|word)""",
            r"""g(?:ives?|ave|iven|iving)[ ]up|br(?:eaks?|oken?)[ ](?:its|their|the)[ ](?:promise|pledge|word)
            |abandon(?:s|ed)?|went[ ]back[ ]on|renounced?""",
        ),
    ),
    (
        r"compet(?:es?|ed|ing|itors?|ition)|rivals?",
        (
            r"""compet(?:es?|ed|ing)|aimed[ ]directly[ ]at
            |(?:competitors|rivals)(?=[ ]of[ ](?:one|each)\b|[.,;?!]|$)""",
            r"complement(?:s|ed|ary)?|side[ ]by[ ]side",
        ),
    ),
    (
        r"stands?[ ]out|set(?:s|ting)?[ ](?:\w+[ ]){,4}apart|differentiat\w+|selling[ ]points?",
        (
            r"differentiators?|(?:unique|key|main)[ ]selling[ ]points?",
            r"""basic[ ](?:requirement|configuration)|standard[ ]feature|commonplace|must-have|taken[ ]for[ ]granted
            |every(?:body|one)[ ]has""",
        ),
    ),
    (
        r"""belongs?[ ]to|count(?:s|ed)?[ ](?:among|towards|as[ ](?:one|part)[ ]of)
        |(?<!which[ ])(?<!what[ ])(?:part|members?)[ ]of
        |(?:within|inside|under)\b.*\bor\b.*\b(?:outside|beside|separate)
        |outside\b.*\bor\b.*\b(?:within|inside|under)|under[ ](?:which|what|whose)""",
        (
            r"""(?:operates?|runs?|comes?|falls?)[ ]under|belong(?:s|ing)?[ ]to
            |(?:is|are|as)[ ](?:an?[ ])?(?:part|members?)[ ]of|joined""",
            r"""outside(?:[ ]of)?|apart[ ]from|independent[ ]of|separate[ ]from
            |(?:place|lies?|lay|sits?|stands?|stood|positioned)[ ](?:somewhere[ ])?between""",
        ),
    ),
)  # fmt: skip
# What only counts where it is asked for: all that is there "is a" something.
_MADE = r"(?:set[ ]up|built|established|founded|opened|launched|announced|created)"
_STATUS_RULES = (
    rf"""already(?:[ ]{_MADE})?|yet|still|so[ ]far
    |exists?|(?:already|still|is|are)[ ]existing|existing[ ]or|planned|how[ ]far(?:[ ]along)?|up[ ]and[ ]running
    |under[ ]?way|operational|(?:what|which)[ ](?:stage|phase|state|status)|reached(?=\W*$)|status
    |in[ ](?:the[ ]works|preparation|operation)|ready
    |being[ ](?:planned|prepared|built|set[ ]up)|on[ ]paper
    |(?:has|have|had)\b(?=.*\bbeen[ ]{_MADE}\b)
    |(?:{_MADE}|there)[ ]or[ ]not|only[ ]announced""",
    (
        r"""planned|plans?[ ]to|(?:is|are)[ ]preparing|intends?[ ]to|in[ ](?:the[ ]works|preparation)
        |(?:(?:is|are)[ ]to|will)[ ](?:be[ ])?(?:set[ ]up|buil[dt]|establish(?:ed)?|found(?:ed)?|open(?:ed)?)""",
        r"""(?:is|are)[ ]an?(?![ ](?:case|matter|question)\b)|provides?|offers?|serves?[ ]as|exists?|operates?
        |(?:has|have|was|were)[ ](?:been[ ])?(?:set[ ]up|built|established|founded|opened|launched|announced)
        |(?:announce|launche|unveile|opene|establishe|founde)d|the[ ](?:announcement|launch|opening|unveiling)[ ]of""",
    ),
)
MEMBERSHIP, STATUS = len(_DIMENSIONS) - 1, len(_DIMENSIONS)  # their numbers among the dimensions
TREND, COURSE = 2, 4  # rose or fell; stopped or gone on, of which one may hold after the other
# Membership and status, in the words of which much else is said: two sentences that say so are seldom of one thing.
VAGUE = frozenset({MEMBERSHIP, STATUS})
_IS_MADE = re.compile(rf"\b{_MADE}\b", re.IGNORECASE | re.VERBOSE)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|absence|lack(?:s|ed|ing)?|\w+n['’]t)\b", re.IGNORECASE
)
_NOT_ONLY = re.compile(
    r"\bnot (?:only|just|merely|simply|least)\b|\bno (?:longer|more than|fewer than|less than)\b", re.IGNORECASE
)
_WHETHER = re.compile(r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|will)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:or|vs|versus)\b", re.IGNORECASE)
_KNOWN = re.compile(r"\b(?:the|these|those|this|that|both|two|its|their)\s+$", re.IGNORECASE)
_RELATED = re.compile(r"(?:belong|own|control)s?\b", re.IGNORECASE)  # "a brand that belongs to …": not "that brand"
_NEAR = 5  # words back from an expression, within its clause, that a negation reaches


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE | re.VERBOSE)


_COMPILED = tuple(
    (_compiled(topic), tuple(_compiled(pole) for pole in poles)) for topic, poles in (*_DIMENSIONS, _STATUS_RULES)
)


def negated(text: str) -> bool:
    """Whether a sentence denies something; "not only" denies nothing."""
    return bool(_NEGATION.search(_NOT_ONLY.sub(" ", text)))


@lru_cache(maxsize=4096)
def poles(text: str) -> dict[int, int]:
    """For each dimension on which ``text`` takes just one position, that position; one of two, denied, is the other."""
    found: dict[int, int] = {}
    for dimension, (_, rules) in enumerate(_COMPILED):
        taken: set[int] = set()
        for i, rule in enumerate(rules):
            for match in rule.finditer(text):
                clause = re.split(r"[,;:]", _NOT_ONLY.sub(" ", text[: match.start()]))[-1]
                before = " ".join(clause.split()[-_NEAR:])
                denied = bool(_NEGATION.search(before))
                if denied and len(rules) == 2:
                    taken.add(1 - i)
                elif not denied:
                    taken.add(i)
        if len(taken) == 1:
            found[dimension] = taken.pop()
    return found


def opposed(one: str, other: str) -> set[int]:
    """The dimensions on which two texts take different positions."""
    mine, theirs = poles(one), poles(other)
    both = (mine.keys() & theirs.keys()) - VAGUE
    return {dimension for dimension in both if mine[dimension] != theirs[dimension]}


def agreed(one: str, other: str) -> bool:
    """Whether two texts take the same position on a dimension."""
    mine, theirs = poles(one), poles(other)
    both = (mine.keys() & theirs.keys()) - VAGUE
    return any(mine[dimension] == theirs[dimension] for dimension in both)


def asks_for(question: str, dimension: int) -> bool:
    """Whether a question is about a dimension: it has a word for it, or asks whether one of its poles holds.

    "Is it a joint venture?" asks for it, and "a joint venture or a subsidiary"; "Where are the joint ventures sold?"
    only mentions it.
    """
    topic, rules = _COMPILED[dimension]
    if topic.search(question):
        return True
    if dimension in VAGUE:
        return False
    matches = (match for rule in rules for match in rule.finditer(question))
    asked = _WHETHER.match(question) or _CHOICE.search(question)
    return bool(asked) and any(_RELATED.match(m[0]) or not _KNOWN.search(question[: m.start()]) for m in matches)


def dimensions(question: str) -> list[int]:
    """The dimensions that a question is about."""
    return [dimension for dimension in range(len(_COMPILED)) if asks_for(question, dimension)]


def words_for(question: str, dimension: int) -> str:
    """The words of a question that ask for a dimension, or name one of its poles."""
    topic, rules = _COMPILED[dimension]
    asking = [match[0] for rule in (topic, *rules) for match in rule.finditer(question)]
    return " ".join([*asking, *_IS_MADE.findall(question)] if dimension == STATUS else asking)
