"""Pairs of sentences that contradict each other, or nearly do: precision and recall of `service.contradiction`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.asking import AskError
from eval.metrics.intervals import Columns, Estimate, Statistic, bootstrap
from indexer.embedding import Embedder
from indexer.glossary import Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.contradiction import Difference, contradiction
from service.evidence import Evidence
from service.names import Names

OWN_PAIRS = Path(__file__).parent / "gold" / "pairs.jsonl"
"""The pairs that come with Cited, about companies that do not exist and on names of the shipped glossary."""


class Pair(BaseModel):
    """Two sentences, taken to be of different documents, and whether they contradict each other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    a: str = Field(min_length=1)
    b: str = Field(min_length=1)
    conflict: bool
    why: str = Field(min_length=1, description="In what they differ, or why that is no conflict.")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a pair: the respect in which its sentences are said to differ, or None."""

    pair: Pair
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores 0..1 of finding the conflicts among the pairs, with intervals."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


def load_pairs(path: Path) -> list[Pair]:
    """Read the pairs of a JSON Lines file.

    Raises:
        AskError: the file cannot be read, holds no pair, has a line that is none or an id twice; with the line number.

    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read: {error}"
        raise AskError(message) from error
    pairs: dict[str, Pair] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            pair = Pair.model_validate_json(line)
        except ValidationError as error:
            message = f"{path}:{number}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}"
            raise AskError(message) from error
        if pair.id in pairs:
            message = f"{path}:{number}: id {pair.id!r} is used twice"
            raise AskError(message)
        pairs[pair.id] = pair
    if not pairs:
        message = f"{path}: holds no pair"
        raise AskError(message)
    return list(pairs.values())


def find(pairs: Sequence[Pair], embedder: Embedder, glossary: Glossary) -> list[Found]:
    """Look at each pair alone, as two documents of one sentence."""
    names = Names(glossary)
    first, second = (embedder.encode(texts) for texts in ([pair.a for pair in pairs], [pair.b for pair in pairs]))
    cosines = np.sum(first * second, axis=1)

    def read(document_id: str, text: str) -> Evidence:
        return Evidence(Document(document_id, text, document_id), text, 0, names, analyse)

    return [
        Found(pair, contradiction(read("a", pair.a), read("b", pair.b), float(cosine)))
        for pair, cosine in zip(pairs, cosines, strict=True)
    ]


def score(found: Sequence[Found]) -> Scores:
    """Precision, recall and F1 of the conflicts found."""
    columns = {
        "said": np.array([item.difference is not None for item in found], dtype=np.float64),
        "true": np.array([item.pair.conflict for item in found], dtype=np.float64),
    }
    return Scores(*(bootstrap(columns, statistic) for statistic in (_share_of("said"), _share_of("true"), _f1)))


def _share_of(column: str) -> Statistic:
    """The share right of those that are said to be conflicts (precision) or that are (recall)."""

    def share(columns: Columns) -> float:
        size = columns[column].sum()
        return float((columns["said"] * columns["true"]).sum() / size) if size else float("nan")

    return share


def _f1(columns: Columns) -> float:
    size = columns["said"].sum() + columns["true"].sum()
    return float(2 * (columns["said"] * columns["true"]).sum() / size) if size else float("nan")
