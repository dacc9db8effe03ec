"""The seam at which a build hands out its work: reading files, and embedding texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.intake import TakenIn
from indexer.reading import Source

OnVectors = Callable[[Sequence[bytes], NDArray[np.float32]], None]


class Engine(Protocol):
    """Does a build's work elsewhere; what comes of it is what this process would have made, to the bit."""

    def read(self, jobs: Iterable[TakenIn | Source]) -> Iterator[TakenIn]:
        """Read the sources, cut their documents, and give everything in the order in which it came."""
        ...

    def embed(self, texts: Iterable[str], on_vectors: OnVectors) -> None:
        """Embed distinct texts, in any order.

        Args:
            texts: the texts.
            on_vectors: told of every text's key (see `indexer.journal`) and unit vector, at least once.
        """
        ...
