from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.alignment import Field
from service.composition import Candidate
from service.evidence import Evidence
from service.listings import Listings, unrivalled
from service.names import Names
from service.query import QuestionReader
from service.vocabulary import Vocabulary
from service.wanted import Wanted

names = Names(Glossary(entities=[Entity(canonical=firm) for firm in ("Anker", "Boje", "Cramer", "Dahl")]))
ask = QuestionReader(Vocabulary(1, lambda _: 0, analyse, lambda _: {}), names, analyse).read


def candidate(document: str, text: str, cosine: float, score: float) -> Candidate:
    evidence = Evidence(Document(document, text, "t"), text, 0, names, analyse)
    return Candidate(evidence, np.array((cosine, (1 - cosine**2) ** 0.5), dtype=np.float32), score)


ONE = candidate("a", "It works with Anker, Boje and Cramer side-by-side.", 1.0, 0.9)
OTHER = candidate("b", "Firms such as Dahl, Boje and Cramer stood side-by-side with it.", 0.8, 0.1)


def documents(question: str, *ranked: Candidate) -> set[str]:
    """The documents of the two lists that disagree."""
    read = ask(question)
    wanted = Wanted(read, analyse)
    return {c.evidence.document_id for c in Listings(read, Field(read, ranked), wanted, ranked).pair() or ()}


@pytest.mark.parametrize(
    "question",
    [
        "Which firms stood side-by-side with it?",
        "which firms worked side by side",
        "Which of Anker and Dahl stood side-by-side with it?",
        "Are Anker, Boje and Cramer the three that stood side-by-side with it?",
        "Is Anker one of those that stood side-by-side with it?",
    ],
)
def test_lists_that_differ_in_one_member_disagree_on_what_is_asked(question: str) -> None:
    assert documents(question, ONE, OTHER) == {"a", "b"}


@pytest.mark.parametrize(
    "question",
    [
        "Does Anker work?",
        "Which of Anker and Boje stood side-by-side with it?",
        "Why did they stand side-by-side with it?",
        "Is Anker old?",
    ],
)
def test_of_what_is_not_asked_they_do_not(question: str) -> None:
    assert documents(question, ONE, OTHER) == set()


def test_a_list_far_below_the_best_sentence_needs_the_questions_compound() -> None:
    best = candidate("c", "It grows.", 0.0, 0.9)
    low = (replace(ONE, score=0.01), replace(OTHER, score=0.0))
    assert documents("Who stood side-by-side with it?", best, *low) == {"a", "b"}
    assert documents("Who works with it?", best, *low) == set()


def test_what_is_clearly_the_answer_has_no_rival() -> None:
    assert unrivalled([OTHER, ONE], [ONE, OTHER]) == [ONE]
    assert unrivalled([OTHER], [ONE, OTHER]) == [OTHER]
