"""Documents and vectors that are made, for tests of many changes: few words, and vectors from texts' digests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Embedder, OnBatch
from indexer.records import Document

WORDS = ("harbour", "lamp", "tide", "bread", "rope", "gull", "storm", "keeper", "stone", "night", "boat", "salt")


class DigestEmbedder(Embedder):
    """Gives each text a unit vector that follows from its digest: the tokens are real, the meaning is not."""

    def __init__(self, embedder: Embedder) -> None:
        vars(self).update(vars(embedder))
        self.digest = "d" * 64
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), 8):
            batch = texts[first : first + 8]
            for row, text in enumerate(batch, first):
                seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
                vectors[row] = np.random.default_rng(seed).normal(size=self.dimension)
                vectors[row] /= np.linalg.norm(vectors[row])
            self.seen += batch
            if on_batch is not None:
                on_batch(range(first, first + len(batch)), vectors[first : first + len(batch)])
        return vectors


def made_document(name: str, seed: int, sentences: int = 12) -> Document:
    random = np.random.default_rng(seed)
    text = " ".join(f"The {' '.join(random.choice(WORDS, size=6))} {random.integers(1000)}." for _ in range(sentences))
    return Document(name, text, f"Title {seed}")
