"""What kind of thing a question asks for, told by its wording (after Li and Roth's coarse classes, COLING 2002)."""

from __future__ import annotations

import re
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


# The first rule that fits decides; the order goes from narrow to wide. Verbose regular expressions: "[ ]" is a space.
_RULES: tuple[tuple[Expected, str], ...] = (
    (Expected.COMPARE, r"\b(compare[ds]?|comparison|differ(s|ence|ences|ent)?|versus|vs\.?)\b"),
    (
        Expected.PERCENT,
        r"""\b(percent(age)?|per[ ]cent|what[ ](share|proportion|fraction|part|rate)|(penetration|growth)[ ]rate
        |market[ ]share)\b|%""",
    ),
    (
        Expected.MONEY,
        r"""\bhow[ ](expensive|much[ ](does|do|did|is|are|was|were|will|would|has|have|money))\b
        |\b(pric(e|es|ed|ing)|costs?|budget|revenue|profits?|yuan|dollars?|salary|turnover)\b
        |\b(spend|spent|spends|invest(s|ed|ment)?)([ ]\w+){0,4}[ ](on|in)[ ]r[ ]?&[ ]?d\b""",
    ),
    (
        Expected.NUMBER,
        r"""\bhow[ ](many|much|long|far|fast|old|often|large|big|tall|high|few)\b|\bnumber[ ]of\b
        |\b(what|which)[ ](is|was|were|are)[ ].*\b(number|figure|amount|count|quantity|range|volume|sales|deliveries
           |capacity|speed|size|length|width|height|weight|power|population|distance|age|duration|mileage)\b""",
    ),
    (
        Expected.DATE,
        r"\b(when|(what|which)[ ](year|month|day|date|quarter|time)|since[ ]when|until[ ]when|how[ ]soon)\b",
    ),
    (
        Expected.WHY,
        r"""\b(why|how[ ]come|what[ ](is|was|are|were)[ ]the[ ](reasons?|causes?|purpose|aim|goal|motive)
        |what[ ](caused|causes|led|makes|made|drives|drove)|for[ ]what[ ](reason|purpose)
        |reasons?[ ](for|why|behind))\b""",
    ),
    (
        Expected.PERSON,
        r"\b(who|whom|whose|which[ ](person|man|woman|executive|analyst|author|journalist))\b",
    ),
    (
        Expected.PLACE,
        r"\b(where|(what|which)[ ](city|country|place|province|town|region|state|location|venue))\b",
    ),
    (
        Expected.LIST,
        r"""\b(list|name[ ](the|all|every|each)|(what|which)[ ](\w+[ ]){1,3}(are|were)[ ]the|which[ ](\w+[ ])?\w+s
        |what[ ](\w+[ ])?(models|brands|marques|companies|partners|features|services|measures|areas|products|names|types
           |kinds|technologies|steps|members))\b""",
    ),
    (
        Expected.DEFINITION,
        r"""^\W*(what|who)('s|[ ]is|[ ]are|[ ]was|[ ]were)([ ](an?|the))?
        ([ ](?!of\b|for\b|in\b|on\b)[^\s,?]+){1,5}\s*\??$
        |\b(define|definition[ ]of|what[ ]does[ ].{2,50}[ ](mean|stand[ ]for)|tell[ ]me[ ]about)\b""",
    ),
    (
        Expected.YES_NO,
        r"^\W*(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    ),
)
_COMPILED = tuple((kind, re.compile(rule, re.IGNORECASE | re.VERBOSE)) for kind, rule in _RULES)


def expected_type(text: str) -> Expected:
    """The kind of answer that a question asks for, by its wording."""
    return next((kind for kind, rule in _COMPILED if rule.search(text)), Expected.OTHER)
