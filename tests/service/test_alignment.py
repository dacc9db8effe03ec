from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.alignment import EVERYWHERE, FEW, Field
from service.composition import Candidate
from service.evidence import Evidence
from service.names import Names
from service.query import QuestionReader
from service.vocabulary import Vocabulary

LINES = ("Skagen Line", "Color Line", "Norvia")
PACT = Entity(canonical="Pact", members=["Fjord Line"])
names = Names(Glossary(entities=[*(Entity(canonical=line) for line in (*LINES, "Fjord Line")), PACT]))
ask = QuestionReader(Vocabulary(1, lambda _: 0, analyse, lambda _: {}), names, analyse).read


def candidate(document: str, text: str, vector: tuple[float, float] = (1.0, 0.0), start: int = 0) -> Candidate:
    evidence = Evidence(Document(document, text, "t"), text, start, names, analyse)
    return Candidate(evidence, np.array(vector, dtype=np.float32), 0.5)


@pytest.mark.parametrize(
    ("question", "one", "other", "aligned"),
    [
        ("How many ships does the Skagen Line buy?", "The Skagen Line buys 12.", "The Skagen Line gets 20.", True),
        ("How many ships does the Skagen Line buy?", "The Skagen Line buys 12.", "The Color Line gets 20.", False),
        ("How many ships does the Skagen Line buy?", "It buys 12 ships.", "It gets 20 ships.", False),
        ("How many ships come in 2025?", "12 ships come in 2025.", "20 ships come in 2025.", True),
        ("How many ships come in 2025?", "12 ships come in 2026.", "20 ships come in 2026.", False),
        ("How many ships come in 2026?", "12 ships come next year.", "20 ships come in 2026.", True),
        ("How many ships come?", "12 ships come in March.", "20 ships come in June.", False),
        ("How many ships come according to the pilot?", "12 ships come, the pilot says.", "20 ships come.", False),
        ("How many ships come according to the pilot?", "The pilot counts 12 ships.", "The pilot sees 20 ships.", True),
        ("How many ships come according to the articles?", "12 ships come.", "20 ships come.", True),
        ("How many ships come according to the pilot?", "20 ships come.", "12 ships come, the pilot says.", False),
        ("How many ships come as reported by the available sources?", "12 ships come.", "20 ships come.", True),
        ("How many ships has the Pact?", "The Pact has 12 ships.", "The Fjord Line has 20 ships.", False),
    ],
)
def test_aligned_sentences_name_what_is_asked_and_its_time(
    question: str, one: str, other: str, aligned: bool  # noqa: FBT001
) -> None:  # fmt: skip
    mine, theirs = candidate("a", one), candidate("b", other)
    assert Field(ask(question), [mine, theirs]).aligned(mine, theirs) is aligned


def test_what_nearly_every_sentence_names_need_not_be_said_again() -> None:
    question = ask("How many ships does the Color Line buy for Norvia?")
    mine, theirs = candidate("a", "The Color Line buys 12 ships."), candidate("b", "The Color Line gets 20 ships.")
    common = [candidate("c", "Norvia grows.", start=i) for i in range(FEW)]
    assert len(common) / (len(common) + 2) > EVERYWHERE
    assert not Field(question, [mine, theirs]).aligned(mine, theirs)
    assert Field(question, [mine, theirs, *common]).aligned(mine, theirs)


def test_a_statement_goes_on_in_the_sentence_after_one_that_is_alike() -> None:
    base = candidate("a", "The Skagen Line supplies engines and sends out hundreds of teams.")
    first = candidate("b", "The Skagen Line supplies engines.", (0.9, 0.44))
    second = candidate("b", "A team of several hundred people is there.", (0.0, 1.0), start=40)
    second = replace(second, before=first.evidence)
    field = Field(ask("How many people does the Skagen Line send?"), [base, first, second])
    assert field.goes_on(base, second)
    assert field.goes_on(second, base)
    assert not field.goes_on(base, first)
    assert field.aligned(base, second)  # the sentence before names the line
    assert not Field(ask("How many people does the Skagen Line send?"), [base, second]).aligned(base, second)


def test_compounds_of_the_question_are_its_words_too() -> None:
    held, without = candidate("a", "It worked one-on-one."), candidate("b", "It worked alone.")
    field = Field(ask("With whom did the Skagen Line deal one-on-one in the harbour?"), [held, without])
    assert field.holds_words(held)
    assert not field.holds_words(without)
    assert field.on_subject(held)
    assert not field.on_subject(without)
    assert Field(ask("who worked one on one"), [held, without]).holds_words(held)
    for wording in ("one-to-one", "one to one", "1:1"):
        field = Field(ask(f"With whom did the Skagen Line deal {wording} in the harbour?"), [held, without])
        assert field.has_compound(held)
        assert not field.has_compound(without)
