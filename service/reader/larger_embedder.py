"""A larger embedder, whose opinion of how near a question and a passage are the reader learns to foresee.

It is `all-mpnet-base-v2`, five times the embedder's size: the model card tells where it is from. It is needed for
training alone, where it embeds every text once; the reader foresees it from both texts at once, at no cost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from service.reader.model import best_device
from service.reader.sampling import Batch

MIDDLE, SCALE = 0.5, 0.2  # about the mean cosine and its standard deviation, which are taken off and divided by
WEIGHTS = "model.safetensors"


class LargerEmbedder:
    """Compares the questions of a batch with their passages, without titles.

    Raises:
        ValueError: the weights in the folder are not those with that SHA-256.
    """

    def __init__(self, folder: Path, sha256: str) -> None:
        found = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
        if found != sha256:
            message = f"the embedder in {folder.name} has the digest {found[:16]}…, the run asks for {sha256[:16]}…"
            raise ValueError(message)
        self._model = SentenceTransformer(str(folder), device=str(best_device()), local_files_only=True)
        self._known: dict[str, NDArray[np.float32]] = {}

    def nearness(self, batch: Batch) -> NDArray[np.float32]:
        """(B,) cosine of question and passage, less `MIDDLE` and in units of `SCALE`."""
        questions, passages = (self._vectors(texts) for texts in zip(*batch.texts, strict=True))
        return np.asarray(((questions * passages).sum(axis=1) - MIDDLE) / SCALE, np.float32)

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, wide) unit vectors of texts, of which a run meets most again and again."""
        new = sorted({text for text in texts if text not in self._known}, key=len)
        if new:
            with torch.autocast(self._model.device.type, dtype=torch.bfloat16):
                vectors = self._model.encode(new, batch_size=8, normalize_embeddings=True, show_progress_bar=False)
            self._known.update(zip(new, vectors, strict=True))
        return np.stack([self._known[text] for text in texts])
