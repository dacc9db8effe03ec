"""SQuAD 2.0: the shortest answer from one paragraph, or none (Rajpurkar et al. 2018, arXiv 1806.03822).

EM and F1 are those of the official script: lower case, no punctuation, no articles, single spaces; the best over the
references. The threshold search is its ``best_exact`` and ``best_f1``.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.jsonlines import read_rows
from eval.metrics.intervals import Columns, Estimate, bootstrap
from eval.reading import Item, Response
from service.replies import Answer

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores in %: over all questions, over those with an answer (HasAns), and those without (NoAns)."""

    exact: Estimate
    f1: Estimate
    has_answer_exact: Estimate
    has_answer_f1: Estimate
    no_answer: Estimate


@dataclass(frozen=True, slots=True)
class Best:
    """The threshold on the probability of an answer that gives the best F1 over all questions, and that F1 in %."""

    threshold: float
    f1: float


def load(paths: Sequence[Path]) -> list[Item]:
    """Read rows of ``question, title, context, answers[{text}], answerable``; raises `AskError`."""
    rows = read_rows(paths, "question", "context", "answers", "answerable")
    return [
        Item(
            row["question"],
            row.get("title", "").replace("_", " "),
            row["context"],
            tuple(answer["text"] for answer in row["answers"]) if row["answerable"] else (),
        )
        for row in rows
    ]


def prediction(answer: Answer) -> str:
    """Return the short answer or, without one, the sentence whose source scores best; empty for a refusal."""
    if answer.status == "not_found":
        return ""
    if answer.short_answer:
        return answer.short_answer
    worth = {citation.id: citation.score for citation in answer.citations}
    best = max(
        answer.sentences, key=lambda sentence: max((worth[n] for n in sentence.citations), default=0.0), default=None
    )
    return best.text if best else ""


def normalise_answer(text: str) -> str:
    """Return a text as the official script compares it."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(reference: str, predicted: str) -> float:
    """1 where the normalised texts are the same, else 0."""
    return float(normalise_answer(reference) == normalise_answer(predicted))


def f1(reference: str, predicted: str) -> float:
    """Harmonic mean of precision and recall over the normalised words; of empty texts, 1 if both are."""
    gold, said = normalise_answer(reference).split(), normalise_answer(predicted).split()
    if not gold or not said:
        return float(gold == said)
    common = sum((Counter(gold) & Counter(said)).values())
    return 2 * common / (len(gold) + len(said))


def score(items: Sequence[Item], predictions: Sequence[str]) -> Scores:
    """Score one prediction a question; an empty one says that there is no answer."""
    exact, overlap = best_over_references(items, predictions)
    has = np.array([item.answerable for item in items], dtype=np.float64)
    columns = {"exact": exact, "f1": overlap, "has": has}

    def mean(name: str, of: float | None = None) -> Estimate:
        def statistic(rows: Columns) -> float:
            values = rows[name] if of is None else rows[name][rows["has"] == of]
            return float(100 * values.mean()) if len(values) else math.nan

        return bootstrap(columns, statistic)

    return Scores(mean("exact"), mean("f1"), mean("exact", 1), mean("f1", 1), mean("exact", 0))


def best_over_references(items: Sequence[Item], predictions: Sequence[str]) -> tuple[Array, Array]:
    """Return each question's EM and F1 against its best reference, arrays of shape (questions,)."""
    pairs = [
        [(exact_match(reference, said), f1(reference, said)) for reference in _gold(item)]
        for item, said in zip(items, predictions, strict=True)
    ]
    best = np.array([[max(exact for exact, _ in p), max(overlap for _, overlap in p)] for p in pairs])
    return best[:, 0], best[:, 1]


def best_threshold(items: Sequence[Item], responses: Sequence[Response]) -> Best:
    """Find the threshold with the best F1 over all: answered is what is at least so probable to have an answer."""
    predictions = [prediction(response.forced) for response in responses]
    probability = np.array([response.probability for response in responses])
    _, answering = best_over_references(items, predictions)
    refusing = np.array([float(not item.answerable) for item in items])
    order = np.argsort(-probability, kind="stable")
    gain = np.concatenate([[0.0], np.cumsum((answering - refusing)[order])])
    # Replies of equal probability are answered or refused together.
    ends = np.concatenate([[True], np.diff(probability[order]) != 0, [True]])
    total = np.where(ends, refusing.sum() + gain, -np.inf)
    at = int(np.argmax(total))
    threshold = float(probability[order][at - 1]) if at else float(np.nextafter(probability.max(), np.inf))
    return Best(threshold, float(100 * total[at] / len(items)))


def _gold(item: Item) -> Sequence[str]:
    """References that do not normalise to nothing, as the official script takes them; "" where there is no answer."""
    return [text for text in item.references if normalise_answer(text)] or [""]
