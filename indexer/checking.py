"""Checking an index: whether the current snapshot is whole, and whether its parts fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from indexer import directory, storage
from indexer.manifest import FILE_NAME, Manifest
from indexer.snapshot import Snapshot
from indexer.state import corpus_digest, document_digest

UNIT_TOLERANCE = 1e-3


def check(index: Path) -> list[str]:
    """What is wrong with an index, one line a fault; empty when it is sound.

    The files are compared with their checksums; where these hold, the parts are compared with each other: counts,
    offsets, order, lengths of vectors.
    """
    try:
        pointer = directory.current(index)
    except (OSError, ValueError) as error:
        return [str(error)]
    if pointer is None:
        return [f"there is no index in {index}"]
    folder = index / pointer[0]
    faults = storage.faults(folder, pointer[1]) or storage.damaged(folder, Manifest.load(folder / FILE_NAME))
    if faults:
        return faults
    try:
        return list(_inner_faults(Snapshot(folder)))
    except (OSError, ValueError, TypeError, LookupError, RuntimeError) as error:
        return [f"{folder.name} does not load: {error}"]


def _inner_faults(snapshot: Snapshot) -> Iterator[str]:
    counts = snapshot.manifest.counts
    parts = {
        "documents": (counts.documents, len(snapshot.documents)),
        "sentences": (counts.sentences, len(snapshot.sentences)),
        "chunks": (counts.chunks, len(snapshot.chunks)),
    }
    for name, (expected, found) in parts.items():
        if expected != found:
            yield f"{found} {name} where the manifest has {expected}"
    for segment in snapshot.segments:
        arrays = {
            "sentence": (segment.sentences, segment.sentence_vectors),
            "chunk": (segment.chunks, segment.chunk_vectors),
        }
        for name, (count, array) in arrays.items():
            if array.shape != (count, snapshot.manifest.parameters.dimension):
                yield f"{segment.name} has {count} {name}s and {name} vectors of shape {array.shape}"
                return
    for name, vectors in {"sentence": snapshot.sentence_vectors, "chunk": snapshot.chunk_vectors}.items():
        lengths = (np.linalg.norm(block, axis=1) for block in vectors.blocks())
        if not all(np.allclose(length, 1, atol=UNIT_TOLERANCE) for length in lengths):
            yield f"a {name} vector is not of unit length"
    yield from _document_faults(snapshot)
    yield from _span_faults(snapshot)


def _document_faults(snapshot: Snapshot) -> Iterator[str]:
    digests = []
    for name, document in snapshot.documents.items():
        segment, row = snapshot.documents.place(name) or (0, 0)
        digest, written = snapshot.segments[segment].catalogue.origin(row)
        if document.id != name or document_digest(document, written=written) != digest:
            yield f"the document {name} does not match its digest"
        digests.append(digest)
    if corpus_digest("0", digests, []) != snapshot.manifest.corpus_digest:
        yield "the documents do not match the corpus's digest"


def _span_faults(snapshot: Snapshot) -> Iterator[str]:
    previous = ("", 0)
    length = 0
    for sentence in snapshot.sentences:
        if sentence.document_id != previous[0]:
            length = len(snapshot.documents[sentence.document_id].text)
        if not 0 <= sentence.start < sentence.end <= length:
            yield f"the sentence {sentence} lies outside its document"
        if (sentence.document_id, sentence.start) < previous:
            yield f"the sentence {sentence} is out of order"
        previous = (sentence.document_id, sentence.end)
    for chunk in snapshot.chunks:
        own = snapshot.sentences[chunk.sentences.start : chunk.sentences.stop]
        fits = own and (own[0].start, own[-1].end) == (chunk.start, chunk.end)
        if not fits or any(s.is_heading or s.document_id != chunk.document_id for s in own):
            yield f"the chunk {chunk.id} does not match its sentences"
