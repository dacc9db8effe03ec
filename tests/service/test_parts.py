from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from service.names import Names
from service.parts import as_group, questions, sides

names = Names(
    Glossary(
        entities=[
            Entity(canonical="Nordlys", kind="ferry"),
            Entity(canonical="Aurora", kind="ferry"),
            Entity(canonical="Skagen Line", kind="company"),
        ]
    )
)


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("Who built the Nordlys and when was it launched?", ["Who built the Nordlys", "when was Nordlys launched?"]),
        (
            "Before which show was the Nordlys shown, and through which shops can it not be bought?",
            ["Before which show was the Nordlys shown", "through which shops can Nordlys not be bought?"],
        ),
        (
            "With which firm did Skagen Line build the Nordlys, and in which year?",
            ["With which firm did Skagen Line build the Nordlys", "in which year did Skagen Line build the Nordlys"],
        ),
        (
            "How many piers does Skagen Line want to build, and by what year?",
            ["How many piers does Skagen Line want to build", "by what year does Skagen Line want to build piers"],
        ),
        ("Who built the Nordlys and when?", ["Who built the Nordlys", "when was the Nordlys built"]),
        ("who is rosaline and what did she do", ["who is rosaline", "what did rosaline do"]),
        ("What does the Nordlys cost, and its range?", ["What does the Nordlys cost", "What is Nordlys's range?"]),
        (
            "What are the price and the range of the Nordlys?",
            ["What is the price of the Nordlys?", "What is the range of the Nordlys?"],
        ),
        (
            "How many seats do the Nordlys and the Aurora have, respectively?",
            ["How many seats does the Nordlys have?", "How many seats does the Aurora have?"],
        ),
        (
            "How many ships do Skagen Line and Aurora have, respectively?",
            ["How many ships does Skagen Line have?", "How many ships does Aurora have?"],
        ),
        (
            "I am torn between a Nordlys and an Aurora. What each of the two costs",
            ["What Nordlys costs", "What Aurora costs"],
        ),
        (
            "Is the Nordlys a ferry, and do the shops of Skagen Line sell it?",
            ["Is the Nordlys a ferry", "do the shops of Skagen Line sell Nordlys?"],
        ),
        (
            "Who owns the Nordlys, and ahead of which show was it shown?",
            ["Who owns the Nordlys", "ahead of which show was Nordlys shown?"],
        ),
        (
            "When was the Nordlys launched, and what share of Skagen Line's fleet has it made up?",
            ["When was the Nordlys launched", "what share of Skagen Line's fleet has Nordlys made up?"],
        ),
        (
            "Which has more seats, the Nordlys or the Aurora, and how many does each have?",
            ["How many seats does Nordlys have?", "How many seats does Aurora have?"],
        ),
        (
            "Who sold more new ships, Nordlys or Aurora?",
            ["How many new ships did Nordlys sell?", "How many new ships did Aurora sell?"],
        ),
        (
            "What was the share of ferries in early 2024 compared with that in mid-2025?",
            ["What was the share of ferries in early 2024?", "What was the share of ferries in mid-2025?"],
        ),
        ("Nordlys founding year; yearly cost", ["Nordlys founding year", "Nordlys yearly cost"]),
        ("Nordlys seats; Aurora seats", ["Nordlys seats", "Aurora seats"]),
        ("What is it? Where is it now?", ["What is it?", "Where is it now?"]),
    ],
)
def test_several_questions_part(asked: str, parts: list[str]) -> None:
    assert questions(asked, names) == parts


@pytest.mark.parametrize(
    "asked",
    [
        "How many seats do the Nordlys and the Aurora have together?",
        "Which ferries are, and have been, owned by Skagen Line?",
        "How many tickets were sold between early 2024 and mid-2025?",
        "How many tickets were sold in 2024 compared with 2025 together?",
        "By how much did the number of tickets grow in 2025 compared with 2024?",
        "Which has more than 300 seats, the Nordlys or the Aurora?",
        "Which made more money, the Nordlys or the Aurora?",
        "Which sold more tickets, the Nordlys or the Aurora, in August 2025?",
        "How many ships do Skagen Line and Aurora have?",
        "What is the Nordlys, which Skagen Line built?",
        "How has it changed, from what to what?",
        "What do the Nordlys and the Aurora offer?",
        "Nordlys; price",
    ],
)
def test_one_question_stays_one(asked: str) -> None:
    assert questions(asked, names) == [asked]


def test_a_comparison_has_two_sides() -> None:
    def asked(text: str) -> list[str]:
        return sides(text, names.find(text))

    assert asked("What is the difference between Nordlys and Aurora?") == ["What is Nordlys?", "What is Aurora?"]
    assert asked("Compare Nordlys with Aurora") == ["What is Nordlys", "What is Aurora"]
    assert asked("Which is faster, the Nordlys or the Aurora?") == []
    assert asked("What is the Nordlys?") == []


def test_all_members_of_a_group_asked_about_together_are_the_group() -> None:
    pact = Entity(canonical="North Pact", kind="pact", members=["Nordlys", "Aurora"])
    grouped = Names(Glossary(entities=[*names.entities, pact]))
    asked = "How many seats do Aurora and the Nordlys have in total?"
    assert as_group(asked, grouped) == "How many seats do the North Pact have in total?"
    assert as_group(asked, names) == asked
    for kept in (
        "How many seats do Aurora and the Nordlys have?",
        "How many seats do Aurora and the Nordlys have together, and how many does each have, respectively?",
        "Which firm built Aurora and the Nordlys together?",
        "How many seats do Aurora and Skagen Line have in total?",
    ):
        assert as_group(kept, grouped) == kept
