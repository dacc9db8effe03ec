"""Passages are read as the model reads them, and long ones whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from indexer.records import Span
from indexer.sentences import split_sentences
from service.reader.features import PairText, collate, encode
from service.reader.inference import MAX_TOKENS, CrossEncoder
from service.reader.model import load


@pytest.fixture(scope="module")
def reader(weights: Path) -> CrossEncoder:
    return CrossEncoder.load(weights, threads=1)


def _text(passage: str) -> PairText:
    return PairText("What does the car cost?", "Cars", passage, split_sentences(passage))


def test_a_passage_is_read_as_the_model_reads_it(reader: CrossEncoder, weights: Path, tokenizer: Tokenizer) -> None:
    text = _text("The car costs 10,000 yuan. It is red. People like it.")
    pair = encode(tokenizer, [text])[0]
    with torch.inference_mode():
        output = load(weights)(*(torch.from_numpy(a) for a in collate([pair])))
    reading = reader.read([text])[0]
    assert reading.answerability == pytest.approx(float(output.answerability[0]), abs=1e-4)
    means = [float(output.evidence[0][torch.from_numpy(pair.sentence == s)].mean()) for s in range(3)]
    assert reading.evidence == pytest.approx(means, abs=1e-4)


def test_a_passage_reads_alike_alone_and_among_others(reader: CrossEncoder) -> None:
    texts = [_text("The car costs 10,000 yuan."), _text("Nothing is known. " * 30), _text("A third passage.")]
    alone = [reader.read([text])[0] for text in texts]
    for one, other in zip(alone, reader.read(texts), strict=True):
        assert one.answerability == pytest.approx(other.answerability, abs=1e-3)
        assert [d and d.span for d in one.spans] == [d and d.span for d in other.spans]


def test_a_long_passage_is_read_in_windows_that_cover_every_sentence(reader: CrossEncoder) -> None:
    passage = " ".join(f"Sentence number {n} says little about anything at all." for n in range(120))
    text = _text(passage)
    assert len(reader._windows(text).__next__().text.sentences) < 120
    reading = reader.read([text])[0]
    assert len(reading.evidence) == 120
    assert np.isfinite(reading.evidence).all()
    for sentence, decoded in zip(text.sentences, reading.spans, strict=True):
        assert decoded is not None
        assert sentence.start <= decoded.span.start < decoded.span.end <= sentence.end


def test_a_sentence_longer_than_any_window_is_still_read(reader: CrossEncoder) -> None:
    passage = "word " * (2 * MAX_TOKENS)
    reading = reader.read([PairText("Why?", "", passage, [Span(0, len(passage))])])[0]
    assert reading.spans[0] is not None
