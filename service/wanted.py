"""What a question wants listed or counted, told by its class and not by the rest of its words.

Those are chosen by whoever asks. "Which firms team up with the line?" has none in common with "its partnerships with
builders such as A, B and C"; but it is firms that are to be listed, builders are firms, and both speak of cooperation.
"""

from __future__ import annotations

import re

from service.contradiction import listed_names
from service.evidence import Evidence
from service.expected import Expected
from service.figures import HEADS, Figure
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
_BEFORE = 60  # characters before a list in which its class is named
_COUNT_OF = re.compile(
    r"\b(?:number|total|count|quantity|size) of ((?:[\w-]+ ){0,3}?[\w-]+s)\b|\b([\w-]+) (?:count|numbers?|total)\b"
    r"|\b(?:how (?:big|large|strong) (?:is|are|was|were)|size of) ((?:[\w'-]+ ){1,4})",
    re.IGNORECASE,
)


def wants_list(question: Question) -> bool:
    """Whether a question asks for things of a kind, by their names."""
    return question.expects in _LISTING or any(rule.search(question.text) for rule in _ASKED)


def lists_wanted(question: Question, evidence: Evidence) -> bool | None:
    """Whether a sentence lists things of the class that the question wants listed; None where that cannot be told."""
    asked = _matched(_ASKED, question.text)
    runs = listed_names(evidence)
    before = (evidence.text[max(0, run[0].start - _BEFORE) : run[0].start] for run in runs)
    listed = frozenset[int]().union(*(_matched(_NAMED, text) for text in before))
    if not asked or not listed:
        return None
    phrases = (match[0] for rule in _ASKED for match in rule.finditer(question.text))
    counts = {value.canonical for phrase in phrases for value in find_values(phrase)}  # "which five firms"
    return bool(asked & listed) and (not counts or any(str(len(run)) in counts for run in runs))


def relates(question: Question, evidence: Evidence) -> bool:
    """Whether a sentence speaks of what the question asks about as well: of cooperation, competition, supply."""
    return bool(_matched(_RELATED, question.text) & _matched(_RELATED, evidence.text))


def counts_wanted(question: Question, figure: Figure, evidence: Evidence) -> bool:
    """Whether a figure counts what is to be counted: "number of teams", "ship count", "how many crews"."""
    words = " ".join(next(filter(None, match.groups())) for match in _COUNT_OF.finditer(question.text))
    wanted = set(evidence.analyse(words)) & question.terms.keys() | ({question.unit} if question.unit else set())
    return bool(wanted & figure.counted) or (figure.heads and bool(wanted & HEADS))


def _matched(rules: tuple[re.Pattern[str], ...], text: str) -> frozenset[int]:
    return frozenset(i for i, rule in enumerate(rules) if rule.search(text))
