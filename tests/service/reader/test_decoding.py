"""From logits to spans and sentences."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from indexer.records import Span
from service.reader.decoding import MAX_ANSWER_TOKENS, best_span, sentence_means
from service.reader.features import Pair, PairText, encode

PASSAGE = "One two. Three four five."


@pytest.fixture
def pair(tokenizer: Tokenizer) -> Pair:
    return encode(tokenizer, [PairText("Which?", "Title", PASSAGE, [Span(0, 8), Span(9, len(PASSAGE))])])[0]


def _logits(pair: Pair, word: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    logits = np.zeros(len(pair.ids), np.float32)
    logits[int(np.flatnonzero(pair.starts == PASSAGE.index(word))[0])] = 5.0
    return logits


def test_the_best_span_runs_from_the_best_start_to_the_best_end(pair: Pair) -> None:
    found = best_span(pair, _logits(pair, "Three"), _logits(pair, "five"))
    assert found is not None
    assert PASSAGE[found.span.start : found.span.end] == "Three four five"
    assert found.margin == 10.0


def test_an_end_before_its_start_is_no_span(pair: Pair) -> None:
    found = best_span(pair, _logits(pair, "four"), _logits(pair, "One"))
    assert found is not None
    assert found.span.start < found.span.end
    assert found.margin == 5.0


def test_the_null_answer_makes_the_margin_negative(pair: Pair) -> None:
    start, end = np.zeros(len(pair.ids), np.float32), np.zeros(len(pair.ids), np.float32)
    start[0] = end[0] = 3.0
    found = best_span(pair, start, end)
    assert found is not None
    assert found.margin == -6.0


def test_a_span_has_an_upper_length(tokenizer: Tokenizer) -> None:
    text = " ".join(["word"] * 100)
    pair = encode(tokenizer, [PairText("Which?", "", text, [Span(0, len(text))])])[0]
    tokens = np.flatnonzero(pair.sentence >= 0)
    start, end = np.zeros(len(pair.ids), np.float32), np.zeros(len(pair.ids), np.float32)
    start[tokens[0]] = end[tokens[-1]] = 9.0
    found = best_span(pair, start, end)
    assert found is not None
    assert len(text[found.span.start : found.span.end].split()) <= MAX_ANSWER_TOKENS


def test_sentence_means_are_means_over_each_sentences_tokens(pair: Pair) -> None:
    evidence = np.where(pair.sentence == 1, 2.0, -1.0).astype(np.float32)
    assert sentence_means(pair, evidence, 3).tolist() == [-1.0, 2.0, -np.inf]
