"""CLAPnq: long answers from one passage, or a refusal (Rosenthal et al. 2024, arXiv 2404.02103, Table 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer

from eval.jsonlines import read_rows
from eval.metrics.abstention import roc_area
from eval.metrics.intervals import Columns, Estimate, bootstrap
from eval.reading import Item, Response, text_of

PUBLISHED = (
    ("GPT-4", 35.9, 18.0),
    ("GPT-3.5", 39.8, 37.0),
    ("Mistral-7B", 39.0, 18.6),
    ("FLAN-T5-XXL", 22.1, 84.0),
    ("CLAPnq-T5-lg", 57.2, 89.2),
    ("full passage", 49.5, 0.0),
)
"""Rows of the paper's table: RougeL on the answerable questions, share of the unanswerable that is refused, in %."""

TARGET_REFUSED = 0.85
_SCORER = RougeScorer(["rouge1", "rougeL"])


@dataclass(frozen=True, slots=True)
class Scores:
    """A row of the table. Rouge, recall and shares in %, length in characters, each over the questions it applies to.

    ``rouge_l``, ``rouge_l_passage``, ``recall`` and ``length`` are over all answerable questions, with 0 for a refusal.
    """

    rouge_l: Estimate
    rouge_l_passage: Estimate
    recall: Estimate
    length: Estimate
    answered: Estimate
    refused: Estimate


def load(paths: Sequence[Path]) -> list[Item]:
    """Read CLAPnq rows, in the format in which it is published; raises `AskError`."""
    items = []
    for row in read_rows(paths, "input", "passages", "output"):
        passage = row["passages"][0]
        references = tuple(output["answer"] for output in row["output"] if output["answer"])
        items.append(Item(row["input"], passage["title"], passage["text"], references))
    return items


def score(items: Sequence[Item], predictions: Sequence[str]) -> Scores:
    """Score one prediction a question; an empty one is a refusal.

    RougeL (Lin 2004) is the F measure against the best of the references; "to the passage" it measures how extractive
    the answer is; recall is the share of the best reference's words that the answer has.
    """
    rows = [_row(item, prediction) for item, prediction in zip(items, predictions, strict=True)]
    columns = {name: np.array([row.get(name, np.nan) for row in rows]) for name in Scores.__dataclass_fields__}
    return Scores(**{name: _mean(columns, name) for name in columns})


def answerability_auc(items: Sequence[Item], responses: Sequence[Response]) -> float:
    """Area under the ROC curve of the probability that the passage answers."""
    truth = np.array([item.answerable for item in items], dtype=np.float64)
    return roc_area(truth, np.array([response.probability for response in responses]))


def at_threshold(items: Sequence[Item], responses: Sequence[Response], share: float) -> tuple[float, list[str]]:
    """Return the least threshold at which a share of the unanswerable is refused, and the predictions at it."""
    probabilities = [r.probability for item, r in zip(items, responses, strict=True) if not item.answerable]
    # Refused is what lies below the threshold, so it must lie just above as many of them as have to be refused.
    lowest = np.sort(probabilities)[: int(np.ceil(share * len(probabilities)))]
    threshold = float(np.nextafter(lowest[-1], np.inf))
    return threshold, [text_of(r.forced) if r.probability >= threshold else "" for r in responses]


def _row(item: Item, prediction: str) -> dict[str, float]:
    said = float(bool(prediction))
    if not item.answerable:
        return {"refused": 100 * (1 - said)}
    rouge = [_SCORER.score(reference, prediction) for reference in item.references]
    return {
        "rouge_l": 100 * max(scores["rougeL"].fmeasure for scores in rouge),
        "rouge_l_passage": 100 * _SCORER.score(item.passage, prediction)["rougeL"].fmeasure,
        "recall": 100 * max(scores["rouge1"].recall for scores in rouge),
        "length": float(len(prediction)),
        "answered": 100 * said,
    }


def _mean(columns: Columns, name: str) -> Estimate:
    kept = columns[name][~np.isnan(columns[name])]
    return bootstrap({name: kept}, lambda rows: float(rows[name].mean()) if len(rows[name]) else np.nan)
