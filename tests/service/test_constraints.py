from __future__ import annotations

import pytest

from service.constraints import (
    counts_unit,
    dated_by,
    defines,
    gaps,
    gives_reason,
    has_expected_type,
    holds_type,
    typed_values,
)
from tests.service.evidences import ask, evidence


def test_what_the_question_insists_on_and_the_evidence_lacks() -> None:
    question = ask("How many tickets for 450 did the Nordlys sell in Bergen in August 2024?")
    said = evidence("The Polar Lady sold 1,649 tickets in July 2024.")
    missing = gaps(question, [said])
    assert missing.entities == ()
    assert missing.proper == {"bergen"}
    assert missing.calendar == {"august"}
    assert missing.numbers == {"450"}
    assert gaps(question, [said, evidence("In August, for 450, at Bergen.")]) == gaps(ask("How many?"), [said])


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("How many seats has it?", "It has 40 seats.", True),
        ("How many seats has it?", "It has seats.", False),
        ("How many new ships in 2026?", "The ships of 2026 are new.", False),
        ("How many people has it?", "It has several hundred people.", True),
        ("What does it cost?", "It has several hundred people.", False),
        ("What is the price of it?", "It has 40 seats.", False),
        ("What is the price of it?", "It costs 40 euros.", True),
        ("What is the price of it?", "It costs about 40 crowns.", True),
        ("When in 2024 did it sail?", "It sailed in 2024.", False),
        ("When in 2024 did it sail?", "It sailed in May 2024.", True),
        ("Who is the director?", "Anna Lund is.", True),
        ("Who is the director?", "the ship is.", False),
        ("What did it do?", "It sailed.", None),
    ],
)
def test_kind_of_answer(question: str, text: str, held: bool | None) -> None:  # noqa: FBT001  # a table's column
    assert has_expected_type(ask(question), evidence(text)) is held


def test_a_number_counts_what_stands_behind_it() -> None:
    question = ask("How many new ships will it buy?")
    assert counts_unit(question, evidence("It will buy 12 new or used ships."))
    assert counts_unit(question, evidence("It will pay 12 clerks for ships.")) is True  # within four words
    assert counts_unit(question, evidence("Ships: it has 12 clerks.")) is False
    assert counts_unit(question, evidence("Its ships Nordlys, Havila and Fram, three in all, sail.")) is True
    assert counts_unit(ask("When?"), evidence("12 ships")) is None


def test_values_of_the_question_do_not_answer_it() -> None:
    question = ask("How many of the 12 ships sail?")
    assert [v.canonical for v in typed_values(question, evidence("Of the 12 ships 7 sail."))] == ["7"]


def test_definitions_and_reasons_have_their_wording() -> None:
    assert defines(ask("What is the Nordlys?"), evidence("The Polar Lady is a ferry."))
    assert not defines(ask("What is the Nordlys?"), evidence("A ferry is fast, and so the Nordlys sails."))
    assert defines(ask("Who is Anna Lund?"), evidence("So said Anna Lund, who heads it."))
    assert not defines(ask("What is the Nordlys?"), evidence("The Nordlys was built well."))
    assert not defines(ask("Who owns the Nordlys?"), evidence("The Nordlys is a ferry."))
    assert gives_reason(ask("Why does it sail?"), evidence("It sails because of the wind."))
    assert gives_reason(ask("Why does it sail?"), evidence("It sails.")) is False
    assert gives_reason(ask("Who sails?"), evidence("It sails because of the wind.")) is None


def test_a_date_may_stand_in_the_sentence_before_if_that_says_little_else() -> None:
    question, title = ask("When was the ferry built?"), evidence("Ships")
    said, before = evidence("Yards in the north built the ferry."), evidence("A further step followed in 2021.")
    assert dated_by(question, said, [title, before]) is before
    assert holds_type(question, said, [title, before]) is True
    assert holds_type(question, said, [title]) is False
    assert dated_by(question, said, [before]) is None  # that is the title
    assert dated_by(question, said, [title, before, evidence("It was long.")]) is None
    assert dated_by(question, said, [title, evidence("The Nordlys sailed in 2021.")]) is None
    assert dated_by(question, evidence("The ferry was built in 1999."), [title, before]) is None
    assert dated_by(ask("Who built the ferry?"), said, [title, before]) is None
