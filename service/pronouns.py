"""What a question points back to: pronouns, and the names of what was spoken of before that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.names import Mention, Names

PREPOSITION = (
    r"(?:(?:in|by|at|for|about|through|from|to|on|with|of|under|since|until|before|after|during|behind|among|within"
    r"|(?:ahead|because|as)\s+of)\s+)"
)
AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
WH = r"(?:who|whom|whose|what|when|where|why|how|which)"
_PRONOUN = re.compile(r"\b(?:it|its|they|their|them|he|him|his|she|her)\b", re.IGNORECASE)
# "It" that stands for what follows: "how long ago it was that …", "how much time did it take to …".
_EXPLETIVE = re.compile(
    rf"""\bago[ ](?:is|was)[ ](?P<asked>it)[ ]that\b|\b(?P<said>it)[ ](?:is|was)[ ](?:\w+[ ])?that\b
    |\bhow[ ](?:long|much[ ]time|many[ ](?:days|weeks|months|years|hours|minutes))\b[^,;?]*?
     \b(?P<taking>it)[ ](?:{AUXILIARY}[ ])?(?:takes?|took)[ ]to[ ](?-i:[a-z])""",
    re.IGNORECASE | re.VERBOSE,
)
_POSSESSIVE = frozenset({"its", "their", "his", "her"})
_OF_PEOPLE = frozenset({"he", "him", "his", "she", "her"})
_MANY = re.compile(
    r"(?<!\beach of )\b(?:they|them|their|these(?: two| three)?|those(?: two| three)?|the (?:two|three))\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"""\b(?:this|these|those)\b(?![ ](?:years?|months?|weeks?|days?|time|who|that|which)\b)
    |(?:^|[,;:.?!][ ]|\b(?:and|but|or|whether|if|why|how|when)[ ])that(?=[ ](?:was|is)\b)
    |\bthat(?=[ ](?:was|is)\W*$)  # but not "a ship that is at sea"
    |\bthat(?=[ ](?:amount|claim|count|date|deal|decision|figure|model|move|number|partnership|percentage|place
     |plan|position|price|project|rank|role|share|status|step|sum|system|title|total)\b|\W*$)
    |\beach[ ]of[ ]the\b(?![ ]\w+[ ](?:of|in|from|under|that|which|who
     |(?:\w+ed|built|sold|made)[ ](?:in|by|at|on|for|under|to|of))\b)
    |\bthe[ ](?:former|latter|two|three)\b
    |(?<!\bis[ ])(?<!\bare[ ])(?<!\bwas[ ])(?<!\bwere[ ])\bthere\b(?![ ](?:is|are|was|were|any|an?)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_LAST_OBJECT = re.compile(r"\b(?:of|from|to|by|with|behind|for|about|in|on|at|under)\s+$", re.IGNORECASE)
_OWNER = re.compile(
    rf"['’]s?\s(?:(?!(?:and|or|but)\b)[\w-]+\s){{1,3}}{AUXILIARY}\s", re.IGNORECASE
)  # "which of Ann's ships has it"
_BY_CLASS = re.compile(
    r"\bthe (company|firm|group|corporation|business|brand|marque|label|maker|manufacturer|organi[sz]ation)\b"
    r"(?!\s+of\b)",
    re.IGNORECASE,
)
_POINTED = re.compile(  # "that ferry", if the glossary has ferries; not "that ferry owners …"
    r"\b(?:that|this|said) ([a-z-]+)(?=[^\w\s]|$|\s+(?:(?:in|on|to|from|with|for|by|at|into|as|and|or|not|now|still"
    rf"|already|also|first|ever|will|sells?|costs?|makes?|belongs?|comes?)\b|{AUXILIARY}\b))",
    re.IGNORECASE,
)
_ALSO_CALLED = {  # kinds of a glossary by what one of them may be called as well
    **dict.fromkeys(("firm", "group", "corporation", "business", "manufacturer"), "company"),
    **dict.fromkeys(("maker", "automaker", "carmaker"), "company"),
    **dict.fromkeys(("brand", "label"), "marque"),
    **dict.fromkeys(("car", "vehicle"), "model"),
}
_OF_WHAT = re.compile(rf"^\W*{WH}\s+(?:is|are|was|were)\s+the\s+[a-z]+\W*$", re.IGNORECASE)
_OWNED = re.compile(
    rf"'s\s+(?!(?:was|is|are|were|has|had|and|or)\b)[a-z-]+(?:\s+[a-z-]+(?=\s*(?:[.,;?]|$)|\s+{AUXILIARY}\b))?"
)
_SUBJECT = re.compile(  # what a question is about that names nothing: "who was the last pharaoh", "where did she live"
    rf"""^\W*(?:
      (?P<who>who)[ ](?:is|are|was|were)[ ](?P<person>[\w'-]+(?:[ ][\w'-]+){{0,5}})
     |what[ ](?:is|are|was|were)[ ](?P<thing>[\w'-]+(?:[ ][\w'-]+){{0,5}})
     |(?:where|when|how|why)[ ](?:do|does|did)[ ](?P<doer>(?:the[ ])?(?!{_PRONOUN.pattern})[\w'-]+)[ ]
      [\w'-]+(?:[ ](?:from|to|in|at|on|for|up))?
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_DONE = re.compile(  # "what services are provided": nothing says by whom
    r"^\W*(?:what|which|how many)(?:[ ][\w'-]+){1,2}[ ](?:is|are|was|were)"
    r"[ ](?:\w+ed|built|grown|held|made|run|sold|spoken|taught|written)\W*$",
    re.IGNORECASE,
)
_LISTED = re.compile(r",?\s*(?:,|and|or|&|as well as)\s*(?:(?:the|an?)\s+)?", re.IGNORECASE)


def listed(text: str, names: Names) -> list[list[Mention]]:
    """The names in ``text``, those together that are listed: "A, B and C"."""
    groups: list[list[Mention]] = []
    for mention in names.find(text):
        if groups and _LISTED.fullmatch(text[groups[-1][-1].end : mention.start]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def points_back(question: str, names: Names) -> bool:
    """Whether ``question`` cannot be understood without what was said before it."""
    return _POINTING.search(question) is not None or next(_open(question, names), None) is not None


def resolved(question: str, before: str, names: Names) -> str:
    """``question`` with what points back as the name in ``before`` that it most likely stands for, if there is one.

    "They" and "these" stand for all names that are listed last; "that company" for the last of that kind; "he" for the
    first person; other pronouns, and "the company" where nothing else is named, for the first other thing that is
    named. "Who is the builder?" is of that too. Where nothing is named, pronouns stand for what is asked about before.
    """
    groups = listed(before, names)
    if not groups:
        return _by_subject(question, before, names)
    if (many := _MANY.search(question)) and len(groups[-1]) > 1:
        owned = "'s" if many[0].lower() == "their" else ""
        together = " and ".join(mention.name for mention in groups[-1])
        return question[: many.start()] + together + owned + question[many.end() :]
    named = [mention for group in groups for mention in group]
    things = [mention for mention in named if mention.kind != "person"]
    if meant := _pointed(question, things) or _by_pronoun(question, before, named, names):
        return meant
    if things and not names.find(question):
        if _OF_WHAT.match(question):
            return f"{question.rstrip(' ?')} of {things[0].name}?"
        if class_ := _BY_CLASS.search(question):
            thing = (_of_kind(class_[1], things) or things)[0]
            return question[: class_.start()] + thing.name + question[class_.end() :]
    return question


def _of_kind(word: str, things: Sequence[Mention]) -> list[Mention]:
    """Those of the kind that ``word`` names."""
    kinds = {word.lower(), _ALSO_CALLED.get(word.lower())}
    return [thing for thing in things if thing.kind in kinds]


def _pointed(question: str, things: Sequence[Mention]) -> str | None:
    """``question`` with a name for "that company"; None where it points to none of ``things`` so."""
    for match in _POINTED.finditer(question):
        if meant := _of_kind(match[1], things):
            return question[: match.start()] + meant[-1].name + question[match.end() :]
    return None


def _by_pronoun(question: str, before: str, named: Sequence[Mention], names: Names) -> str | None:
    """``question`` with a name for its first pronoun that stands for one of those ``named`` in ``before``."""
    for pronoun in _open(question, names):
        word = pronoun[0].lower()
        first = next((mention for mention in named if (mention.kind == "person") is (word in _OF_PEOPLE)), None)
        if first is not None:
            owned_by = _OWNED.match(before, first.end)
            name = first.name + (owned_by[0] if owned_by else "")
            rest = re.sub(rf"\b({WH}\s+){word}\b", rf"\g<1>{name}", question[pronoun.end() :], flags=re.IGNORECASE)
            return question[: pronoun.start()] + name + ("'s" if word in _POSSESSIVE else "") + rest
    return None


def _by_subject(question: str, before: str, names: Names) -> str:
    """``question`` with what the question ``before`` is about for its first pronoun, where that can be told.

    "What services are provided?" has none: they are by that, too.
    """
    about, pronoun = _SUBJECT.match(before), next(_open(question, names), None)
    if about is None or (pronoun is not None and about["thing"] and pronoun[0].lower() in _OF_PEOPLE):
        return question
    subject = about["person"] or about["thing"] or about["doer"]
    if pronoun is None:
        return f"{question.rstrip(' ?')} by {subject}?" if _DONE.match(question) else question
    owned = "'s" if pronoun[0].lower() in _POSSESSIVE else ""
    return question[: pronoun.start()] + subject + owned + question[pronoun.end() :]


def _open(question: str, names: Names) -> Iterator[re.Match[str]]:
    """The pronouns that stand for nothing which the question itself names before them."""
    named = names.find(question)
    empty = {match.start(match.lastgroup or 0) for match in _EXPLETIVE.finditer(question)}
    for pronoun in _PRONOUN.finditer(question):
        if pronoun.start() in empty:
            continue
        ends = not question[pronoun.end() :].strip(" ?.")
        before = [m for m in named if not _OWNER.fullmatch(question, m.end, pronoun.start())]
        last = ends and (_LAST_OBJECT.search(question[: pronoun.start()]) or pronoun[0].lower() in {"it", "them"})
        if last or not (before and before[0].start < pronoun.start()):
            yield pronoun
