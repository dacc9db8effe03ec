"""What a question wants listed or counted, told by its class and not by the rest of its words.

Those are chosen by whoever asks. "Which firms team up with the line?" has none in common with "its partnerships with
builders such as A, B and C"; but it is firms that are to be listed, builders are firms, and both speak of cooperation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from service.contradiction import listed_names
from service.evidence import Evidence
from service.expected import Expected
from service.figures import HEADS, find_figures
from service.query import Question
from service.values import find_values

_CLASSES = (
    r"""compan(?:y|ies)|firms?|business(?:es)?|manufacturers?|(?:\w+-?)?makers?|(?:\w+-?)?builders?|groups?(?![ ]of)
    |partners?|partnerships?|suppliers?|organi[sz]ations?|corporations?|enterprises?|vendors?|operators?|producers?""",
    r"brands?|marques?|labels?",
)
_RELATIONS = (
    r"""(?:co-?)?operat\w+[ ](?:\w+[ ])?with|co-?operat\w+|collaborat\w+|partner\w*|allian\w+|all(?:y|ies)|deal(?:s|t)?
    |work\w*[ ](?:\w+[ ]){,2}with|team\w*[ ]up|together|joint\w*|arrangements?|(?:build|built|make|made)\b.*\bwith""",
    r"compet\w+|rival\w*|versus|against|alternatives?",
    r"suppl(?:y|ies|ied)|provid\w+|deliver\w*",
)


def _compiled(rules: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{rule})\b", re.IGNORECASE | re.VERBOSE) for rule in rules)


_NAMED, _RELATED = _compiled(_CLASSES), _compiled(_RELATIONS)
_LISTING = {Expected.LIST, Expected.PERSON}
_QUALIFYING = r"""(?!(?:of|in|on|for|with|by|to|the|an?|its|their|is|are|was|were|do|does|did|has|have|had|will|would
    |can|could)\b)[\w'-]+[ ]"""
_ASKED = _compiled(
    tuple(
        rf"""(?:(?:which|what|list|name|enumerate)|(?:(?:who|what)[ ](?:all[ ])?(?:are|were)|list|name)(?:[ ]all)?[ ]the
        |who[ ](?:all[ ])?(?:are|were))[ ](?:{_QUALIFYING}){{0,3}}?(?:{rule})(?!')"""
        for rule in _CLASSES
    )
)
_INTRODUCING = r"(?:,?[ ](?:which[ ])?(?:are|were|includ(?:e|es|ed|ing)|such[ ]as|like|namely)|[:,(])?(?:[ ]the)?[ ]*$"
_HEADING = tuple(re.compile(rf"\b(?:{rule}){_INTRODUCING}", re.IGNORECASE | re.VERBOSE) for rule in _CLASSES)
_BEFORE = 60  # characters before a list in which its class is named
_COUNT_OF = re.compile(
    r"\b(?:number|total|count|quantity|size) of ((?:[\w-]+ ){0,3}?[\w-]+s)\b|\b([\w-]+) (?:count|numbers?|total)\b"
    r"|\b(?:how (?:big|large|strong) (?:is|are|was|were)|size of) ((?:[\w'-]+ ){1,4})",
    re.IGNORECASE,
)


def lists_class(question: Question, evidence: Evidence) -> bool | None:
    """Whether the things that a sentence lists are of the class that a question wants; None if either is not told."""
    wanted = _classes_asked(question.text)
    if not wanted:
        return None
    before = [evidence.text[max(0, run[0].start - _BEFORE) : run[0].start] for run in listed_names(evidence)]
    if any(wanted & classes_named(text) for text in before):
        return True
    return False if any(_matched(_HEADING, text) for text in before) else None


class Wanted:
    """What one question wants listed or counted; what follows from the question alone is worked out once.

    Attributes:
        lists: whether it asks for things of a kind, by their names.
    """

    def __init__(self, question: Question, analyse: Callable[[str], list[str]]) -> None:
        text = question.text
        self._question = question
        self._relations = _matched(_RELATED, text)
        self.lists = question.expects in _LISTING or bool(_classes_asked(text))
        phrases = (match[0] for rule in _ASKED for match in rule.finditer(text))
        self._sizes = {value.canonical for phrase in phrases for value in find_values(phrase)}  # "which five firms"
        words = " ".join(next(filter(None, match.groups())) for match in _COUNT_OF.finditer(text))
        self._counted = set(analyse(words)) & question.terms.keys() | question.units

    def listed_by(self, evidence: Evidence) -> bool | None:
        """Whether a sentence lists things of the class that is wanted; None where that cannot be told, or none is."""
        of_class = lists_class(self._question, evidence)
        if of_class is None:
            return None
        sized = not self._sizes or any(str(len(run)) in self._sizes for run in listed_names(evidence))
        return sized and of_class

    def counted_by(self, evidence: Evidence) -> bool:
        """Whether a figure of a sentence counts what is wanted: "number of teams", "ship count", "how many crews"."""
        heads = bool(self._counted & HEADS)
        return any(self._counted & f.counted or (f.heads and heads) for f in find_figures(evidence))

    def related_to(self, evidence: Evidence) -> bool:
        """Whether a sentence speaks of what the question asks about as well: of cooperation, competition, supply."""
        return bool(self._relations & _matched(_RELATED, evidence.text))


def classes_named(text: str) -> frozenset[int]:
    """The classes of things (companies, brands) that a text has words for."""
    return _matched(_NAMED, text)


@lru_cache(maxsize=256)
def _classes_asked(question: str) -> frozenset[int]:
    """The classes of things that a question wants listed; it is set against hundreds of sentences."""
    return _matched(_ASKED, question)


def _matched(rules: tuple[re.Pattern[str], ...], text: str) -> frozenset[int]:
    return frozenset(i for i, rule in enumerate(rules) if rule.search(text))
