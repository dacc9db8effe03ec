from __future__ import annotations

import numpy as np

from indexer.embedding import Embedder
from indexer.queries import QUESTIONS, sample


def test_queries_are_on_anything_on_the_corpus_and_between_its_sentences(
    embedder: Embedder,
) -> None:
    texts = [f"The {thing} of the harbour was {done} in {year}." for thing in ("lamp", "wall", "crane", "office")
             for done in ("built", "sold", "mended") for year in (1874, 1911, 1950)]  # fmt: skip
    sentences = embedder.encode(texts)
    queries = sample(sentences, embedder)
    assert queries.shape == (3, len(QUESTIONS), embedder.dimension)
    assert np.allclose(np.linalg.norm(queries, axis=2), 1, atol=1e-5)
    nearest = (queries @ sentences.T).max(axis=2).mean(axis=1)
    assert nearest[0] < 0.3 < nearest[1] < nearest[2]
    assert np.array_equal(queries, sample(sentences, embedder))
