from __future__ import annotations

import pytest

from service.insistence import CONTRADICTED, DOUBTFUL, UNMET, remaining
from tests.service.evidences import ask, evidence


@pytest.mark.parametrize(
    ("question", "text", "most"),
    [
        ("How many seats has the Nordlys?", "The Nordlys has 40 seats.", None),
        ("How many seats has the Nordlys?", "The Nordlys has many seats.", UNMET),
        ("How many seats has the Nordlys?", "The Havila has 40 seats.", CONTRADICTED),
        ("How many cabins has the Nordlys?", "A cabin on the Nordlys costs 40 euros.", CONTRADICTED),
        ("How many seats had it in 2024?", "It had 40 seats in 2024.", None),
        ("How many seats had it in 2024?", "It had 40 seats.", CONTRADICTED),
        ("What did it do in May 2024?", "It sailed in June 2024.", CONTRADICTED),
        ("What did it do next year?", "It will sail next year.", None),
        ("What is the price in dollars?", "It costs 40 euros.", CONTRADICTED),
        ("What is the price in euros?", "It costs 40 euros.", None),
        ("How much do tickets for the Nordlys cost?", "Tickets for the Nordlys cost 85 euros.", None),
        ("How many new ships are planned?", "The number of new and refitted big white fast ships is 12.", None),
        ("How many ferries of the R&D type sail?", "Its R&D has 12 ferries.", None),
        ("How much is the Nordlys?", "The Nordlys has 40 seats.", CONTRADICTED),
        ("What was the fare at the end of 2024?", "By mid-2024 the fare was 40 euros.", CONTRADICTED),
        ("Why did it grow to ten ships?", "It grew to five ships.", UNMET),
        ("How many seats has it?", "It has many seats.", DOUBTFUL),
        ("In which month of 2024 did it sail?", "It sailed in 2024.", UNMET),
        ("Why did it call at Bergen?", "It called at a port, as fuel was low.", UNMET),
        ("Why did it call at Bergen?", "It called at Bergen, as fuel was low.", None),
        ("Name the four ships of the line.", "The line consists of four ships.", DOUBTFUL),
        ("Name the brands that it sells.", "Its partners are Anker, Boje and Cramer.", UNMET),
        ("Name the firms of the line.", "Its partners are Anker, Boje and Cramer.", None),
        ("Why is the Nordlys the cheapest ship?", "The Nordlys is a ship.", DOUBTFUL),
        ("What do the five ships do?", "The ships sail.", None),
        ("What does the Nordlys do?", "The ship sails.", UNMET),
        ("What does the Nordlys do?", "The Polar Lady sails.", None),
        ("What kind of undertaking is the Nordlys?", "The Nordlys is a joint venture.", None),
        ("What kind of engine is in the Nordlys?", "The Nordlys is a joint venture.", DOUBTFUL),
        ("Who is the captain?", "The captain is Anna Lund.", None),
    ],
)
def test_what_is_left_of_a_sentence(question: str, text: str, most: float | None) -> None:
    left = remaining(ask(question), evidence(text), [])
    assert left == 1 if most is None else left <= most


def test_surroundings_name_what_the_sentence_does_not() -> None:
    question = ask("How many seats has the Nordlys?")
    assert remaining(question, evidence("It has 40 seats."), [evidence("The Nordlys is new.")]) == 1
    assert remaining(question, evidence("It has 40 seats."), [evidence("The Havila is new.")]) < UNMET


def test_another_time_in_the_sentence_is_not_mended_by_its_surroundings() -> None:
    question = ask("How many seats had it in 2024?")
    assert remaining(question, evidence("It had 40 seats in 2023."), [evidence("This is about 2024.")]) == CONTRADICTED
    assert remaining(question, evidence("It had 40 seats."), [evidence("This is about 2024.")]) == 1
