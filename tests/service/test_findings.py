from __future__ import annotations

import numpy as np

from service.findings import Finding, answered, sureness
from service.reading import Reading
from tests.service.evidences import ask


def finding(question: str, answerability: float) -> Finding:
    return Finding(ask(question), [], [Reading(answerability, np.zeros(0), None, 0.0)])


def test_a_part_that_asks_more_of_the_same_matter_is_not_without_the_first() -> None:
    unanswered, year = finding("How many seats has the Nordlys?", 0.1), finding("When had the Nordlys seats?", 0.9)
    price = finding("What does the Nordlys cost?", 0.9)
    assert answered([unanswered, year, price], 0.2) == [price]
    assert answered([finding("How many seats has the Nordlys?", 0.6), year], 0.5)[1:] == [year]
    in_year = finding("In which year had the Nordlys seats?", 0.9)  # a year is no matter of its own
    assert answered([unanswered, in_year], 0.2) == []


def test_a_part_beside_one_that_is_sure_needs_less() -> None:
    sure, less = finding("What does the Nordlys cost?", 0.6), finding("Who sails the Skagen?", 0.4)
    assert answered([sure, less], 0.5) == [sure, less]
    assert answered([less], 0.5) == []


def test_a_part_alone_must_be_sure_enough_for_the_whole() -> None:
    sure, unsure = finding("What does the Nordlys cost?", 0.6), finding("Who sails the Skagen?", 0.1)
    assert answered([sure, unsure], 0.3) == [sure]
    assert answered([sure, unsure], 0.4) == []
    assert sureness([sure], [sure, unsure]) == 0.3
    assert sureness([], []) == 0.0


def test_a_question_is_answered_as_probably_as_by_the_passage_with_the_best_sentence() -> None:
    marked_down = Reading(0.8, np.array([0.04]), None, 0.0)
    leading = Reading(0.3, np.array([0.1, 0.2]), None, 0.0)
    assert Finding(ask("What does the Nordlys cost?"), [], [marked_down, leading]).answerability == 0.3
    assert Finding(ask("What does the Nordlys cost?"), [], []).answerability == 0.0
