"""Whether the right passages are found, and near the top.

Recall@k, nDCG@10 (Järvelin and Kekäläinen 2002) and MRR@10 (Voorhees 1999), computed by `ir-measures` (MacAvaney et
al. 2022), for one ranking at a time so that they can be resampled by question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import ir_measures
from ir_measures import RR, R, nDCG

from eval.goldset import Question, same_document
from eval.metrics.grounding import locate, overlaps
from service.replies import Passage

MEASURES: Mapping[str, ir_measures.measures.Measure] = {
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "nDCG@10": nDCG @ 10,
    "MRR@10": RR @ 10,
}


def rank_metrics(relevant: Iterable[str], ranking: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """Compute measures of one ranking, best first, with binary relevance.

    Args:
        relevant: ids of what ought to be found; at least one.
        ranking: ids as they were found, none twice.
        names: keys of ``MEASURES``.

    """
    qrels = [ir_measures.Qrel("q", item, 1) for item in relevant]
    run = [ir_measures.ScoredDoc("q", item, -float(rank)) for rank, item in enumerate(ranking)]
    values = ir_measures.calc_aggregate([MEASURES[name] for name in names], qrels, run)
    return {name: float(values[MEASURES[name]]) for name in names}


def by_document(question: Question, passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """Return the documents that bear on a question, and the documents in the order in which passages found them."""
    relevant = list(dict.fromkeys(entry for alternative in question.documents for entry in alternative))
    found = dict.fromkeys(passage.document_id for passage in passages)
    names = {document_id: next((e for e in relevant if same_document(e, document_id)), None) for document_id in found}
    return relevant, [names[document_id] or document_id for document_id in found]


def by_evidence(
    question: Question, passages: Sequence[Passage], texts: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Return the evidence quotes that the corpus holds, and the order in which passages found them.

    A passage that holds no new quote takes a rank all the same.
    """
    spans = {f"evidence {n}": span for n, e in enumerate(question.evidence) if (span := locate(e, texts))}
    ranking: list[str] = []
    for number, passage in enumerate(passages):
        place = (passage.document_id, passage.start, passage.end)
        new = [name for name, span in spans.items() if overlaps(place, span) and name not in ranking]
        ranking += new or [f"passage {number}"]
    return list(spans), ranking
