"""Words for one kind of thing: who asks for "shops" is answered by a number of "stores"."""

from __future__ import annotations

import re
from collections.abc import Callable

_CARS = ("car", "vehicle", "automobile", "auto")
_GROUPS = (
    _CARS,
    ("shop", "store", "outlet"),
    ("carmaker", "automaker"),
    ("company", "firm", "enterprise"),
    ("brand", "marque"),
    ("worker", "employee"),
    ("people", "person", "staff", "personnel", "team"),
    ("headcount", "manpower", "workforce", "worker", "employee", "people", "person", "staff", "personnel", "team"),
    ("ship", "vessel"),
    ("film", "movie"),
    ("house", "home"),
    ("pupil", "student"),
    ("doctor", "physician"),
    ("street", "road"),
    ("plane", "aircraft", "airplane", "aeroplane"),
    ("picture", "image", "photo"),
    ("site", "location"),
)  # what people count, in general English
_LAUNCHES = ("launch", "release", "debut", "introduction", "premiere")
_LAUNCHED = (*_CARS, "phone", "product", *_LAUNCHES)
_LAUNCH = re.compile(
    r"""(?<!the[ ])(?<!since[ ])\b(?:launch\w*|releas\w+|unveil\w*|introduc\w+|debut\w*
    |br(?:ings?|inging|ought)[ ](?:\w+[ ]){,2}out|(?:com(?:es?|ing)|came)[ ](?:out|to[ ]market)
    |(?:puts?|putting|br(?:ings?|inging|ought))\b.*\b(?:on|to)[ ](?:the[ ])?market
    |(?:new|fresh|further)[ ].*\b(?:plan\w*|announc\w+|promis\w+|expect\w*|due|schedul\w+|coming|ahead
        |roadmap|line-?up|pipeline))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_MADE = re.compile(r"\b(?:sold|sells?|deliver\w*|built|build|produced?|ordered|registered)\b", re.IGNORECASE)


def synonyms(stem: str, question: str, analyse: Callable[[str], list[str]]) -> frozenset[str]:
    """The stems of the nouns that mean what a stem does in a question, itself among them.

    Whoever asks how many cars are launched, or for launches, asks for models: of each, many are built.
    """
    group = next((g for g in _GROUPS if stem in analyse(" ".join(g))), ())
    meant = frozenset(analyse(" ".join(group))) | {stem}
    launched = _LAUNCH.search(question) and not _MADE.search(question)
    return meant | set(analyse("model")) if launched and meant & set(analyse(" ".join(_LAUNCHED))) else meant
