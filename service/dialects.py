"""British and American spellings of one word: a question may be put in either, whichever the documents are in."""

from __future__ import annotations

import re
from collections.abc import Iterator

# British, American, the endings before which they differ so, and the least letters before them ("four" is not "for").
_SPELLINGS = (
    ("tre", "ter", "s?", 2),
    ("bre", "ber", "s?", 2),
    ("our", "or", "(?:s|ed|ing|able|ites?|hoods?|ly)?", 3),
    ("is", "iz", "(?:e|es|ed|ing|ers?|ations?)", 3),
    ("ys", "yz", "(?:e|es|ed|ing|ers?)", 3),
    ("ogue", "og", "s?", 3),
    ("mme", "m", "s?", 4),
    ("ll", "l", "(?:ed|ing|ers?)", 4),
    ("ence", "ense", "s?", 2),
    ("tyre", "tire", "s?", 0),
    ("grey", "gray", "s?", 0),
    ("aero", "air", "planes?", 0),
)
_RULES = tuple(
    (re.compile(rf"(?<=^\w{{{before}}})(?P<start>\w*){one}(?=(?:{ending})$)"), other)
    for british, american, ending, before in _SPELLINGS
    for one, other in ((british, american), (american, british))
)


def other_spellings(word: str) -> Iterator[str]:
    """What ``word``, in small letters, would be in the other spelling, if there were such a word: "centre", "center".

    Of the candidates that are no words ("hor" for "hour") the caller has to know.
    """
    for rule, other in _RULES:
        spelt, changed = rule.subn(rf"\g<start>{other}", word)
        if changed:
            yield spelt
