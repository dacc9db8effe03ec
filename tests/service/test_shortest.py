from __future__ import annotations

import pytest

from indexer.records import Span
from service.shortest import short_answer, typed_span
from tests.service.evidences import ask, evidence

CONTRAST = "The Nordlys costs 70 euros, against the Havila, where it is 50 to 60 euros."


@pytest.mark.parametrize(
    ("question", "text", "read", "short"),
    [
        ("What does the Nordlys cost?", CONTRAST, "70 euros", "70 euros"),
        ("What does the Havila cost?", CONTRAST, "70 euros", "50 to 60 euros"),  # the reader's is another's
        ("What does the Havila cost?", CONTRAST, None, "50 to 60 euros"),
        ("What share of the ships sails?", "A fifth ship sails now.", "fifth", None),  # not a share
        ("How many ships sail?", "At most 12 ships sail.", "At most 12 ships", "At most 12 ships"),
        ("How many ships sail?", "At most 12 new ships sail.", "12", "12"),
        ("Why do ships sail?", "They sail because of the wind.", "the wind", "the wind"),
        ("Who leads the line?", "The line leads the crew.", "The line", None),  # asked for
        ("Who leads the line?", "The crew leads the line.", "The crew", "The crew"),
        ("Who leads the line?", "Anna Lund leads the line.", "Anna Lund", "Anna Lund"),
        ("Who leads the line?", "Anna Lund leads the line.", None, "Anna Lund"),
        ("Where does it sail?", "It sails to Bergen.", "Bergen", "Bergen"),
        ("When did it sail?", "It sailed in the late 1960s.", "late 1960s", "late 1960s"),
        ("When did it sail?", "It sailed with five ships.", "five", None),  # not a time
        ("When did it sail?", "With the Nordlys it sailed.", "Nordlys", None),  # nor is a name
        ("What is it painted with?", "It is painted with red lead.", "red lead", "red lead"),
        ("What is it painted with?", "It is painted with red lead.", None, None),
        ("Which ships sail?", "The Nordlys, the Havila and Fram sail.", "Nordlys", "Nordlys, the Havila and Fram"),
        ("Which ship sails?", "The Nordlys, the Havila and Fram sail.", "Nordlys", "Nordlys"),
        ("How many trips did the Nordlys make?", "The Nordlys made 12 and the Ostsee made 80.", "80", "12"),
    ],
)
def test_short_answers_are_of_the_kind_asked_for(question: str, text: str, read: str | None, short: str | None) -> None:
    start = text.index(read) if read else 0
    spans = [("a", Span(start, start + len(read)))] if read else []
    assert short_answer(ask(question), [evidence(text)], spans) == short


def test_short_answers_stand_in_a_cited_sentence() -> None:
    said = evidence("It is painted with red lead.")
    assert short_answer(ask("What is it painted with?"), [said], [("b", Span(19, 27)), ("a", Span(90, 98))]) is None


def test_a_range_is_one_span() -> None:
    said = evidence("It costs 50 to 60 euros.")
    assert typed_span(ask("What does it cost?"), said) == Span(9, 23)
