"""Checking an index: whether the current snapshot is whole, and whether its parts fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from indexer import directory, storage
from indexer.manifest import FILE_NAME, Manifest
from indexer.storage import Contents

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
    faults = storage.faults(folder, pointer[1])
    if faults:
        return faults
    try:
        return list(_inner_faults(Manifest.load(folder / FILE_NAME), storage.load(folder)))
    except (OSError, ValueError, TypeError, LookupError, RuntimeError) as error:
        return [f"{folder.name} does not load: {error}"]


def _inner_faults(manifest: Manifest, contents: Contents) -> Iterator[str]:
    parts = {
        "documents": (manifest.counts.documents, len(contents.documents)),
        "sentences": (manifest.counts.sentences, len(contents.sentences)),
        "chunks": (manifest.counts.chunks, len(contents.chunks)),
        "sentence vectors": (manifest.counts.sentences, len(contents.sentence_vectors)),
        "chunk vectors": (manifest.counts.chunks, len(contents.dense.ids)),
    }
    for name, (expected, found) in parts.items():
        if expected != found:
            yield f"{found} {name} where the manifest has {expected}"
    if len(np.unique(contents.dense.ids)) != len(contents.dense.ids):
        yield "two chunks share one vector id"
    for name, vectors in {"sentence": contents.sentence_vectors, "chunk": contents.dense.vectors}.items():
        lengths = np.linalg.norm(vectors, axis=1)
        if not np.allclose(lengths, 1, atol=UNIT_TOLERANCE):
            yield f"a {name} vector is not of unit length"
    yield from _span_faults(contents)


def _span_faults(contents: Contents) -> Iterator[str]:
    length = {document.id: len(document.text) for document in contents.documents}
    previous = ("", 0)
    for sentence in contents.sentences:
        if not 0 <= sentence.start < sentence.end <= length.get(sentence.document_id, -1):
            yield f"the sentence {sentence} lies outside its document"
        if (sentence.document_id, sentence.start) < previous:
            yield f"the sentence {sentence} is out of order"
        previous = (sentence.document_id, sentence.end)
    for chunk in contents.chunks:
        own = contents.sentences[chunk.sentences.start : chunk.sentences.stop]
        fits = own and (own[0].start, own[-1].end) == (chunk.start, chunk.end)
        if not fits or any(s.is_heading or s.document_id != chunk.document_id for s in own):
            yield f"the chunk {chunk.id} does not match its sentences"
