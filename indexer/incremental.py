"""Incremental work: what a change brings into a new segment, which segments stay, and the vectors of what is new.

Small segments are gathered into the next one, so that there are never many: a segment stays as long as it is several
times as large as what comes after it and at least half of it is still part of the snapshot. So each document is copied
a few times in all, however many changes there are: O'Neil et al., "The log-structured merge-tree (LSM-tree)", 1996.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.chunking import ChunkSize, chunk_document, shifted
from indexer.cut import Cut
from indexer.embedding import Embedder
from indexer.manifest import Parameters
from indexer.records import Chunk, Document, Sentence
from indexer.sentences import document_sentences
from indexer.snapshot import Snapshot
from indexer.state import Change, document_digest

TIMES_LARGER = 4  # a segment stays while it is so many times as large as what is added
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document of the new segment.

    Attributes:
        id: the document's.
        document: as it came; None where the last snapshot's is taken over.
        place: segment and row of the last snapshot's document of that id.
        written: whether it came over the API or as a record.
        digest: see `document_digest`.
        cut: whether it is cut and embedded anew, or taken over as it is.
        done: how it is cut, if that is done already.
    """

    id: str
    document: Document | None
    place: Place | None
    written: bool
    digest: bytes
    cut: bool
    done: Cut | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the last snapshot's segments.

    Attributes:
        stays: numbers of its segments that are linked as they are.
        incoming: documents of the new segment, in the order of their ids.
        replaced, gone: where the last snapshot has the documents that are replaced, and that go.
    """

    stays: Sequence[int]
    incoming: Sequence[Incoming]
    replaced: Sequence[Place]
    gone: Sequence[Place]


def plan(change: Change, parameters: Parameters, previous: Snapshot | None) -> Plan:
    """Work out what is to be done; nothing to come and nothing gone means nothing."""
    come: dict[str, Incoming] = {}
    for name, document in change.put.items():
        written = name in change.written
        place = previous.documents.place(name) if previous else None
        digest = document_digest(document, written=written)
        if not (previous and place and previous.segments[place[0]].catalogue.origin(place[1])[0] == digest):
            come[name] = Incoming(name, document, place, written, digest, cut=True, done=change.cuts.get(name))
    replaced = [item.place for item in come.values() if item.place]
    if previous is None:
        return Plan([], _in_order(come), [], [])
    gone = [place for name in change.gone if (place := previous.documents.place(name))]
    left_out = {*replaced, *gone}
    cut = not previous.manifest.parameters.cut_as(parameters)
    if previous.manifest.parameters == parameters:
        stays = _staying(previous, left_out, sum(len(document.text) for document in change.put.values()))
    else:
        stays = []
    for segment, start, length in previous.layout.documents.runs:
        if segment in stays:
            continue
        catalogue = previous.segments[segment].catalogue
        for row, name in enumerate(catalogue.ids(start, start + length), start):
            if (segment, row) not in left_out:
                digest, written = catalogue.origin(row)
                come[name] = Incoming(name, None, (segment, row), written, digest, cut)
    return Plan(stays, _in_order(come), replaced, gone)


def _in_order(come: Mapping[str, Incoming]) -> list[Incoming]:
    return [come[name] for name in sorted(come)]


def _staying(previous: Snapshot, left_out: set[Place], added: int) -> list[int]:
    whole = [segment.characters_of(0, segment.documents) for segment in previous.segments]
    held = [0] * len(whole)
    for segment, start, length in previous.layout.documents.runs:
        held[segment] += previous.segments[segment].characters_of(start, length)
    for segment, row in left_out:
        held[segment] -= previous.segments[segment].characters_of(row)
    stays = []
    # From the newest on: what is gathered makes the new segment larger, so that it may take in the next one too.
    for number in reversed(range(len(whole))):
        if held[number] * 2 >= whole[number] and held[number] > TIMES_LARGER * added:
            stays.append(number)
        else:
            added += held[number]
    return stays[::-1]


def parts(
    item: Incoming, embedder: Embedder, parameters: Parameters, previous: Snapshot | None
) -> tuple[Document, list[Sentence], list[Chunk]]:
    """An incoming document with its sentences and chunks; the chunks count its sentences from 0."""
    document = item.document
    if document is None:
        assert previous is not None and item.place is not None  # noqa: S101, PT018 - taken over from there
        segment, row = previous.segments[item.place[0]], item.place[1]
        document = segment.catalogue.document(row)
        if not item.cut:
            rows = segment.sentences_of(row)
            chunks = segment.read_chunks(segment.chunks_of(row))
            return document, segment.read_sentences(rows), shifted(chunks, -rows.start)
    if item.done is not None:
        return document, *item.done.parts(document.id)
    return document, *cut_one(document, embedder, parameters)


def cut_one(document: Document, embedder: Embedder, parameters: Parameters) -> tuple[list[Sentence], list[Chunk]]:
    """Sentences and chunks of one document; the chunks count its sentences from 0."""
    sentences, paths = document_sentences(document)
    size = ChunkSize(parameters.chunk_tokens, parameters.overlap_sentences)
    return sentences, chunk_document(document, sentences, paths, embedder, size)
