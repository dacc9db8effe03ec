"""The reader has a say in the order of what was found, and no more than a say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.embedding import Embedder
from service.reading import Reading, RetrievedPassage
from service.reranking import WEIGHT, rerank
from tests.service.answers import small_answerer


def _reading(answerability: float) -> Reading:
    return Reading(answerability, np.zeros(1), None, 0.0)


@pytest.fixture(scope="module")
def found(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> list[RetrievedPassage]:
    answerer, _ = small_answerer(tmp_path_factory.mktemp("index"), embedder)
    passage = answerer.retriever.search(answerer.questions.read("ferry"), 1)[0]
    return [replace(passage, score=score) for score in (0.9, 0.8, 0.3)]


def test_what_answers_goes_before_what_is_only_about_it(found: list[RetrievedPassage]) -> None:
    ranked = rerank(found, [_reading(0.0), _reading(1.0), _reading(0.0)])
    assert [passage.score for passage in ranked] == pytest.approx([
        (0.8 + WEIGHT) / (1 + WEIGHT), 0.9 / (1 + WEIGHT), 0.3 / (1 + WEIGHT)
    ])  # fmt: skip


def test_what_is_far_down_does_not_come_first(found: list[RetrievedPassage]) -> None:
    assert rerank(found, [_reading(0.0), _reading(0.0), _reading(1.0)])[0].score == pytest.approx(0.9 / (1 + WEIGHT))


def test_what_was_not_read_keeps_its_order(found: list[RetrievedPassage]) -> None:
    scores = [passage.score for passage in rerank(found, [_reading(0.0)])]
    assert scores == sorted(scores, reverse=True)
    assert rerank([], []) == []
