"""The dense index: FAISS, exact inner product on unit vectors, with ids that outlive a rebuild."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray


def stable_id(chunk_id: str, content: str) -> int:
    """63-bit id of a chunk: the same chunk with the same content has the same id in every build."""
    digest = hashlib.blake2b(f"{chunk_id}\0{content}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


class DenseIndex:
    """FAISS ``IndexIDMap2`` over ``IndexFlatIP``; searches give row positions, not ids."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index
        self.ids: NDArray[np.int64] = faiss.vector_to_array(index.id_map).astype(np.int64)
        self._order = np.argsort(self.ids)

    @classmethod
    def build(cls, vectors: NDArray[np.float32], ids: Sequence[int]) -> DenseIndex:
        """Index ``(n, d)`` unit vectors under n distinct ids."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        if len(ids):
            index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Open what `save` wrote, with the vectors memory-mapped."""
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        if not isinstance(index, faiss.IndexIDMap2):
            message = f"{path} holds a {type(index).__name__}, not an IndexIDMap2"
            raise TypeError(message)
        return cls(index)

    @property
    def vectors(self) -> NDArray[np.float32]:
        """The ``(n, d)`` vectors in the order of rows: a read-only view, not a copy."""
        flat = faiss.downcast_index(self._index.index)
        if not isinstance(flat, faiss.IndexFlat) or flat.ntotal == 0:
            return np.zeros((0, flat.d), dtype=np.float32)
        view: NDArray[np.float32] = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(-1, flat.d)
        view.flags.writeable = False
        return view

    def search(
        self, vector: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The k best rows and their inner products, best first.

        Args:
            vector: ``(d,)`` unit query vector.
            k: how many; fewer come back where there are fewer.
            rows: search only these rows, chosen before k is counted.
        """
        wanted = min(k, len(self.ids) if rows is None else len(rows))
        if wanted <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        parameters = None
        if rows is not None:
            selector = faiss.IDSelectorBatch(self.ids[rows])
            parameters = faiss.SearchParameters()
            parameters.sel = selector
        scores, ids = self._index.search(query, wanted, params=parameters)
        found = ids[0] >= 0
        positions = self._order[np.searchsorted(self.ids, ids[0][found], sorter=self._order)]
        return positions.astype(np.int64), scores[0][found]
