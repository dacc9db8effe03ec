"""What a report says, behind a sentence that only tells of the report: "A published a study. It shows …"."""

from __future__ import annotations

import re

_SAYING = (
    r"(?:says?|shows?|points? out|finds?|states?|reports?|concludes?|notes?|argues?|claims?|reveals?|warns?|adds?)"
)
_ASKED = re.compile(
    rf"^\W*what (?:do|does|did|has|have) .*\b(?:{_SAYING}|said|shown|found|stated|reported|concluded)\b", re.IGNORECASE
)
_PUBLISHES = re.compile(
    r"\b(?:publish(?:e[sd])?|(?:releas|issu)e[sd]?|present(?:s|ed)?) (?:an?|its|their|the)(?: [\w-]+){0,4}?"
    r" (?:report|study|survey|paper|statement|analysis|white paper|ranking|review)\b",
    re.IGNORECASE,
)
_THAT = re.compile(r"\bthat\b", re.IGNORECASE)  # behind it stands what is said
_GOES_ON = re.compile(
    rf"^(?:It|They|He|She|The (?:report|study|survey|paper|statement|analysis|authors?))(?: also)? {_SAYING}\b"
)


def announces(question: str, sentence: str) -> bool:
    """Whether what somebody says is asked for, and the sentence tells only that it has been published."""
    return bool(_ASKED.search(question) and _PUBLISHES.search(sentence) and not _THAT.search(sentence))


def tells(sentence: str) -> bool:
    """Whether a sentence goes on with what was published: "It points out that …"."""
    return bool(_GOES_ON.match(sentence))
