"""Whether the citations hold, and are the right ones.

Recall and precision of citations follow Gao et al. (2023), "Enabling Large Language Models to Generate Text with
Citations" (ALCE), decided by the gold evidence and by character offsets instead of an entailment model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.goldset import Question, same_document
from eval.metrics.grounding import Finding, locate, overlaps, span_of


def quotes_hold(findings: Sequence[Finding]) -> float:
    """Share of an answer's citations whose quote stands where they say.

    A number that no citation has, a missing document and a changed quote count as wrong; a sentence without any
    citation counts as one wrong citation.
    """
    holding = sum(len(finding.holding) for finding in findings)
    return holding / total if (total := _count(findings)) else 0.0


def citation_precision(question: Question, findings: Sequence[Finding], texts: Mapping[str, str]) -> float | None:
    """Share of an answer's citations that hold and overlap an evidence quote; what is broken counts as wrong.

    None where the corpus holds none of the evidence verbatim (the same gold set on other wordings).
    """
    spans = [span for evidence in question.evidence if (span := locate(evidence, texts))]
    if not spans:
        return None
    right = sum(
        any(overlaps(span_of(citation), span) for span in spans) for finding in findings for citation in finding.holding
    )
    return right / total if (total := _count(findings)) else 0.0


def citation_recall(question: Question, findings: Sequence[Finding], texts: Mapping[str, str]) -> float | None:
    """Share of the evidence quotes that a holding citation overlaps, for the gold alternative that fares best.

    None where the corpus does not hold the evidence verbatim.
    """
    cited = [span_of(citation) for finding in findings for citation in finding.holding]
    shares = []
    for alternative in question.documents:
        spans = [
            span
            for evidence in question.evidence
            if (span := locate(evidence, texts)) and any(same_document(entry, span[0]) for entry in alternative)
        ]
        if spans:
            shares.append(sum(any(overlaps(span, other) for other in cited) for span in spans) / len(spans))
    return max(shares, default=None)


def _count(findings: Sequence[Finding]) -> int:
    return sum(max(1, len(finding.holding) + finding.broken) for finding in findings)
