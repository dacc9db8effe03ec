"""Retrieval over a public corpus, stage by stage: BEIR's way of measuring (Thakur et al. 2021, arXiv 2104.08663)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import get_args

import numpy as np

from eval.asking import AskError
from eval.engine import open_documents
from eval.jsonlines import Row, read_rows
from eval.metrics.intervals import Estimate, bootstrap
from eval.metrics.retrieval import rank_metrics
from indexer.build import Progress
from indexer.records import Document
from service.retrieval import Stage
from service.settings import Settings

MEASURED = ("nDCG@10", "recall@10", "recall@100", "MRR@10")
STAGES: Sequence[Stage] = get_args(Stage)
_DEPTH = 100  # documents of a ranking
_CHUNKS = 300  # chunks to ask for, so that about as many documents are among them: an abstract is one to three


def load(corpus: Path, queries: Path) -> tuple[list[Row], list[Row]]:
    """Read documents (``id, title, text``) and queries (``query, relevant[]``).

    Raises:
        AskError: a file is broken, or a query names a document that the corpus lacks.

    """
    documents = read_rows([corpus], "id", "text")
    asked = read_rows([queries], "query", "relevant")
    known = {str(row["id"]) for row in documents}
    for number, row in enumerate(asked, start=1):
        if missing := [name for name in map(str, row["relevant"]) if name not in known]:
            message = f"{queries}: query {number} has relevant documents that {corpus} lacks: {', '.join(missing)}"
            raise AskError(message)
    return documents, [row for row in asked if row["relevant"]]


def rank(  # noqa: PLR0913, PLR0917  # what is measured, on what, and who is told
    documents: Iterable[Row],
    queries: Sequence[Row],
    stages: Sequence[Stage],
    settings: Settings,
    on_index: Progress,
    on_query: Callable[[int], None],
) -> dict[Stage, dict[str, Estimate]]:
    """Measure stages of retrieval; shares with their intervals over queries.

    A document is ranked by its best chunk. Raises `AskError` when the documents cannot be indexed.
    """
    names: dict[str, str] = {}
    records = []
    for number, row in enumerate(documents):
        names[f"document-{number}"] = str(row["id"])
        records.append(Document(id=f"document-{number}", text=row["text"], title=row.get("title") or ""))
    answerer = open_documents(records, settings, on_index).edition.answerer
    values: dict[Stage, list[dict[str, float]]] = {stage: [] for stage in stages}
    for query in queries:
        for stage in stages:
            passages = answerer.search(query["query"], top_k=_CHUNKS, stage=stage)
            ranking = list(dict.fromkeys(names[passage.document_id] for passage in passages))[:_DEPTH]
            values[stage].append(rank_metrics(map(str, query["relevant"]), ranking, MEASURED))
        on_query(1)
    return {stage: {name: _mean([row[name] for row in rows]) for name in MEASURED} for stage, rows in values.items()}


def _mean(values: Sequence[float]) -> Estimate:
    return bootstrap({"values": np.array(values)}, lambda columns: float(columns["values"].mean()))
