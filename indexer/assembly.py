"""Assembly: computes all parts of the snapshot of a state, writes them and makes the snapshot current."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from indexer import directory, lexical, storage
from indexer.chunking import embedded_text
from indexer.embedding import Embedder
from indexer.incremental import cut, vectors_of
from indexer.lexical import LexicalIndex
from indexer.manifest import FILE_NAME, Counts, Manifest, Parameters, snapshot_id
from indexer.report import BuildReport, Progress
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from indexer.state import State, digest_of
from indexer.storage import Contents
from indexer.vectors import DenseIndex, stable_id


def write_snapshot(
    settings: IndexSettings,
    embedder: Embedder,
    state: State,
    previous: Snapshot | None,
    progress: Progress | None = None,
) -> BuildReport:
    """Write the snapshot of a state and make it current, unless it already is; only under the lock."""
    began = time.monotonic()
    index = settings.index
    parameters = Parameters.of(settings, embedder)
    documents = [state.documents[document_id] for document_id in sorted(state.documents)]
    corpus_digest = digest_of(documents, state.glossary)
    written = sorted(state.written)
    identity = snapshot_id(parameters, corpus_digest, state.files, written)
    if previous is not None and previous.id == identity:
        counts = previous.manifest.counts
        reused = counts.sentences + counts.chunks
        return BuildReport(identity, **counts.model_dump(), embedded=0, reused=reused, changed=False)
    sentences, chunks = cut(documents, embedder, parameters, previous)
    sentence_texts = [state.documents[s.document_id].text[s.start : s.end] for s in sentences]
    chunk_texts = [embedded_text(state.documents[chunk.document_id], chunk) for chunk in chunks]
    vectors, embedded, reused = vectors_of(sentence_texts + chunk_texts, embedder, previous, progress)
    ids = [stable_id(chunk.id, text) for chunk, text in zip(chunks, chunk_texts, strict=True)]
    folder = directory.new_folder(index)
    contents = Contents(
        documents=documents,
        sentences=sentences,
        chunks=chunks,
        sentence_vectors=vectors[: len(sentences)],
        dense=DenseIndex.build(vectors[len(sentences) :], ids),
        lexical=LexicalIndex.build(lexical.analyse(text) for text in chunk_texts),
        glossary=state.glossary,
    )
    checksums = storage.save(folder, contents)
    counts = Counts(documents=len(documents), sentences=len(sentences), chunks=len(chunks))
    manifest = Manifest(
        snapshot=identity,
        parameters=parameters,
        corpus_digest=corpus_digest,
        corpus_files=dict(state.files),
        written=written,
        counts=counts,
        files=checksums,
        built_at=datetime.now(UTC),
        build_seconds=round(time.monotonic() - began, 3),
    )
    (folder / FILE_NAME).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    directory.publish(index, folder, identity)
    # Readers may be between looking up the last snapshot and opening it: it stays until the next change.
    directory.clean(index, keep={identity, previous.id if previous else identity})
    return BuildReport(identity, **counts.model_dump(), embedded=embedded, reused=reused)
