from __future__ import annotations

import numpy as np
import pytest

from service.composition import Candidate
from service.findings import DENIED, Finding
from service.premises import denial
from service.reading import Reading
from service.refusal import explain
from tests.service.evidences import ask, evidence


def told(*sentences: str) -> list[Candidate]:
    """Sentences in their order, each read with those before it, the later the better."""
    read = [evidence(sentence) for sentence in sentences]
    vector = np.ones(1, dtype=np.float32)
    return [Candidate(said, vector, i / len(read), tuple(read[:i])) for i, said in enumerate(read)]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did the Nordlys outsell the Havila?", "The Nordlys sold 1,649 tickets and the Havila sold 5,203."),
        ("Why are there fewer cabins on the Fram than on the Havila?", "The Fram has 310 cabins, the Havila only 90."),
        ("How come the Nordlys had more guests than the Fram?", "The Fram took 900 guests, the Nordlys 300."),
        ("Why did the fares of the Nordlys rise?", "The fares of the Nordlys fell in May."),
        ("What made the Havila such a hit?", "The Havila has drawn few customers."),
        ("Why did the Hurtigruten give up its promise of quiet ships?", "The Hurtigruten adheres to the promise."),
        ("How did the Nordlys and the Fram come to be rivals?", "The Nordlys and the Fram do not compete."),
    ],
)
def test_a_premise_that_a_sentence_denies_is_found(question: str, sentence: str) -> None:
    candidates = told("It is a ship.", sentence)
    assert denial(ask(question), candidates) is candidates[1]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did the Havila outsell the Nordlys?", "The Nordlys sold 1,649 tickets and the Havila sold 5,203."),
        ("Did the Nordlys outsell the Havila?", "The Nordlys sold 1,649 tickets and the Havila sold 5,203."),
        ("Why did the Nordlys outsell the Havila?", "The Nordlys sold tickets for 16 percent, the Havila 5,203."),
        ("Why did the Nordlys outsell the Havila?", "The Nordlys sold 1,649 tickets."),
        ("Why did the fares of the Nordlys rise?", "The fares of the Nordlys rose in May."),
        ("Why did the fares of the Nordlys rise?", "Rents in the town fell."),
        ("Is the Havila a hit?", "The Havila has drawn few customers."),
        # A cause is no denial, nor is what was before, or of another time, or counts other things.
        ("Why did the profits of the Nordlys fall?", "Fuel for the Nordlys rose by a third."),
        ("Why did the museum of the Nordlys close?", "The museum of the Nordlys opened in 1985."),
        ("Why did the fares of the Nordlys rise in 2021?", "In 2019 the fares of the Nordlys fell."),
        ("Why did the engine of the Nordlys fail?", "A wave hit the engine of the Nordlys."),
        ("Why does the Nordlys have more cabins than the Havila?", "The Nordlys has 120 bars, the Havila 300 cabins."),
        ("Why has the Nordlys more cabins than the Fram?", "There are 300 cabins on the Fram, 500 on the Nordlys."),
        # The other way round.
        ("Why was the Nordlys outsold by the Havila?", "The Nordlys sold 1,649 tickets and the Havila sold 5,203."),
        ("Why does the Nordlys not outsell the Havila?", "The Nordlys sold 1,649 tickets, the Havila sold 5,203."),
        ("Why did the Nordlys outsell the Havila?", "The Nordlys sold 1.2 million tickets, the Havila sold 900,000."),
        (
            "Why did the Nordlys sell more tickets in 2024 than in 2023?",
            "It sold 500 in 2024, the Nordlys 300 in 2023.",
        ),
    ],
)
def test_a_premise_that_nothing_denies_stands(question: str, sentence: str) -> None:
    assert denial(ask(question), told(sentence)) is None


def test_what_a_comparison_is_denied_by_may_stand_in_two_sentences() -> None:
    candidates = told("The Nordlys has 300 cabins.", "On the Havila there are 1,200.")
    assert denial(ask("Why has the Nordlys more cabins than the Havila?"), candidates) is candidates[1]


def test_what_another_sentence_bears_out_is_not_denied() -> None:
    question = ask("Why did the fares of the Nordlys rise?")
    assert denial(question, told("The fares of the Nordlys rose in May.", "Then fares of the Nordlys fell.")) is None


def test_a_question_with_a_denied_premise_is_hardly_answered_and_told_so() -> None:
    question, [said] = ask("Why did the fares of the Nordlys rise?"), told("The fares of the Nordlys fell in May.")
    reading = Reading(0.8, np.array([0.5]), None, 0.0)
    finding = Finding(question, [], [reading], said)
    assert finding.answerability == pytest.approx(0.8 * DENIED)
    assert explain([finding], said.evidence).startswith("The documents do not bear out")
