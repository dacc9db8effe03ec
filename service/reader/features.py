"""Questions and passages as token ids, with the map from tokens back to characters and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from indexer.records import Span

NO_SENTENCE = -1


@dataclass(frozen=True, slots=True)
class Pair:
    """One tokenised question–passage pair of L tokens.

    ``starts`` and ``ends`` are offsets into the passage, -1 for tokens of the question and the title;
    ``sentence`` is the position of the sentence that holds the token, or `NO_SENTENCE`. ``cut``: whether the passage's
    end was left out, as it did not fit.
    """

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    sentence: NDArray[np.int64]
    cut: bool


@dataclass(frozen=True, slots=True)
class PairText:
    """What the reader is given to read: the question, what the passage stands under, and the passage."""

    question: str
    title: str
    passage: str
    sentences: Sequence[Span]


def load_tokenizer(path: str, max_tokens: int) -> Tokenizer:
    """The word-piece tokenizer at ``path``; of a pair that is too long it cuts the passage's end."""
    tokenizer: Tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="only_second")
    return tokenizer


def encode(tokenizer: Tokenizer, texts: Sequence[PairText]) -> list[Pair]:
    """Tokenise ``[CLS] question [SEP] title: passage [SEP]`` for each text, offsets in the passage's characters."""
    prefixes = [f"{text.title}: " if text.title else "" for text in texts]
    encodings = tokenizer.encode_batch(
        [(text.question, prefix + text.passage) for text, prefix in zip(texts, prefixes, strict=True)]
    )
    return [_pair(e, len(p), t.sentences) for e, p, t in zip(encodings, prefixes, texts, strict=True)]


def collate(pairs: Sequence[Pair]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(ids, attention mask, token types), each (B, longest L), padded with zeros."""
    shape = (len(pairs), max(len(pair.ids) for pair in pairs))
    ids, mask, types = (np.zeros(shape, np.int64) for _ in range(3))
    for row, pair in enumerate(pairs):
        length = len(pair.ids)
        ids[row, :length], mask[row, :length], types[row, :length] = pair.ids, 1, pair.types
    return ids, mask, types


def _pair(encoding: Encoding, prefix: int, sentences: Sequence[Span]) -> Pair:
    types = np.array(encoding.type_ids, np.int64)
    offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2) - prefix
    special = np.array(encoding.special_tokens_mask, bool)
    inside = (types == 1) & ~special & (offsets[:, 0] >= 0)
    starts = np.where(inside, offsets[:, 0], -1)
    ends = np.where(inside, offsets[:, 1], -1)
    sentence = np.full(len(types), NO_SENTENCE, np.int64)
    for position, span in enumerate(sentences):
        sentence[inside & (starts >= span.start) & (starts < span.end)] = position
    return Pair(np.array(encoding.ids, np.int64), types, starts, ends, sentence, bool(encoding.overflowing))
