"""Incremental work: sentences, chunks and vectors of documents, taken over from the last snapshot where they can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.chunking import ChunkSize, chunk_document, embedded_text, shifted
from indexer.embedding import Embedder
from indexer.manifest import Parameters
from indexer.records import Chunk, Document, Sentence
from indexer.report import Progress
from indexer.sentences import document_sentences
from indexer.snapshot import Snapshot


def cut(
    documents: Sequence[Document], embedder: Embedder, parameters: Parameters, previous: Snapshot | None
) -> tuple[list[Sentence], list[Chunk]]:
    """Sentences and chunks of all documents; those of unchanged documents are taken over from the last snapshot."""
    sentences: list[Sentence] = []
    chunks: list[Chunk] = []
    reusable = previous if previous and previous.manifest.parameters == parameters else None
    for document in documents:
        first = len(sentences)
        if reusable and reusable.documents.get(document.id) == document:
            old_sentences, old_chunks = reusable.parts_of(document.id)
            sentences += reusable.sentences[old_sentences.start : old_sentences.stop]
            kept = reusable.chunks[old_chunks.start : old_chunks.stop]
            chunks += shifted(kept, first - old_sentences.start)
            continue
        own_sentences, own_chunks = cut_one(document, embedder, parameters)
        sentences += own_sentences
        chunks += shifted(own_chunks, first)
    return sentences, chunks


def cut_one(document: Document, embedder: Embedder, parameters: Parameters) -> tuple[list[Sentence], list[Chunk]]:
    """Sentences and chunks of one document; the chunks count its sentences from 0."""
    sentences, paths = document_sentences(document)
    size = ChunkSize(parameters.chunk_tokens, parameters.overlap_sentences)
    return sentences, chunk_document(document, sentences, paths, embedder, size)


def vectors_of(
    texts: Sequence[str], embedder: Embedder, previous: Snapshot | None, progress: Progress | None
) -> tuple[NDArray[np.float32], int, int]:
    """Vectors of all texts, ``(n, dimension)``, and how many distinct texts were embedded and how many taken over."""
    known = _known_vectors(previous, embedder)
    wanted = dict.fromkeys(texts)
    missing = [text for text in wanted if text not in known]
    done = 0

    def advance(finished: int) -> None:
        nonlocal done
        done += finished
        if progress is not None:
            progress(done, len(missing))

    advance(0)
    known.update(zip(missing, embedder.encode(missing, advance), strict=True))
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row] = known[text]
    return vectors, len(missing), len(wanted) - len(missing)


def _known_vectors(previous: Snapshot | None, embedder: Embedder) -> dict[str, NDArray[np.float32]]:
    if previous is None or previous.manifest.parameters.embedder_digest != embedder.digest:
        return {}
    documents = previous.documents
    sentence_texts = (documents[s.document_id].text[s.start : s.end] for s in previous.sentences)
    chunk_texts = (embedded_text(documents[chunk.document_id], chunk) for chunk in previous.chunks)
    known = dict(zip(sentence_texts, previous.sentence_vectors, strict=True))
    known.update(zip(chunk_texts, previous.chunk_vectors, strict=True))
    return known
