"""Whose word a question wants: "according to the minister", "as reported by Reuters", "shown at the livestream"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = r"""(?!(?:in|on|at|by|for|of|to|from|with|how|what|which|who|when|where|why|and|or|is|are|was|were|will|would
    |did|do|does|has|have|had|that)\b)[^\W\d_][\w'-]*"""
# A question "according to the provided documents" wants the word of all of them, which is no one's.
_SOURCE = re.compile(
    rf"""\b(?:according[ ]to|as[ ](?:stated|reported|given)[ ](?:by|in)
        |(?:shown|presented|unveiled|revealed|announced|stated)[ ](?:at|during)(?=[ ](?:the|an?|his|her|its)\b))[ ]
    (?>(?:(?:the|an?|his|her|its|these|those|all|both|two|provided|available|given|official)[ ])*)
    (?!(?:articles?|documents?|sources?|texts?|reports|files?)\b)
    (?!(?:\w+[ ])?(?:time|moment|start|end|beginning|outset|day|week|month|quarter|season|year)\b)
    (?P<source>{_WORD}(?:[ ]{_WORD}){{0,3}})""",
    re.IGNORECASE | re.VERBOSE,
)


def sources_asked(question: str) -> Iterator[str]:
    """The words for each source that a question names as the one whose word it wants."""
    return (match["source"] for match in _SOURCE.finditer(question))
