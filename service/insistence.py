"""How much of a sentence's score is left when it leaves open, or contradicts, what the question insists on.

Each rule is a yes or no about one sentence read with what stands around it. Its factor follows from how much rarer the
rule fires on sentences that do answer than on the best sentences for questions that nothing answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.attributes import (
    denied,
    lacks_date_part,
    lacks_measure,
    lacks_members,
    lacks_person,
    lacks_place,
    lacks_site,
)
from service.constraints import Gaps, counting_values, counts_unit, dated_by, gaps, holds_type, typed_values
from service.evidence import Evidence
from service.expected import Expected
from service.qualifiers import excludes, unmet
from service.query import Question
from service.subjects import belongs_to_another
from service.values import Kind
from service.wanted import lists_class

CONTRADICTED = 0.2  # another year, another thing's figure, the other end of a scale, no amount where one is asked for
UNMET = 0.4  # a name, a number or a unit that nothing around mentions either
DOUBTFUL = 0.7  # often said in other words, or understood
_PRECISE = frozenset(
    {Expected.NUMBER, Expected.MONEY, Expected.PERCENT, Expected.DATE, Expected.PERSON, Expected.PLACE}
)
_NUMBER_OF = re.compile(r"\b(?:numbers?|total) of\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b(?! (?:yuan|dollars|euros|pounds|rmb|yen)\b)", re.IGNORECASE)
_WHAT_KIND = re.compile(
    r"\b(?:what|which) (?:kind|type|sort|form) of (?:[\w-]+ ){1,2}(?:is|are|was|were) (?:the )?$", re.IGNORECASE
)


@dataclass(frozen=True)
class _Case:
    """A sentence set against a question."""

    question: Question
    sentence: Evidence
    around: Sequence[Evidence]

    @cached_property
    def read(self) -> list[Evidence]:
        return [self.sentence, *self.around]

    @cached_property
    def missing(self) -> Gaps:
        return gaps(self.question, self.read)

    @cached_property
    def typed(self) -> bool | None:
        return holds_type(self.question, self.sentence, self.around)

    @cached_property
    def of_class(self) -> bool | None:
        return lists_class(self.question, self.sentence)

    @cached_property
    def dated(self) -> Evidence:
        """The sentence that says when it was."""
        return dated_by(self.question, self.sentence, self.around) or self.sentence


def _another_time(case: _Case) -> bool:
    """It is about another year, or another month, or about none where one is asked for."""
    asked, said = case.question.calendar, case.sentence.calendar
    for years in (True, False):
        wanted = {time for time in asked if time.isdigit() is years}
        given = {time for time in said if time.isdigit() is years}
        if wanted and given and not wanted & given:
            return True
    return bool(case.missing.calendar) and not any(evidence.year_open for evidence in case.read)


def _another_unit(case: _Case) -> bool:
    return case.question.unit_asked is not None and case.question.unit_asked in case.missing.proper


def _another_thing(case: _Case) -> bool:
    """Every value that could be meant is told of something else."""
    question, sentence = case.question, case.sentence
    values = counting_values(question, sentence) or typed_values(question, sentence)
    return bool(values) and all(belongs_to_another(question, sentence, case.around, value) for value in values)


def _no_amount(case: _Case) -> bool:
    return case.typed is False and case.question.expects in {Expected.MONEY, Expected.PERCENT}


def _no_figure(case: _Case) -> bool:
    return case.typed is False and case.question.expects in {Expected.NUMBER, Expected.DATE}


def _only_money(case: _Case) -> bool:
    """Things are to be counted, and all that is there is prices."""
    values = typed_values(case.question, case.sentence)
    return bool(values) and all(v.kind is Kind.MONEY for v in values) and bool(_HOW_MANY.search(case.question.text))


def _unnamed(case: _Case) -> bool:
    """Nothing that the question names is named."""
    return bool(case.question.entities) and len(case.missing.entities) == len(case.question.entities)


def _partly_named(case: _Case) -> bool:
    return case.question.expects in _PRECISE and 0 < len(case.missing.entities) < len(case.question.entities)


def _uncounted(case: _Case) -> bool:
    """How many of something are asked for; what something costs may stand far from its name."""
    question, sentence = case.question, case.sentence
    if question.expects is not Expected.NUMBER or counts_unit(question, sentence) is not False:
        return False
    return question.units.isdisjoint(sentence.stems) or not _NUMBER_OF.search(sentence.text)


def _asks_kind(question: Question) -> bool:
    """Whether the class of a named thing is asked for: "What kind of company is Anna Line?"."""
    text = question.text
    last = [mention for mention in question.mentions if not text[mention.end :].strip(" ?.!")]
    return any(_WHAT_KIND.search(text[: mention.start]) for mention in last)


def _beside_the_point(case: _Case) -> bool:
    """It has no word of the question but names, and nothing of the kind asked for."""
    terms = case.question.terms.keys()
    if not terms or case.typed is True or any(terms & evidence.stems for evidence in case.read):
        return False
    return not (_asks_kind(case.question) or case.of_class)  # then the answer has words of its own for it


def _lists_others(case: _Case) -> bool:
    """All brands are asked for, say, and the sentence lists makers."""
    return case.question.expects is Expected.LIST and case.of_class is False


def _position_open(case: _Case) -> bool:
    """The end of a year, the top of a range … is asked for, and nothing says of which end the figure is."""
    said = [evidence.text for evidence in case.read]
    return case.question.expects in {*_PRECISE, Expected.WHY} and unmet(case.question.text, said)


def _elsewhere(case: _Case) -> bool:
    """A figure, a name or a reason is asked for of what has a name (with a capital) that is nowhere, a place say."""
    missing = (stem for stem in case.missing.proper if len(stem) > 1)  # not the letters of "R&D"
    held = [evidence.stems for evidence in case.read]
    return case.question.expects in {*_PRECISE, Expected.WHY} and any(
        not any(stem.removesuffix("s") in stems for stems in held)  # "MPVs", which no stemmer knows
        for stem in missing
    )


RULES: tuple[tuple[Callable[[_Case], bool], float], ...] = (
    (_another_time, CONTRADICTED),
    (_another_unit, CONTRADICTED),
    (_another_thing, CONTRADICTED),
    (lambda case: excludes(case.question.text, case.sentence.text), CONTRADICTED),
    (_no_amount, CONTRADICTED),
    (_only_money, CONTRADICTED),
    (_unnamed, UNMET),
    (lambda case: bool(case.missing.numbers), UNMET),
    (_uncounted, UNMET),
    (_elsewhere, UNMET),
    (lambda case: lacks_measure(case.question, case.sentence), UNMET),
    (lambda case: lacks_person(case.question, case.sentence), UNMET),
    (lambda case: lacks_date_part(case.question, case.dated), UNMET),
    (lambda case: lacks_place(case.question, case.sentence), UNMET),
    (lambda case: denied(case.question, case.sentence), UNMET),
    (lambda case: lacks_site(case.question, case.sentence), DOUBTFUL),
    (_lists_others, UNMET),
    (lambda case: lacks_members(case.question, case.sentence), DOUBTFUL),
    (_no_figure, DOUBTFUL),
    (_partly_named, DOUBTFUL),
    (_beside_the_point, DOUBTFUL),
    (_position_open, DOUBTFUL),
)


def remaining(question: Question, sentence: Evidence, around: Sequence[Evidence]) -> float:
    """The product (0..1) of the factors of all rules that fire; 1 where none does."""
    case = _Case(question, sentence, around)
    product = 1.0
    for fires, factor in RULES:
        if fires(case):
            product *= factor
    return product
