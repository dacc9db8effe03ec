"""The stream of training examples and their targets."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from service.reader.config import TrainingConfig, read_config
from service.reader.examples import load_examples
from service.reader.features import PairText, encode
from service.reader.sampling import ExampleStream, _cropped, batches, make_batch

NAME = "squad2_dev.articles_a"


def _config() -> TrainingConfig:
    return read_config().model_copy(update={"sources": {NAME: 1.5}})


def _stream(data: Path) -> ExampleStream:
    return ExampleStream({NAME: load_examples(data / f"{NAME}.jsonl.gz")}, _config())


def test_an_epoch_repeats_itself_and_the_next_one_differs(data: Path) -> None:
    stream = _stream(data)
    first, again, other = (list(stream.epoch(n)) for n in (0, 0, 1))
    assert first == again
    assert first != other
    assert len(first) == 60


def test_targets_decode_to_the_answer(data: Path, tokenizer: Tokenizer) -> None:
    examples = load_examples(data / f"{NAME}.jsonl.gz")[:4]
    pairs = encode(tokenizer, [PairText(e.question, e.title, e.passage, e.sentences) for e in examples])
    batch = make_batch(examples, pairs)
    found = [tokenizer.decode(batch.ids[r, batch.start[r] : batch.end[r] + 1].tolist()) for r in range(3)]
    assert found == ["1800", "mr. smith", "trains"]
    assert batch.answerable.tolist() == [1, 1, 1, 0]
    assert (batch.start[3], batch.end[3]) == (0, 0)
    assert np.flatnonzero(batch.evidence[0]).tolist() == [1]


def test_batches_hold_every_example_once_and_keep_to_the_token_limit(data: Path, tokenizer: Tokenizer) -> None:
    made = list(batches(_stream(data), 0, tokenizer, 512, seed=3))
    assert sum(len(b) for b in made) == 60
    assert all(b.ids.size <= 512 for b in made)


def test_a_crop_keeps_the_answer(data: Path) -> None:
    for example in load_examples(data / f"{NAME}.jsonl.gz"):
        for seed in range(5):
            crop = _cropped(example, random.Random(seed))
            assert len(crop.sentences) <= len(example.sentences)
            if example.answer is not None:
                assert crop.answer is not None
                kept = crop.passage[crop.answer.start : crop.answer.end]
                assert kept == example.passage[example.answer.start : example.answer.end]
                held = crop.sentences[min(crop.evidence)]
                assert held.start <= crop.answer.start < held.end
