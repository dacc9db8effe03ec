"""The understood question: what is asked for, about whom, under which conditions, in which words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from service.chinese import asks_in_chinese, in_english
from service.expected import Expected, expected_type
from service.names import Mention, Names
from service.parts import as_group, questions, sides
from service.scenes import essential
from service.synonyms import synonyms
from service.thesaurus import near_words
from service.values import MONTHS, Kind, calendar, dozens_counted, find_values
from service.vocabulary import Vocabulary, english
from service.whether import as_open_question, positive

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        """a about after again against all also am among an and any are as at be because been before being between both
    but by can could did do does doing done during each else ever for from further give given gives got had has have
    having he her here hers him his how i if in into is it its itself just know let list many may me mean might more
    most much must my name no nor not now of off on once one only or other our out over own please said same say says
    shall she should since so some such tell than that the their them then there these they this those through to
    too under until up upon us very was we were what when where whether which while who whom whose why will with
    within without would you your article articles according document documents want wondering wonder question
    answer mention mentioned exactly actually really currently s t re ve d ll""",
    )
)
_AUXILIARY = r"(?:is|are|was|were|be|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_COUNTED = re.compile(
    rf"\bhow (?:many|much)\s+(?:of (?:the|its|their|these|those)\s+)?"
    rf"((?:[\w-]+\s+){{1,4}}?(?={_AUXILIARY}\b)|(?:[\w-]+\s+){{0,2}}?[\w-]+s\b|[\w-]+)",
    re.IGNORECASE,
)
_HEADCOUNT = re.compile(r"\b(headcount|manpower|workforce|personnel|staff)\b", re.IGNORECASE)  # which is how many
_FOCUS = re.compile(
    rf"\b(?:what|which)\s+(?:(?:is|are|was|were)\s+)?(?!{_AUXILIARY}\b)(?:(?:the|an?|its|their|his|her)\s+)?((?:[\w&'-]+\s+){{1,4}}?)"
    rf"(?:of|for|in|on|at|to|by|between|{_AUXILIARY}|that|which|who|whom)\b",
    re.IGNORECASE,
)
_IN_UNIT = re.compile(
    r"""\bin[ ](?:us[ ])?(dollars?|usd|euros?|eur|pounds?|gbp|yen|yuan|rmb|renminbi|percent|kwh|kw|mwh|gwh|km/?h|kph|mph
    |km|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|kg|kilograms?|tons?|tonnes?|lit(?:er|re)s?|hours?|minutes?|seconds?
    |days?|months?|years?|horsepower)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SAYING = r"(?:say|state|write|claim|assume|conclude|confirm)"
_FRAME = re.compile(  # what of a question only says that it is asked
    rf"""^\W*(?:
      (?:is|was)[ ]it[ ](?:really[ ]|actually[ ]|still[ ])?(?:
        (?:right|true|correct)(?![\w-])
       |(?:accurate|a[ ]fact|the[ ]case|fair|known|confirmed|certain|safe|so|clear)
        (?=[ ]that\b|[ ]to[ ]{_SAYING}[ ]that\b)
      )(?:[ ]to[ ](?:{_SAYING}|call|speak[ ]of)\b)?
     |(?:am[ ]I|are[ ]we)[ ](?:right|correct)(?:[ ]in[ ](?:thinking|saying|assuming))?(?=[ ]that\b)
     |(?:can|may|could|should)[ ](?:I|we|one|you)[ ](?:really[ ]|safely[ ])?{_SAYING}(?=[ ]that\b)
    )(?:[ ]that\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT = re.compile(  # what is said short, and an apostrophe that was left out ("whos" may be "whose")
    r"\b(?:(?P<do>do|does|did|is|are|was|were|could|would|should|has|have|had)nt"
    r"|(?P<wh>what|where|how|who(?='))'?s)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\b([a-z]+) (?=([a-z]+)\b)")  # every two neighbours: the second is looked at, not taken
_BEGINS = re.compile(r"(?:^|\band|[,;?])\s*$", re.IGNORECASE)  # where a question may begin
_DESCRIBING = re.compile(r"\b(?:the|these|those|all|its|their|which|what)\s+$", re.IGNORECASE)
_MONTH = re.compile(rf"\b(?:{'|'.join(m for m in MONTHS if m not in {'march', 'may'})})\b")  # those are verbs too


@dataclass(frozen=True)
class Question:
    """One question as the service understands it.

    ``terms`` maps stems to weights (0..1), without the words of entity names; ``mentions`` are the glossary's names
    in ``text``; ``proper`` are the stems of other capitalised words and of units ("in dollars"); ``focus`` the stems
    of the attribute asked for ("top speed"); ``units`` the stem of what "how many" counts, and of words that mean it;
    ``unit_asked`` the stem of the unit that the answer must be in; ``calendar`` the years and months that the answer is
    restricted to; ``stated`` the canonical forms of other values, and ``numbers`` those of them that the answer must
    hold as well; ``glossary`` whether the corpus has one; ``parts`` the questions that it consists of where there are
    several, else empty.
    """

    asked: str
    text: str
    expects: Expected
    terms: Mapping[str, float]
    mentions: tuple[Mention, ...]
    proper: frozenset[str]
    focus: frozenset[str]
    units: frozenset[str]
    unit_asked: str | None
    calendar: frozenset[str]
    stated: frozenset[str]
    numbers: frozenset[str]
    corrections: Mapping[str, str] = field(default_factory=dict)
    glossary: bool = False
    parts: tuple[Question, ...] = ()

    @property
    def foreign(self) -> bool:
        """Whether the question is still in Chinese: not understood, so not to be answered."""
        return asks_in_chinese(_blanked(self.text, self.mentions))

    @cached_property
    def entities(self) -> tuple[tuple[int, ...], ...]:
        """For each thing named in the question, once, the glossary entities that the name can mean."""
        return tuple(dict.fromkeys(mention.entities for mention in self.mentions))


def normalise(text: str) -> str:
    """``text`` in NFKC with single spaces, straight quotation marks and no control characters."""
    text = unicodedata.normalize("NFKC", text).translate(str.maketrans("‘’“”–—", "''\"\"--"))
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def _blanked(text: str, mentions: Sequence[Mention]) -> str:
    """``text`` with spaces where the names stand."""
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


class QuestionReader:
    """Turns what was typed into a :class:`Question`, with the vocabulary and the names of one corpus."""

    def __init__(self, vocabulary: Vocabulary, names: Names, analyse: Callable[[str], list[str]]) -> None:
        self._vocabulary = vocabulary
        self._names = names
        self._analyse = analyse
        self._single = {
            name.lower()
            for position in range(len(names.entities))
            for name in names.names_of(position)
            if name.isalpha() and name.isascii()
        }
        self._known = [name for position in range(len(names.entities)) for name in names.names_of(position)]

    def read(self, asked: str) -> Question:
        """The understood question; one that holds several has them as ``parts``."""
        text = _SHORT.sub(lambda word: f"{word['do']}n't" if word["do"] else f"{word['wh']} is", normalise(asked))
        text = positive(dozens_counted(text))
        mentions = self._names.find(text)
        if asks_in_chinese(_blanked(text, mentions)):
            text = in_english(text, self._names)
        text, corrections = self._spell(text)
        text = as_group(essential(text, self._names), self._names)
        whole = self._understand(asked, text, corrections)
        parts = questions(text, self._names)
        if len(parts) < 2 and whole.expects is Expected.COMPARE:
            parts = sides(text, whole.mentions)
        if len(parts) < 2:
            return whole
        return replace(whole, parts=tuple(self._understand(part, part, {}) for part in parts))

    def _spell(self, text: str) -> tuple[str, dict[str, str]]:
        named = [(m.start, m.end) for m in self._names.find(text)]
        corrections: dict[str, str] = {}

        def corrected(match: re.Match[str]) -> str:
            if any(start <= match.start() < end for start, end in named):
                return match[0]
            if match[0].lower().removesuffix("s") in self._single and match[0].lower() not in english():
                follows = text[match.end() : match.end() + 2].strip()  # "Nordlyss price": an apostrophe was left out
                return match[0][:-1] + ("'s" if follows.isalpha() else "")
            begins = bool(_BEGINS.search(text[: match.start()]))
            better = self._vocabulary.correct(match[0], self._known, first=begins)
            if better == match[0].lower() or better == match[0]:
                better = self._vocabulary.respelt(match[0].lower())
            if better == match[0].lower():
                return match[0]
            if match[0].isupper() and len(match[0]) > 1:
                better = better.upper()
            elif match[0][0].isupper():
                better = better.capitalize()
            corrections[match[0]] = better
            return better

        text = re.sub(r"[^\W\d_]+", corrected, text)
        text = self._joined(text)
        return _MONTH.sub(lambda month: month[0].capitalize(), text), corrections

    def _joined(self, text: str) -> str:
        """The text with two words as one where the corpus writes them so, unless they are part of a name."""
        named = [(m.start, m.end) for m in self._names.find(text)]

        def joined(pair: re.Match[str]) -> str:
            if not FUNCTION_WORDS.isdisjoint(pair.groups()):
                return pair[0]
            if any(start < pair.end(2) and pair.start() < end for start, end in named):
                return pair[0]
            return pair[1] if self._vocabulary.joined(*pair.groups()) else pair[0]

        return _PAIR.sub(joined, text)

    def _in_the_corpus(self, word: str) -> str:
        """The word, or one that means nearly the same where the corpus has that and not the word itself."""
        return self._vocabulary.nearest_held(word, near_words(word)) if word.islower() else word

    def _understand(self, asked: str, text: str, corrections: Mapping[str, str]) -> Question:
        text = as_open_question(text, self._names.find(text))
        mentions = tuple(self._names.find(text))
        rest = _FRAME.sub(lambda frame: " " * len(frame[0]), _blanked(text, mentions))
        terms: dict[str, float] = {}
        proper: set[str] = set()
        shouted = text.isupper() or text.istitle()
        for i, word in enumerate(re.findall(r"\w+(?:[.,]\d+)*", rest)):
            if word.lower() in FUNCTION_WORDS:
                continue
            for stem in self._analyse(self._in_the_corpus(word)):
                if i and word[0].isupper() and not shouted and word.lower() not in MONTHS:
                    proper.add(stem)
                terms[stem] = max(terms.get(stem, 0.0), self._vocabulary.weight(stem, word))
        unit_asked = self._analyse(in_unit[1])[0] if (in_unit := _IN_UNIT.search(text)) else None  # not yuan: dollars
        proper |= {unit_asked} if unit_asked else set()
        expects = expected_type(text)
        asked_for = _FOCUS.search(rest)
        counted = _COUNTED.search(rest) or (_HEADCOUNT.search(rest) if expects is Expected.NUMBER else None)
        counted_words = [word for word in counted[1].split() if word.lower() not in FUNCTION_WORDS] if counted else []
        unit = next(reversed(self._analyse(counted_words[-1])), None) if counted_words else None  # "pre-orders"
        focused = asked_for[1].split() if asked_for else []
        focus = [stem for word in focused for stem in self._analyse(self._in_the_corpus(word))]
        amounts = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT)
        values = [value for value in find_values(rest) if value.kind in amounts]
        # "The five brands" are named so, and an answer need not repeat it; "five brands" claims that there are five.
        claimed = (value for value in values if not _DESCRIBING.search(rest[: value.start]))
        if expects is Expected.OTHER and mentions and not terms:
            expects = Expected.DEFINITION  # nothing but a name: what is it?
        return Question(
            asked=asked,
            text=text,
            expects=expects,
            terms=terms,
            mentions=mentions,
            proper=frozenset(proper),
            focus=frozenset(focus).intersection(terms),  # with `&` it would be a set that can change
            units=synonyms(unit, text, self._analyse) if unit else frozenset(),
            unit_asked=unit_asked,
            calendar=frozenset(calendar(rest)),
            stated=frozenset(value.canonical for value in values),
            numbers=frozenset(value.canonical for value in claimed),
            corrections=dict(corrections),
            glossary=bool(self._names.entities),
        )
