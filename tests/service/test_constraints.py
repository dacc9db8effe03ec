from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.constraints import counts_unit, defines, gaps, gives_reason, has_expected_type, typed_values, violates
from service.evidence import Evidence
from service.names import Names
from service.query import QuestionReader
from service.vocabulary import Vocabulary

names = Names(
    Glossary(entities=[Entity(canonical="Nordlys", names=["Polar Lady"]), Entity(canonical="Anna Lund", kind="person")])
)
ask = QuestionReader(Vocabulary(1, lambda _: 0, analyse, list), names, analyse).read


def evidence(text: str) -> Evidence:
    return Evidence(Document("a", text, "t"), text, 0, names, analyse)


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
        ("What is the price of it?", "It has 40 seats.", False),
        ("What is the price of it?", "It costs 40 euros.", True),
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


@pytest.mark.parametrize(
    ("question", "text", "violated"),
    [
        ("How many seats has it?", "It has 40 seats.", False),
        ("How many seats has it?", "It has seats.", True),
        ("How many seats had it in 2024?", "It had 40 seats in 2024.", False),
        ("How many seats had it in 2024?", "It had 40 seats.", True),
        ("What did it do in May 2024?", "It sailed in June 2024.", True),
        ("What did it do next year?", "It will sail next year.", False),
        ("What is the price in dollars?", "It costs 40 euros.", True),
        ("What is the price in euros?", "It costs 40 euros.", False),
        ("What does the Nordlys do?", "The ship sails.", False),
    ],
)
def test_what_may_not_be_left_open(question: str, text: str, violated: bool) -> None:  # noqa: FBT001  # a table's column
    assert violates(ask(question), evidence(text), []) is violated


def test_another_time_in_the_sentence_is_not_mended_by_its_surroundings() -> None:
    question = ask("How many seats had it in 2024?")
    assert violates(question, evidence("It had 40 seats in 2023."), [evidence("This is about 2024.")])
    assert not violates(question, evidence("It had 40 seats."), [evidence("This is about 2024.")])
