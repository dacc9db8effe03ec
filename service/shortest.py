"""The shortest answer: the words of a cited sentence that are of the kind asked for, about the thing asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from indexer.records import Span
from service.capitals import find_names
from service.constraints import counting_values, typed_values
from service.evidence import Evidence
from service.expected import Expected
from service.query import Question
from service.subjects import asked_entities, belongs_to_another, rows
from service.values import Kind, Value, is_range

MOST_WORDS = 16  # a longer span is a sentence again
_VALUED = frozenset({Expected.NUMBER, Expected.MONEY, Expected.PERCENT, Expected.DATE})
_NAMED = frozenset({Expected.PERSON, Expected.PLACE})
_LOOSE = frozenset({Expected.NUMBER, Expected.DATE})  # may be said without a value that can be told as one
_TIMES = frozenset({Kind.DATE, Kind.YEAR})
_FIGURE = re.compile(r"\d|\bone\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_BETWEEN = 4  # words, at most, from a figure to what it counts: "12 new or used ships"


def typed_span(question: Question, sentence: Evidence) -> Span | None:
    """Where the value of the kind asked for stands, a range as a whole, or the person that the question lacks."""
    values = counting_values(question, sentence) or typed_values(question, sentence)
    if values:
        return _whole(question, sentence, values, min(values, key=lambda v: _distance(question, sentence, v)))
    if question.expects is Expected.PERSON:
        asked = asked_entities(question)
        named = [m for m in sentence.mentions if m.kind == "person" and not asked & set(m.entities)]
        if named:
            return Span(sentence.start + named[0].start, sentence.start + named[0].end)
    return None


def short_answer(question: Question, sentences: Sequence[Evidence], spans: Iterable[tuple[str, Span]]) -> str | None:
    """The shortest answer within ``sentences``, or None where none is of the kind asked for.

    ``spans`` are what a reader took for it, with their documents, the likeliest first.
    """
    for document_id, span in spans:
        for sentence in sentences:
            inside = sentence.start <= span.start < span.end <= sentence.end
            start, end = span.start - sentence.start, span.end - sentence.start
            if document_id == sentence.document_id and inside and _fits(question, sentence, start, end):
                return _text(sentence, _with_all(question, sentence, span))
    found = (_own_value(question, sentence) for sentence in sentences)
    return next((text for text in found if text), None)


def _with_all(question: Question, sentence: Evidence, span: Span) -> Span:
    """The span, or where a list is asked for and it is one of several names in a row, that of all of them."""
    if question.expects is Expected.LIST:
        for row in rows(sentence.mentions, sentence.text):
            first, last = sentence.start + row[0].start, sentence.start + row[-1].end
            if len(row) > 1 and first <= span.start and span.end <= last:
                return Span(first, last)
    return span


def _fits(question: Question, sentence: Evidence, start: int, end: int) -> bool:
    """Whether ``sentence.text[start:end]`` can be of the kind asked for."""
    text = sentence.text[start:end]
    if len(text.split()) > MOST_WORDS or question.expects is Expected.COMPARE:
        return False
    if question.expects in _VALUED:
        return _fits_value(question, sentence, start, end)
    asked = question.text.casefold()
    return question.expects not in _NAMED or any(w.casefold() not in asked for w in _WORD.findall(text))


def _fits_value(question: Question, sentence: Evidence, start: int, end: int) -> bool:
    values = _own_values(question, sentence)
    if any(value.start < end and start < value.end for value in values):
        return True
    if any(value.start < end and start < value.end for value in typed_values(question, sentence)):
        return False  # of the kind, but told of something else
    counted = any(v.start < end and start < v.end and v.kind not in _TIMES for v in sentence.values)
    if question.expects not in _LOOSE or (question.expects is Expected.DATE and counted):
        return False
    if any(m.start <= start and end <= m.end for m in sentence.mentions):
        return False  # a name is neither
    # "late 1960s", "one", "at the end of each session": said in words that no rule knows.
    return not values or bool(_FIGURE.search(sentence.text[start:end]))


def _own_values(question: Question, sentence: Evidence) -> list[Value]:
    """The values of the kind asked for that the sentence does not tell of something else."""
    values = counting_values(question, sentence) or typed_values(question, sentence)
    if question.expects is Expected.NUMBER and any(value.kind is Kind.NUMBER for value in values):
        values = [value for value in values if value.kind is not Kind.MONEY]
    values = [value for value in values if not belongs_to_another(question, sentence, (), value)]
    return [value for value in values if _told_directly(question, sentence, value)] or values


def _told_directly(question: Question, sentence: Evidence, value: Value) -> bool:
    """Whether no other name, which no glossary needs to know, stands between what is asked about and ``value``."""
    asked = asked_entities(question)
    ends = [m.end for m in sentence.mentions if asked & set(m.entities) and m.end <= value.start]
    return bool(ends) and not any(ends[-1] <= name.start < value.start for name in find_names(sentence) if name.sure)


def _own_value(question: Question, sentence: Evidence) -> str | None:
    if question.expects in _VALUED:
        values = _own_values(question, sentence)
        if not values:
            return None
        nearest = min(values, key=lambda v: _distance(question, sentence, v))
        return _text(sentence, _whole(question, sentence, values, nearest))
    span = typed_span(question, sentence)
    return _text(sentence, span) if span else None


def _text(sentence: Evidence, span: Span) -> str:
    return sentence.text[span.start - sentence.start : span.end - sentence.start]


def _distance(question: Question, sentence: Evidence, value: Value) -> int:
    """Characters between a value and the nearest thing that the question names, or its most telling word."""
    asked = asked_entities(question)
    places = [(m.start, m.end) for m in sentence.mentions if asked & set(m.entities)]
    if not places and question.terms:
        telling = question.proper or {max(question.terms, key=lambda stem: question.terms[stem])}
        words = _WORD.finditer(sentence.text)
        places = [word.span() for word in words if telling & set(sentence.analyse(word[0]))]
    return min((max(start - value.end, value.start - end) for start, end in places), default=0)


def _whole(question: Question, sentence: Evidence, values: Sequence[Value], value: Value) -> Span:
    """The span of ``value``, or of the range that it is an end of, with the things that are counted, if any are."""
    first = last = values.index(value)
    while first and is_range(sentence.text[values[first - 1].end : values[first].start]):
        first -= 1
    while last + 1 < len(values) and is_range(sentence.text[values[last].end : values[last + 1].start]):
        last += 1
    end = values[last].end
    for word in islice(_WORD.finditer(sentence.text, end), _BETWEEN):
        if not question.units.isdisjoint(sentence.analyse(word[0])):
            end = word.end()
            break
    return Span(sentence.start + values[first].start, sentence.start + end)
