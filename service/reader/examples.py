"""What the reader learns from: questions with a passage, as the public data sets give them."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.records import Span
from indexer.sentences import split_sentences

# Titles that only say where a set comes from tell the reader nothing about the passage.
_PLACEHOLDER_TITLE = re.compile(r"Filtered_Reddit_Comments|Amazon_Reviews_\d+")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage with its sentences, and the span that answers (None: the passage does not answer).

    Where ``exact`` is false, ``answer`` is the sentence that holds the answer: its words in it are not known.
    """

    id: str
    source: str
    title: str
    question: str
    passage: str
    sentences: tuple[Span, ...]
    answer: Span | None
    evidence: frozenset[int] = frozenset()  # positions in sentences that belong to a full answer
    exact: bool = True


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a ``.jsonl.gz`` file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def load_examples(path: Path) -> list[Example]:
    """All examples of a file in one of two shapes.

    SQuAD's, ``id, title, question, context, answers[{text, start}], answerable``; or ``question, sentence``, where the
    sentence is the passage.
    """
    source = path.name.removesuffix(".jsonl.gz")
    sentences: dict[str, tuple[Span, ...]] = {}
    examples = []
    for number, row in enumerate(read_rows(path)):
        if "sentence" in row:
            examples.append(_sentence_example(f"{source}/{number}", source, row["question"], row["sentence"]))
            continue
        passage = row["context"]
        if passage not in sentences:
            sentences[passage] = tuple(split_sentences(passage))
        answer = _most_common_answer(row["answers"]) if row["answerable"] else None
        if row["answerable"] and (answer is None or passage[answer.start : answer.end].strip() == ""):
            continue
        title = "" if _PLACEHOLDER_TITLE.fullmatch(row["title"]) else row["title"].replace("_", " ")
        examples.append(
            Example(
                id=row["id"],
                source=source,
                title=title,
                question=row["question"].strip(),
                passage=passage,
                sentences=sentences[passage],
                answer=answer,
                evidence=_evidence(answer, sentences[passage]),
            )
        )
    return examples


def _sentence_example(name: str, source: str, question: str, sentence: str) -> Example:
    passage = sentence.strip()
    whole = Span(0, len(passage))
    return Example(name, source, "", question.strip(), passage, (whole,), whole, frozenset({0}), exact=False)


def split_by_title(examples: list[Example], held_out_share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """(training, held-out), no passage in both: whole titles are held out, or passages where none is named."""
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.title or example.passage, []).append(example)
    names = sorted(groups)
    random.Random(seed).shuffle(names)
    held_out: list[Example] = []
    for position, name in enumerate(names):
        if len(held_out) >= held_out_share * len(examples):
            return [e for other in names[position:] for e in groups[other]], held_out
        held_out += groups[name]
    return [], held_out


def _most_common_answer(answers: list[dict[str, Any]]) -> Span | None:
    spans = [Span(a["start"], a["start"] + len(a["text"])) for a in answers]
    return max(spans, key=lambda span: (spans.count(span), span.start - span.end), default=None)


def _evidence(answer: Span | None, sentences: tuple[Span, ...]) -> frozenset[int]:
    if answer is None:
        return frozenset()
    return frozenset(
        i for i, sentence in enumerate(sentences) if sentence.start < answer.end and answer.start < sentence.end
    )
