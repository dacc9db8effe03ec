"""Making the working copy from what Milvus holds: all documents, with their vectors, so that nothing is embedded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer import directory
from indexer.assembly import write_snapshot
from indexer.chunking import embedded_text
from indexer.embedding import Embedder
from indexer.journal import Journal, key_of
from indexer.milvus.rows import SENTENCES
from indexer.milvus.snapshot import MilvusSnapshot
from indexer.records import Document
from indexer.settings import IndexSettings
from indexer.state import Change

_TOGETHER = 64 * SENTENCES  # sentences, or chunks, that are fetched at once


def copy_back(remote: MilvusSnapshot, settings: IndexSettings, embedder: Embedder) -> None:
    """Make the index folder hold what a collection holds; all documents are in memory meanwhile.

    Vectors of another embedder are of no use, and chunks that these settings cut otherwise have none: those are
    embedded.

    Raises:
        StoreError: Milvus cannot be used. The folder is as it was then.
        IndexBusyError: another process is writing the folder.
    """
    written: set[str] = set()
    documents: dict[str, Document] = {}
    for name, document in remote.documents.items():
        documents[name] = document
        if remote.documents.stored([name])[name].written:
            written.add(name)
    change = Change(documents, frozenset(written), files=remote.corpus_files, glossary=remote.glossary)
    with directory.writer_lock(settings.index):
        if remote.manifest.parameters.embedder_digest == embedder.digest:
            with Journal(settings.index, embedder.digest, embedder.dimension) as journal:
                _keep_vectors(remote, documents, journal)
        write_snapshot(settings, embedder, change, previous=None)


def _keep_vectors(remote: MilvusSnapshot, documents: dict[str, Document], journal: Journal) -> None:
    for start in range(0, len(remote.sentences), _TOGETHER):
        own = slice(start, start + _TOGETHER)
        texts = [documents[s.document_id].text[s.start : s.end] for s in remote.sentences[own]]
        _keep(journal, texts, remote.sentence_vectors[own])
    for start in range(0, len(remote.chunks), _TOGETHER):
        own = slice(start, start + _TOGETHER)
        texts = [embedded_text(documents[chunk.document_id], chunk) for chunk in remote.chunks[own]]
        _keep(journal, texts, remote.chunk_vectors[own])


def _keep(journal: Journal, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Add the vectors of texts that the journal does not have; it takes each text once."""
    rows = {key: row for row, key in enumerate(map(key_of, texts)) if journal.get(key) is None}
    if rows:
        journal.add(list(rows), vectors[list(rows.values())])
