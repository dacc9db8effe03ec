from __future__ import annotations

from collections.abc import Callable, Mapping

from eval.goldset import Question
from eval.metrics.citations import citation_precision, citation_recall, quotes_hold
from eval.metrics.grounding import inspect
from service.replies import Answer

HOLT = "The captain is Mary Holt."
PRICE = "Tickets cost 12 crowns."


def test_broken_invented_and_missing_citations_count_as_wrong(
    reply: Callable[..., Answer], texts: Mapping[str, str], question: Callable[..., Question]
) -> None:
    answer = reply(("000-harbour", HOLT), ("000-harbour", HOLT, "The captain is Mary Poppins."))
    invented = answer.sentences[0].model_copy(update={"citations": [9]})
    uncited = answer.sentences[0].model_copy(update={"citations": []})
    findings = inspect([*answer.sentences, invented, uncited], answer, texts)
    assert quotes_hold(findings) == 1 / 4
    assert citation_precision(question(), findings, texts) == 1 / 4
    assert quotes_hold([]) == 0


def test_precision_and_recall_are_against_the_evidence(
    reply: Callable[..., Answer], texts: Mapping[str, str], question: Callable[..., Question]
) -> None:
    answer = reply(("000-harbour", HOLT), ("001-island", "The island has one school"))
    findings = inspect(answer.sentences, answer, texts)
    asked = question(
        evidence=[
            {"document": "000", "quote": HOLT},
            {"document": "000", "quote": PRICE},
            {"document": "001", "quote": "300"},
        ]
    )
    assert citation_precision(asked, findings, texts) == 1 / 2
    assert citation_recall(asked, findings, texts) == 1 / 2


def test_recall_takes_the_alternative_that_fares_best(
    reply: Callable[..., Answer], texts: Mapping[str, str], question: Callable[..., Question]
) -> None:
    answer = reply(("001-island", "Its lighthouse was built in 1902."))
    findings = inspect(answer.sentences, answer, texts)
    evidence = [{"document": "000", "quote": HOLT}, {"document": "001", "quote": "Its lighthouse was built in 1902."}]
    assert citation_recall(question(documents=[["000"], ["001"]], evidence=evidence), findings, texts) == 1
    assert citation_recall(question(documents=[["000", "001"]], evidence=evidence), findings, texts) == 0.5


def test_nothing_is_measured_where_the_corpus_has_other_wordings(question: Callable[..., Question]) -> None:
    other = {"000-harbour": "Mary Holt commands it."}
    assert citation_precision(question(), [], other) is None
    assert citation_recall(question(), [], other) is None
