from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.composition import Candidate
from service.conflicts import find_conflict
from service.evidence import Evidence
from service.names import Names
from service.query import QuestionReader
from service.vocabulary import Vocabulary

names = Names(Glossary(entities=[Entity(canonical="Skagen Ring", kind="league"), Entity(canonical="Viking Ring")]))
ask = QuestionReader(Vocabulary(1, lambda _: 0, analyse, lambda _: {}), names, analyse).read

SET_UP = "By 2023 the ports had set up the Skagen Ring."
CHANGE = "The contract marks the change of the Skagen Ring from a loose circle of ports into a league with one statute."


def conflict(question: str, other: str, written: date | None = None) -> bool:
    documents = (Document("a", SET_UP, "t"), Document("b", other, "t", published=written))
    vectors = ((1.0, 0.0), (0.5, 0.75**0.5))
    candidates = [
        Candidate(Evidence(document, document.text, 0, names, analyse), np.array(vector, dtype=np.float32), score)
        for document, vector, score in zip(documents, vectors, (0.9, 0.2), strict=True)
    ]
    return find_conflict(ask(question), candidates) is not None


@pytest.mark.parametrize(
    "question",
    [
        "Since when has the Skagen Ring been a league?",
        "Since when is there a Skagen Ring?",
        "When did the Skagen Ring become a league?",
        "Was the Skagen Ring already a league in 2023?",
        "Did the Skagen Ring exist in 2023?",
    ],
)
def test_what_only_now_becomes_one_was_not_one_before(question: str) -> None:
    assert conflict(question, CHANGE)
    assert conflict(question, CHANGE, written=date(2025, 11, 20))


def test_a_transition_is_told_in_many_ways() -> None:
    asked = "Since when has the Skagen Ring been a league?"
    assert conflict(asked, "It signals the Skagen Ring's transition from a loose circle to a league with one statute.")
    assert conflict(asked, "It shows that the Skagen Ring is moving from a circle of ports to a league.")


@pytest.mark.parametrize(
    ("question", "other", "written"),
    [
        ("When was the Skagen Ring founded?", CHANGE, None),  # asks for the date that a document gives
        ("Where was the Skagen Ring founded in 2023?", CHANGE, None),
        ("Since when has the Skagen Ring been a league?", CHANGE, date(2022, 5, 1)),  # it was one by 2023, then
        ("Since when has the Skagen Ring been a league?", CHANGE.replace(" marks", " of 2021 marks"), None),
        ("Since when has the Skagen Ring been a league?", CHANGE.replace("Skagen", "Viking"), None),
        ("Since when has the Skagen Ring been a league?", "The Skagen Ring is a league with one statute.", None),
        ("Since when has the Skagen Ring been a league?", CHANGE.replace("circle of ports", "league"), None),
    ],
)
def test_other_beginnings_agree(question: str, other: str, written: date | None) -> None:
    assert not conflict(question, other, written)
