"""The stream of training examples: positives, the negatives that go with them, crops, and batches by length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.records import Span
from service.reader.config import TrainingConfig
from service.reader.examples import Example
from service.reader.features import Pair, PairText, collate, encode
from service.reader.negatives import (
    mine_hard_negatives,
    names_by_title,
    with_other_constraint,
    without_answer_sentence,
)
from service.reader.rewording import Rewording

UNKNOWN = -100  # the target of a span that is there but not known; what cross-entropy ignores by default
_POOL = 2048  # examples sorted by length together: enough for even batches, few enough to stay shuffled


@dataclass(frozen=True, slots=True)
class Batch:
    """B tokenised pairs with their targets; a target span of (0, 0) is the null answer, one of `UNKNOWN` no target."""

    ids: NDArray[np.int64]  # (B, L), as are mask, types
    mask: NDArray[np.int64]
    types: NDArray[np.int64]
    start: NDArray[np.int64]  # (B,)
    end: NDArray[np.int64]
    answerable: NDArray[np.float32]
    sentence: NDArray[np.int64]  # (B, L): the sentence of each token, -1 outside
    evidence: NDArray[np.float32]  # (B, S): 1 where sentence s belongs to the answer
    sentence_count: NDArray[np.int64]  # (B,)
    texts: tuple[tuple[str, str], ...]  # B questions with their passages

    def __len__(self) -> int:
        """The number of pairs."""
        return len(self.ids)


class ExampleStream:
    """Endless, repeatable training examples drawn as a `TrainingConfig` says."""

    def __init__(
        self, by_source: dict[str, list[Example]], config: TrainingConfig, rewording: Rewording | None = None
    ) -> None:
        self._rewording = rewording
        self._by_source = by_source
        self._config = config
        everything = [example for examples in by_source.values() for example in examples]
        self._mined = mine_hard_negatives(everything, per_question=4)
        self._names = {s: names_by_title(examples) for s, examples in by_source.items()}

    def epoch(self, number: int) -> Iterator[Example]:
        """The examples of one epoch, in an order that only the seed and the number decide."""
        rng = random.Random(f"{self._config.seed}/{number}")
        drawn: list[Example] = []
        for source, examples in self._by_source.items():
            times = self._config.sources[source]
            whole, part = divmod(times, 1)
            drawn += examples * int(whole) + rng.sample(examples, round(part * len(examples)))
        rng.shuffle(drawn)
        for example in drawn:
            yield self._variant(example, rng)

    def _variant(self, example: Example, rng: random.Random) -> Example:
        if example.answer is not None and example.source not in self._config.own_negatives:
            example = self._negative(example, rng) or example
        if len(example.sentences) == 1 and rng.random() < 0.6:
            example = _among_others(example, self._beside(example, rng), rng)
        if rng.random() < self._config.crop_share:
            example = _cropped(example, rng)
        if self._rewording is not None and rng.random() < self._config.reworded_share:
            example = self._rewording.reworded(example, rng)
        return example if rng.random() < self._config.title_share else replace(example, title="")

    def _beside(self, example: Example, rng: random.Random) -> list[Example]:
        """Sentences to put a single sentence among: half of the time those that look most like answering too."""
        alike = self._mined.get(example.id, [])
        if len(alike) > 1 and rng.random() < 0.5:
            return rng.sample(alike, rng.randint(2, len(alike)))
        return rng.sample(self._by_source[example.source], rng.randint(2, 4))

    def _negative(self, example: Example, rng: random.Random) -> Example | None:
        shares = self._config.negatives
        draw = rng.random()
        if draw < shares.mined:
            hard = self._mined.get(example.id)
            return rng.choice(hard) if hard else None
        draw -= shares.mined
        if draw < shares.sentence_removed:
            return without_answer_sentence(example)
        draw -= shares.sentence_removed
        if draw < shares.other_constraint:
            return with_other_constraint(example, rng, self._names[example.source][example.title])
        draw -= shares.other_constraint
        if draw < shares.random:
            other = rng.choice(self._by_source[example.source])
            return None if other.passage == example.passage else _read_with(example, other)
        return None


def batches(
    stream: ExampleStream, epoch: int, tokenizer: Tokenizer, tokens_per_batch: int, seed: int
) -> Iterator[Batch]:
    """One epoch in batches of pairs of like length, in shuffled order."""
    rng = random.Random(f"{seed}/batches/{epoch}")
    pool: list[Example] = []
    for example in stream.epoch(epoch):
        pool.append(example)
        if len(pool) == _POOL:
            yield from _shuffled(pool, tokenizer, tokens_per_batch, rng)
            pool = []
    yield from _shuffled(pool, tokenizer, tokens_per_batch, rng)


def make_batch(examples: Sequence[Example], pairs: Sequence[Pair]) -> Batch:
    """The targets of ``examples`` on their tokens; an answer that was cut off is no answer."""
    ids, mask, types = collate(pairs)
    rows = len(pairs)
    widest = max(len(e.sentences) for e in examples)
    start, end, answerable = np.zeros(rows, np.int64), np.zeros(rows, np.int64), np.zeros(rows, np.float32)
    sentence = np.full(ids.shape, -1, np.int64)
    evidence = np.zeros((rows, widest), np.float32)
    for row, (example, pair) in enumerate(zip(examples, pairs, strict=True)):
        sentence[row, : len(pair.sentence)] = pair.sentence
        if example.answer is None:
            continue
        tokens = np.flatnonzero((pair.ends > example.answer.start) & (pair.starts < example.answer.end))
        if len(tokens):
            answerable[row] = 1.0
            start[row], end[row] = (tokens[0], tokens[-1]) if example.exact else (UNKNOWN, UNKNOWN)
            evidence[row, sorted(example.evidence)] = 1.0
    counts = np.array([len(e.sentences) for e in examples], np.int64)
    texts = tuple((example.question, example.passage) for example in examples)
    return Batch(ids, mask, types, start, end, answerable, sentence, evidence, counts, texts)


def _shuffled(pool: list[Example], tokenizer: Tokenizer, tokens: int, rng: random.Random) -> Iterator[Batch]:
    encoded = encode(tokenizer, [PairText(e.question, e.title, e.passage, e.sentences) for e in pool])
    order = sorted(range(len(pool)), key=lambda i: len(encoded[i].ids))
    groups: list[list[int]] = []
    for i in order:
        if groups and (len(groups[-1]) + 1) * len(encoded[i].ids) <= tokens:
            groups[-1].append(i)
        else:
            groups.append([i])
    rng.shuffle(groups)
    for group in groups:
        yield make_batch([pool[i] for i in group], [encoded[i] for i in group])


def _read_with(example: Example, other: Example) -> Example:
    return replace(
        example,
        title=other.title,
        passage=other.passage,
        sentences=other.sentences,
        answer=None,
        evidence=frozenset(),
    )


def _among_others(example: Example, others: Sequence[Example], rng: random.Random) -> Example:
    """A one-sentence passage between sentences of others, so that the right sentence has to be found."""
    pieces = [example.passage, *(o.passage for o in others if o.passage != example.passage)]
    order = list(range(len(pieces)))
    rng.shuffle(order)
    spans, length, shift, own = [], 0, 0, 0
    for position, piece in enumerate(order):
        if piece == 0:
            shift, own = length, position
        spans.append(Span(length, length + len(pieces[piece])))
        length += len(pieces[piece]) + 1
    return replace(
        example,
        passage=" ".join(pieces[i] for i in order),
        sentences=tuple(spans),
        answer=Span(example.answer.start + shift, example.answer.end + shift) if example.answer else None,
        evidence=frozenset({own}) if example.answer else frozenset(),
    )


def _cropped(example: Example, rng: random.Random) -> Example:
    """A run of two to five sentences of the passage that holds the answer, if there is one."""
    size = rng.randint(2, 5)
    count = len(example.sentences)
    if count <= size:
        return example
    first, last = (min(example.evidence), max(example.evidence)) if example.evidence else (0, 0)
    if not example.evidence:
        first = last = rng.randrange(count)
    latest = max(0, min(first, count - size))
    begin = rng.randint(min(max(0, last - size + 1), latest), latest)
    stop = max(begin + size, last + 1)
    kept = example.sentences[begin:stop]
    shift = kept[0].start
    return replace(
        example,
        passage=example.passage[shift : kept[-1].end],
        sentences=tuple(Span(s.start - shift, s.end - shift) for s in kept),
        answer=Span(example.answer.start - shift, example.answer.end - shift) if example.answer else None,
        evidence=frozenset(i - begin for i in example.evidence),
    )
