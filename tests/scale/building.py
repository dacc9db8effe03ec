"""A large build in a process of its own, to be killed: ``python -m tests.scale.building INDEX CHUNKS``.

Text is made of few words and vectors follow from each text, so that it takes minutes instead of hours; all else is as
in any build. Each line of the output says how many texts are embedded, and of how many.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.build import index_documents
from indexer.embedding import Embedder, OnBatch
from indexer.records import Document
from indexer.settings import IndexSettings

WORDS = tuple(
    f"{first}{second}" for first in ("har", "lam", "tid", "bre", "rop", "gul") for second in ("bo", "ne", "ku")
)
CHUNKS_A_DOCUMENT = 50


class MadeEmbedder(Embedder):
    """Gives each text a unit vector near one of a thousand, by its digest."""

    def __init__(self, embedder: Embedder) -> None:
        vars(self).update(vars(embedder))
        self._centres = np.random.default_rng(0).normal(size=(1000, self.dimension)).astype(np.float32)

    def encode(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> NDArray[np.float32]:
        seeds = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") for text in texts]
        made = np.stack([np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds])
        made += self._centres[[seed % len(self._centres) for seed in seeds]]
        vectors: NDArray[np.float32] = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
        for first in range(0, len(texts), 64):
            rows = range(first, min(first + 64, len(texts)))
            if on_batch is not None:
                on_batch(rows, vectors[rows.start : rows.stop])
        return vectors


def made_documents(chunks: int) -> Iterator[Document]:
    """Documents of about that many chunks in all."""
    random = np.random.default_rng(1)
    for number in range(-(-chunks // CHUNKS_A_DOCUMENT)):
        # A chunk holds three such sentences.
        rows = random.choice(WORDS, size=(3 * CHUNKS_A_DOCUMENT, 22))
        text = " ".join(f"The {' '.join(words)} {random.integers(10**6)}." for words in rows)
        yield Document(f"made-{number:06}", text, f"Made {number}")


def main(index: str, chunks: str) -> None:
    """Build, and tell how far it is."""
    settings = IndexSettings(index=Path(index))
    embedder = MadeEmbedder(Embedder.load(settings.embedder))
    report = index_documents(
        made_documents(int(chunks)),
        settings.index,
        embedder,
        settings,
        progress=lambda done, total: print(done, total, flush=True),  # noqa: T201 - what the test reads
    )
    print("built", report.chunks, report.embedded, flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main(*sys.argv[1:])
