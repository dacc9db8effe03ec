"""Indexes of any size to measure on: real text as far as it goes, then text and vectors made from it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.build import BuildReport, index_documents
from indexer.chunking import ChunkSize, chunk_document
from indexer.embedding import Embedder, OnBatch
from indexer.records import Document
from indexer.sentences import document_sentences
from indexer.snapshot import Snapshot
from service.settings import Settings

NOISE = 0.5  # length of the noise that is added to a unit vector: the cosine to the original is then about 0.89
_SENTENCES_PER_DOCUMENT = 120
_TRIAL = 5  # documents that are cut to learn how many it takes
_BLOCK = 10_000


class TimedEmbedder(Embedder):
    """The embedder of a build, with how many texts it was given and how long it took, what is done with them aside."""

    def __init__(self, embedder: Embedder) -> None:
        vars(self).update(vars(embedder))
        self.texts = 0
        self.seconds = 0.0

    def encode(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> NDArray[np.float32]:
        """Embed texts, as `Embedder` does."""

        def timed(rows: Sequence[int], vectors: NDArray[np.float32]) -> None:
            began = time.perf_counter()
            if on_batch is not None:
                on_batch(rows, vectors)
            self.seconds -= time.perf_counter() - began

        began = time.perf_counter()
        vectors = super().encode(texts, timed)
        self.seconds += time.perf_counter() - began
        self.texts += len(texts)
        return vectors


class NoisyEmbedder(Embedder):
    """Gives unit vectors near real ones instead of embedding: an index of that size without the hours.

    Questions, which are no part of the index and are given without ``on_batch``, are really embedded.
    """

    def __init__(self, embedder: Embedder, real: NDArray[np.float32]) -> None:
        vars(self).update(vars(embedder))
        self._real = real
        self._random = np.random.default_rng(0)
        self._counts: dict[str, int] = {}

    def count_tokens_each(self, texts: Sequence[str]) -> list[int]:
        """As `Embedder` does, each text once: made text says the same few hundred sentences again and again."""
        new = [text for text in dict.fromkeys(texts) if text not in self._counts]
        self._counts.update(zip(new, super().count_tokens_each(new), strict=True))
        return [self._counts[text] for text in texts]

    def encode(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> NDArray[np.float32]:
        """Make vectors of shape (texts, dimension) from real ones with noise."""
        if on_batch is None:
            return super().encode(texts)
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), _BLOCK):  # all at once would take the memory several times over
            block = rows[first : first + _BLOCK]
            self._random.standard_normal(out=block, dtype=np.float32)
            block *= np.float32(NOISE / np.sqrt(self.dimension))
            block += self._real[self._random.integers(len(self._real), size=len(block))]
            block /= np.linalg.norm(block, axis=1, keepdims=True)
        if len(texts):
            on_batch(range(len(texts)), rows)
        return rows


@dataclass(frozen=True, slots=True)
class BuildRate:
    """How fast real text is indexed: the encoder's own time, in the very same batches, as a share of the build's."""

    chunks: int
    texts: int
    seconds: float
    encoder_seconds: float

    @property
    def chunks_per_second(self) -> float:
        """Chunks indexed a second, everything included."""
        return self.chunks / self.seconds

    @property
    def share_of_encoder(self) -> float:
        """The build's rate as a share of the bare encoder's."""
        return self.encoder_seconds / self.seconds


def build_real(documents: Sequence[Document], settings: Settings, embedder: Embedder) -> BuildRate:
    """Index documents, and tell how much of the time the encoder took."""
    timed = TimedEmbedder(embedder)
    report = index_documents(documents, settings.index, timed, settings)
    return BuildRate(report.chunks, timed.texts, report.seconds, timed.seconds)


def build_synthetic(real: Snapshot, chunks: int, settings: Settings, embedder: Embedder) -> BuildReport:
    """Index about as many chunks of shuffled real sentences, with noisy real vectors."""
    vectors = np.concatenate([np.asarray(real.chunk_vectors), np.asarray(real.sentence_vectors)])
    noisy = NoisyEmbedder(embedder, vectors)
    size = ChunkSize(settings.chunk_tokens, settings.overlap_sentences)
    trial = list(islice(_shuffled(real), _TRIAL))
    cuts = [chunk_document(document, *document_sentences(document), noisy, size) for document in trial]
    documents = max(1, round(chunks * _TRIAL / sum(map(len, cuts))))
    return index_documents(islice(_shuffled(real), documents), settings.index, noisy, settings)


def size_of(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _shuffled(real: Snapshot) -> Iterator[Document]:
    pool = [
        real.documents[s.document_id].text[s.start : s.end].replace("\n", " ")
        for s in real.sentences
        if not s.is_heading
    ]
    random = np.random.default_rng(0)
    for number in count():
        rows = random.integers(len(pool), size=_SENTENCES_PER_DOCUMENT)
        yield Document(id=f"made-{number}", text=" ".join(pool[row] for row in rows), title=f"Made {number}")
