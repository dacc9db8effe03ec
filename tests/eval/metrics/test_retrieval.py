from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import pytest

from eval.goldset import Question
from eval.metrics.retrieval import by_document, by_evidence, rank_metrics
from service.replies import Answer


def test_measures_by_hand() -> None:
    found = rank_metrics(["a", "b"], ["x", "a", "y"], ["recall@1", "recall@5", "MRR@10", "nDCG@10"])
    ideal = 1 + 1 / math.log2(3)
    expected = {"recall@1": 0, "recall@5": 0.5, "MRR@10": 0.5, "nDCG@10": (1 / math.log2(3)) / ideal}
    assert found == pytest.approx(expected)


def test_an_empty_ranking_scores_nothing() -> None:
    assert rank_metrics(["a"], [], ["recall@5", "nDCG@10"]) == {"recall@5": 0, "nDCG@10": 0}


def test_documents_rank_by_their_first_passage(reply: Callable[..., Answer], question: Callable[..., Question]) -> None:
    passages = reply(passages=("001-island", "000-harbour", "001-island")).passages
    assert by_document(question(), passages) == (["000"], ["001-island", "000"])


def test_evidence_ranks_by_the_first_passage_that_holds_it(
    reply: Callable[..., Answer], question: Callable[..., Question], texts: Mapping[str, str]
) -> None:
    passages = reply(passages=("001-island", "000-harbour", "000-harbour")).passages
    relevant, ranking = by_evidence(question(), passages, texts)
    assert relevant == ["evidence 0"]
    assert ranking == ["passage 0", "evidence 0", "passage 2"]
