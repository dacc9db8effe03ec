"""Tokens and the characters and sentences that they stand for."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

from indexer.records import Span
from service.reader.features import NO_SENTENCE, PairText, collate, encode

PASSAGE = "Ärger in Köln. The H5 costs 169,800 yuan."
TEXT = PairText("What does the H5 cost?", "Prices", PASSAGE, [Span(0, 14), Span(15, len(PASSAGE))])


def test_offsets_rebuild_the_passage_and_only_the_passage(tokenizer: Tokenizer) -> None:
    pair = encode(tokenizer, [TEXT])[0]
    inside = pair.sentence != NO_SENTENCE
    words = [PASSAGE[s:e] for s, e in zip(pair.starts[inside], pair.ends[inside], strict=True)]
    assert "".join(words) == PASSAGE.replace(" ", "")
    assert (pair.starts[~inside] == -1).all()


def test_each_token_knows_its_sentence(tokenizer: Tokenizer) -> None:
    pair = encode(tokenizer, [TEXT])[0]
    inside = pair.sentence != NO_SENTENCE
    assert ((pair.starts[inside] >= 15) == (pair.sentence[inside] == 1)).all()


def test_a_long_passage_is_cut_and_the_question_is_not(tokenizer: Tokenizer) -> None:
    long = "word " * 1000
    pair = encode(tokenizer, [PairText("Why?", "", long, [Span(0, len(long))])])[0]
    assert len(pair.ids) == 256
    assert tokenizer.decode(pair.ids[:4].tolist()).startswith("why?")


def test_padding_is_masked(tokenizer: Tokenizer) -> None:
    pairs = encode(tokenizer, [TEXT, PairText("Why?", "", "So.", [Span(0, 3)])])
    ids, mask, types = collate(pairs)
    assert ids.shape == mask.shape == types.shape == (2, len(pairs[0].ids))
    assert mask.sum(axis=1).tolist() == [len(p.ids) for p in pairs]
    assert not np.any(ids[mask == 0])
