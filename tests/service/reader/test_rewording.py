"""Questions in other words: only the words that a passage shares change, and to what means nearly the same."""

from __future__ import annotations

import random

import pytest

from indexer.embedding import Embedder
from indexer.records import Span
from indexer.settings import IndexSettings
from service.reader.examples import Example
from service.reader.rewording import Rewording

PASSAGE = "In Arden the company produced cars. The price was high."
WORDS = ["company firm produced manufactured price cost vehicles cars purple"] * 4


@pytest.fixture(scope="module")
def rewording() -> Rewording:
    return Rewording(WORDS, Embedder.load(IndexSettings().embedder))


def example(question: str) -> Example:
    sentences = (Span(0, 35), Span(36, len(PASSAGE)))
    return Example("1", "test", "Arden", question, PASSAGE, sentences, Span(3, 8), frozenset({0}))


def test_shared_words_become_others_of_like_meaning(rewording: Rewording) -> None:
    asked = example("Which company produced cars in Arden at what price?")
    reworded = {rewording.reworded(asked, random.Random(seed)).question for seed in range(40)}
    words = {word for question in reworded for word in question.split()}
    assert len(reworded) > 4
    assert {"firm", "manufactured", "vehicles"} <= words
    assert "purple" not in words
    assert all(question.startswith("Which ") and " in Arden at what " in question for question in reworded)


def test_what_the_passage_does_not_say_and_the_rest_of_the_example_stay(rewording: Rewording) -> None:
    asked = example("Which firm was it?")
    reworded = rewording.reworded(asked, random.Random(1))
    assert reworded == asked
    changed = rewording.reworded(example("Which company produced cars?"), random.Random(3))
    assert (changed.passage, changed.answer, changed.evidence) == (asked.passage, asked.answer, asked.evidence)
