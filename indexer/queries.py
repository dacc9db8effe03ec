"""Vectors like those that will be searched for: what the search of a segment is tuned and measured with.

Questions do not lie where texts lie: one on the corpus lies between the texts and other questions, and one on something
else is about as far from all texts as from any. What is tuned on texts alone misses chunks that such questions ask for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Embedder

_FORMS = (
    "What is {}?",
    "when did {} begin",
    "How much does {} cost?",
    "who was the first to write about {}",
    "problems with {}",
    "{} lowers the risk of a heart attack in older men",
    "How has {} changed since last year, and what is expected next?",
)
_SUBJECTS = (
    "the health service", "coral reefs", "Marie Curie", "wheat farming", "quantum computing", "the 1998 World Cup",
    "the steel industry", "Mozart's last opera", "the railway network", "Mount Etna", "corporate tax", "the Nile",
    "polio vaccines", "the Apollo programme", "the fishing fleet", "the Ottoman Empire", "mobile phones", "insulin",
    "a television series", "the House of Commons", "river floods", "a family restaurant", "Shakespeare", "the dollar",
    "night school", "a kitchen knife", "Islam in Spain", "the human ear", "the stock exchange", "chess",
)  # fmt: skip
QUESTIONS = tuple(form.format(subject) for subject in _SUBJECTS for form in _FORMS)
_MIXED = 4  # sentences whose mean is a query: a single sentence finds its own chunk too easily


def sample(sentences: NDArray[np.float32], embedder: Embedder) -> NDArray[np.float32]:
    """Queries of three kinds: questions on anything, questions on the corpus, and what lies between its sentences.

    Args:
        sentences: ``(n, d)`` unit vectors of the corpus.
        embedder: gives the questions their vectors.

    Returns:
        ``(3, m, d)`` unit vectors.
    """
    random = np.random.default_rng(0)
    questions = embedder.encode(QUESTIONS)
    rows = np.sort(random.integers(len(sentences), size=(len(questions), 1 + _MIXED)), axis=1)
    taken = np.stack([np.asarray(sentences[some]) for some in rows])
    kinds = np.stack([questions, questions + taken[:, 0], taken[:, 1:].sum(axis=1)])
    return np.asarray(kinds / np.linalg.norm(kinds, axis=2, keepdims=True), dtype=np.float32)
