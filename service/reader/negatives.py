"""Passages that look as if they answered a question and do not: the examples from which refusing is learned."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import bm25s
import Stemmer

from indexer.records import Span
from service.reader.examples import Example

_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")


def without_answer_sentence(example: Example) -> Example | None:
    """The passage less the sentences that hold the answer, or None where nothing or the answer would remain."""
    if example.answer is None or len(example.sentences) - len(example.evidence) < 1:
        return None
    answer = example.passage[example.answer.start : example.answer.end].lower()
    kept = [span for i, span in enumerate(example.sentences) if i not in example.evidence]
    pieces, spans, length = [], [], 0
    for span in kept:
        piece = example.passage[span.start : span.end]
        pieces.append(piece)
        spans.append(Span(length, length + len(piece)))
        length += len(piece) + 1
    passage = " ".join(pieces)
    if answer in passage.lower():
        return None
    return replace(example, passage=passage, sentences=tuple(spans), answer=None, evidence=frozenset())


def with_other_constraint(example: Example, rng: random.Random, names: Sequence[str]) -> Example | None:
    """The question with one number moved or one name of its article swapped, so that the passage no longer answers."""
    question = example.question
    numbers = [m for m in _NUMBER.finditer(question) if m.group() in example.passage]
    if numbers:
        found = rng.choice(numbers)
        changed = _other_number(found.group(), rng)
        if changed in example.passage:
            return None
    else:
        mentions = [m for m in _NAME.finditer(question) if m.group() in example.passage]
        others = [name for name in names if name not in example.passage and name not in question]
        if not mentions or not others:
            return None
        found, changed = rng.choice(mentions), rng.choice(others)
    question = question[: found.start()] + changed + question[found.end() :]
    return replace(example, question=question, answer=None, evidence=frozenset())


def names_by_title(examples: Sequence[Example]) -> dict[str, list[str]]:
    """The capitalised names in each title's questions, as stock for `with_other_constraint`."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for example in examples:
        found[example.title].update(_NAME.findall(example.question))
    return {title: sorted(names) for title, names in found.items()}


@dataclass(frozen=True, slots=True)
class _Passage:
    title: str
    text: str
    sentences: tuple[Span, ...]


def mine_hard_negatives(examples: Sequence[Example], per_question: int, depth: int = 12) -> dict[str, list[Example]]:
    """Highly ranked passages that do not hold the answer, by example id.

    BM25 over the distinct passages ranks ``depth`` candidates for each question; those that are the example's own
    passage or contain its answer's text are left out, the next ``per_question`` are kept. Single sentences are mined
    among themselves: BM25 would prefer them to longer passages.
    """
    single = [example for example in examples if len(example.sentences) == 1]
    longer = [example for example in examples if len(example.sentences) > 1]
    return _mine(single, per_question, depth) | _mine(longer, per_question, depth)


def _mine(examples: Sequence[Example], per_question: int, depth: int) -> dict[str, list[Example]]:
    passages = list({e.passage: _Passage(e.title, e.passage, e.sentences) for e in examples}.values())
    if len(passages) <= depth:
        return {}
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25()
    index.index(bm25s.tokenize([p.text for p in passages], stemmer=stemmer, show_progress=False), show_progress=False)
    queries = bm25s.tokenize([e.question for e in examples], stemmer=stemmer, show_progress=False, return_ids=False)
    ranked, _ = index.retrieve(queries, k=depth, show_progress=False)
    mined: dict[str, list[Example]] = {}
    for example, row in zip(examples, ranked, strict=True):
        if example.answer is None:
            continue
        answer = example.passage[example.answer.start : example.answer.end].lower()
        hard = [p for p in (passages[i] for i in row) if p.text != example.passage and answer not in p.text.lower()]
        mined[example.id] = [
            replace(example, title=p.title, passage=p.text, sentences=p.sentences, answer=None, evidence=frozenset())
            for p in hard[:per_question]
        ]
    return mined


def _other_number(number: str, rng: random.Random) -> str:
    digits = number.replace(",", "").rstrip(".")
    if re.fullmatch(r"(1[5-9]|20)\d\d", digits):
        return str(int(digits) + rng.choice([-3, -2, -1, 1, 2, 3]))
    position = rng.randrange(len(digits))
    if not digits[position].isdigit():
        position = 0
    swapped = rng.choice([d for d in "123456789" if d != digits[position]])
    return digits[:position] + swapped + digits[position + 1 :]
