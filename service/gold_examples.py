"""A gold set's questions as examples to fit on: those of its dev split, asked of the corpus that it is about."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.progress import track

from indexer.records import Document
from service.answering import Answerer
from service.calibration import Featured, asked_of
from service.evidence import Evidence
from service.fitting import Asked

WEIGHT = 3.0  # of such a question: they are few beside the public ones, and ask as the users do


def ask_gold(answerer: Answerer, read: Featured, gold: Path, documents: Mapping[str, Document]) -> Iterator[Asked]:
    """Asks each question of the dev split; a sentence holds the answer where the gold set quotes it as evidence.

    The format is that of ``eval/README.md``; a question that has none is refused by `ValueError` or `KeyError`.
    """
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    for row in track([row for row in rows if _is_dev(row)], "Asking the gold set"):
        places = list(_evidence(row, documents)) if row["answerable"] else []

        def holds(sentence: Evidence, places: list[tuple[str, int, int]] = places) -> bool:
            return any(d == sentence.document_id and sentence.start < end and s < sentence.end for d, s, end in places)

        question = answerer.questions.read(row["question"])
        for part in question.parts or (question,):
            yield Asked(
                *asked_of(answerer, read, part, None, holds),
                article=row["id"],
                weight=WEIGHT,
            )


def _is_dev(row: Mapping[str, Any]) -> bool:
    split = row.get("split") or ("test" if int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 2 else "dev")
    return bool(split == "dev")


def _evidence(row: Mapping[str, Any], documents: Mapping[str, Document]) -> Iterator[tuple[str, int, int]]:
    """Where each quote stands: document, start, end; a document is named by its id or by that's first part."""
    for evidence in row["evidence"]:
        name = evidence["document"]
        for key, document in documents.items():
            if name in {key, re.split(r"[-_]", key)[0]} and (start := document.text.find(evidence["quote"])) >= 0:
                yield key, start, start + len(evidence["quote"])
