from __future__ import annotations

import numpy as np

from service.findings import Finding, answered
from service.reading import Reading
from tests.service.evidences import ask


def finding(question: str, answerability: float) -> Finding:
    return Finding(ask(question), [], [Reading(answerability, np.zeros(0), None, 0.0)])


def test_a_part_that_asks_more_of_the_same_matter_is_not_without_the_first() -> None:
    unanswered, year = finding("How many seats has the Nordlys?", 0.1), finding("When had the Nordlys seats?", 0.9)
    price = finding("What does the Nordlys cost?", 0.9)
    assert answered([unanswered, year, price], 0.5) == [price]
    assert answered([finding("How many seats has the Nordlys?", 0.6), year], 0.5)[1:] == [year]
