"""Attributes that only a certain kind of words can state: a speed, an age, a site, an office, a reason that holds."""

from __future__ import annotations

import re

from service.evidence import Evidence
from service.expected import Expected
from service.query import Question
from service.values import MONTHS

# What is asked for, and what of it a sentence must hold. Verbose regular expressions: "[ ]" is a space.
_MEASURES = tuple(
    (re.compile(asked, re.IGNORECASE | re.VERBOSE), re.compile(unit, re.IGNORECASE | re.VERBOSE))
    for asked, unit in (
        (
            r"\bspeeds?\b|\bhow[ ]fast\b",
            r"""\bkm/h|\bkph|\bmph|\bm/s|\bknots?\b|(?:kilomet(?:re|er)|mile)s?[ ](?:per|an)[ ]hour|bits?\b|times\b
            |percent""",
        ),
        (r"\bbattery[ ](?:capacity|size)\b", r"\bk?wh\b|\bm?ah\b"),
        (
            r"\bhorsepower\b|\b(?:motor|engine)[ ]power\b|\bpower[ ]output\b|\bhow[ ]powerful\b",
            r"\b[km]?w\b|hp\b|horsepower|\bps\b|watts?\b",
        ),
        (r"\bweigh\w*|\bhow[ ]heavy\b", r"\bkg\b|kilogram|\bton(?:ne)?s?\b|\bpounds?\b|\bgram(?:me)?s?\b|percent|%"),
        (
            r"\bhow[ ](?:tall|wide|deep)\b|\b(?:width|height|wheelbase|diameter)[ ]of\b",
            r"\b[mck]?m\b|met(?:er|re)|\bfeet\b|\bfoot\b|\binch|\bmiles?\b|stor(?:e?y|ies)|floors?",
        ),
        (r"\bhow[ ]old\b|\bage[ ]of\b", r"\byears?\b|\baged?\b|\bborn\b|-year-old|centur|\bmonths?\b|\b\d{4}\b"),
        (
            r"\bdistance\b|\b(?:driving|electric|pure-electric|battery|cruising)[ ]range\b|\bmileage\b",
            r"\bkm\b|kilomet|\bmiles?\b|\bm\b|met(?:er|re)s",
        ),
        (
            r"\b(?:cheaper|dearer|pricier|costlier|(?:more|less)[ ]expensive)\b",
            r"\bpric|\bcosts?\b|\bcheap|\bdear|\bexpensive|\byuan\b|\brmb\b|dollar|euro|[$€£¥]",
        ),
        (r"\bprofits?\b", r"profit|\bloss|\blost\b|\bearn|income|margin|deficit|surplus"),
        (r"\b(?:revenues?|turnover)\b", r"revenue|turnover|\bsales\b|\bsold\b|\bearn|income|takings|\bbrought[ ]in\b"),
        (r"\btemperature\b", r"degrees?\b|°|kelvin|celsius"),
        (r"\bborn\b|\bbirth(?:day|place)\b", r"\bborn\b|\bbirth|\bnative[ ](?:of|to)\b"),
        (r"\b(?:did[ ].*[ ]die|died|death[ ]of)\b", r"\bdie[ds]?\b|\bdeath\b|\bdead\b|\bkilled\b"),
    )
)
_MONTH = rf"\b(?:{'|'.join(month.capitalize() for month in MONTHS)})\b"
_DATE_PARTS = tuple(
    (re.compile(rf"\b(?:which|what)\s(?:{asked})\b", re.IGNORECASE), re.compile(part))
    for asked, part in (
        (r"month", rf"{_MONTH}|\b(?:last|this|next|same) month\b|\d{{4}}-\d{{2}}"),
        (r"day|date", rf"{_MONTH} \d|\d (?:of )?{_MONTH}|\b[A-Z][a-z]+day\b|\d{{4}}-\d{{2}}-\d{{2}}|day\b"),
        (r"year", r"\b(?:1\d|20)\d\d\b|\b(?:last|this|next|same) year\b|\byears? (?:ago|before|later)\b"),
        (r"quarter|season", r"\b(?:quarter|Q[1-4]|spring|summer|autumn|winter)\b"),
    )
)
_SITED = re.compile(
    r"^\W*where\b.*\b(?:locate[dt]|based|headquartered|buil[dt]|held|founded|born|made|produced|manufactured|hosted)\b",
    re.IGNORECASE,
)
_WHICH_PLACE = re.compile(
    r"\b(?:which|what)\s(?:city|country|town|province|region|state|district|village|plant|factory|port|street)\b",
    re.IGNORECASE,
)
_SITE = re.compile(r"\b(?:in|within|at|near|outside|around|to|from)\s(?:the\s|\w+ern\s)?[A-Z]")
_OFFICE = re.compile(
    r"""\bwho\b.*\b(?:head[ ]of|heads|chief|ceo|cfo|cto|coo|chair(?:man|woman|person)?|president|director|boss|manager
    |spokes(?:man|woman|person)|designer|minister|mayor)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PERSON = re.compile(r"\b[A-Z][a-z]+(?:-[A-Z]?[a-z]+)?(?: [A-Z]\.)? [A-Z][a-z]+(?:-[A-Z]?[a-z]+)?\b")
_HOW_DID = re.compile(r"^\W*how (?:did|does|do)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:no[tr]?|never|neither|without|none|nothing|cannot|\w+n't|(?:instead|rather) (?:of|than)|stop(?:s|ped)?)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[,;](?:\s+(?:and|or))?\s|\s(?:and|or)\s")
_LONGEST_LIST = 12  # a larger number counts what nobody would list
_REACH = 4  # words after a negation that it is taken to deny


def lacks_measure(question: Question, sentence: Evidence) -> bool:
    """Whether a speed, weight, age … is asked for and ``sentence`` has no unit of it."""
    return any(asked.search(question.text) and not unit.search(sentence.text) for asked, unit in _MEASURES)


def lacks_date_part(question: Question, sentence: Evidence) -> bool:
    """Whether it is asked in which month, year … something was, and ``sentence`` has no word that could tell."""
    return any(asked.search(question.text) and not part.search(sentence.text) for asked, part in _DATE_PARTS)


def lacks_members(question: Question, sentence: Evidence) -> bool:
    """Whether so many of something are to be named ("the five brands") and ``sentence`` does not list as many."""
    if question.expects is not Expected.LIST:
        return False
    wanted = {int(number) for number in question.stated if number.isdigit() and 2 < int(number) <= _LONGEST_LIST}
    listed = 1 + len(_SEPARATOR.findall(sentence.text))
    return bool(wanted) and listed < min(wanted)


def lacks_site(question: Question, sentence: Evidence) -> bool:
    """Whether it is asked where something is based, built, held …, and ``sentence`` names no place."""
    return bool(_SITED.search(question.text)) and not _SITE.search(sentence.text)


def lacks_place(question: Question, sentence: Evidence) -> bool:
    """Whether it is asked in which city, country, plant … something is, and ``sentence`` names none."""
    if not _WHICH_PLACE.search(question.text):
        return False
    return not _SITE.search(sentence.text) and not any(m.kind == "place" for m in sentence.mentions)


def lacks_person(question: Question, sentence: Evidence) -> bool:
    """Whether the holder of an office is asked for and ``sentence`` names no person but those of the question."""
    if question.expects is not Expected.PERSON or not _OFFICE.search(question.text):
        return False
    asked = question.text.casefold()
    named = (m for m in sentence.mentions if m.kind == "person" and m.name.casefold() not in asked)
    other = [(m.start, m.end) for m in sentence.mentions if m.kind != "person"]
    written = (
        m
        for m in _PERSON.finditer(sentence.text)
        if m[0].casefold() not in asked and not any(start < m.end() and m.start() < end for start, end in other)
    )
    return next(named, None) is None and next(written, None) is None


def denied(question: Question, sentence: Evidence) -> bool:
    """Whether it is asked why or how something happened of which ``sentence`` says that it did not.

    That is so where a word of the question, which has no negation itself, follows one in the sentence.
    """
    if question.expects is not Expected.WHY and not _HOW_DID.match(question.text):
        return False
    if _NOT.search(question.text):
        return False
    after = (sentence.text[match.end() :].split()[:_REACH] for match in _NOT.finditer(sentence.text))
    return any(question.terms.keys() & set(sentence.analyse(" ".join(words))) for words in after)
