"""One reply against its gold question: every per-question value that figures are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.goldset import Question
from eval.metrics.answers import (
    answer_precision,
    documents_right,
    fully_right,
    nugget_recall,
    nuggets_stated,
    short_answer_right,
    words,
)
from eval.metrics.citations import citation_precision, citation_recall, quotes_hold
from eval.metrics.conflicts import reports_conflict
from eval.metrics.grounding import Finding, inspect
from eval.metrics.retrieval import by_document, by_evidence, rank_metrics
from service.replies import Answer

RANKED = ("recall@1", "recall@5", "nDCG@10", "MRR@10")

Values = dict[str, float | None]
"""Values of one question by name; None where a value does not apply to it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A reply with what was found out about it, in ``values`` and, for a person to read, piece by piece."""

    question: Question
    reply: Answer
    findings: list[Finding]
    nuggets: list[bool]
    values: Values

    @property
    def right(self) -> bool:
        """Whether there is nothing to object to."""
        return self.values["right"] == 1


def judge(question: Question, reply: Answer, texts: Mapping[str, str]) -> Judgement:
    """Judge one reply.

    Args:
        question: the gold question.
        reply: what was replied to it.
        texts: the text of each document of the corpus, by id.

    """
    refused = reply.status == "not_found"
    # What a refusal says besides ("nearest") is no answer, and must not be credited as one.
    findings = [] if refused else inspect(reply.sentences, reply, texts)
    values: Values = {
        "right": float(fully_right(question, reply, findings)),
        "answerable": float(question.answerable),
        "refused": float(refused),
        "confidence": reply.confidence,
        "conflict_expected": float(question.kind == "conflict"),
        "conflict_reported": float(reports_conflict(reply, texts)),
        "milliseconds": reply.timings_ms.total,
    }
    if not refused:
        values |= {
            "words": float(words(reply)),
            "answer_precision": answer_precision(question, findings, texts),
            "supported": sum(finding.supported for finding in findings) / len(findings) if findings else 0.0,
            "quotes_hold": quotes_hold(findings),
        }
    if question.answerable:
        values |= {
            "nugget_recall": nugget_recall(question, findings),
            "documents_right": float(documents_right(question, findings)),
            "citation_recall": citation_recall(question, findings, texts),
            "citation_precision": None if refused else citation_precision(question, findings, texts),
            "short_answer_right": short_answer_right(question, reply),
            **_ranked("document", *by_document(question, reply.passages)),
            **_ranked("evidence", *by_evidence(question, reply.passages, texts)),
        }
    return Judgement(question, reply, findings, nuggets_stated(question, findings), values)


def _ranked(unit: str, relevant: list[str], ranking: list[str]) -> Values:
    if not relevant:
        return {}
    return {f"{unit} {name}": value for name, value in rank_metrics(relevant, ranking, RANKED).items()}
