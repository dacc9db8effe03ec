"""Assembly: writes the snapshot that a change leads to and makes it current."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from indexer import directory, incremental, journal, queries, storage, vectors
from indexer.axis import Axis, Run
from indexer.embedded import Embedding
from indexer.embedding import Embedder
from indexer.engine import Engine
from indexer.glossary import Glossary
from indexer.incremental import Plan
from indexer.journal import Journal
from indexer.layout import Layout, changed, place_of
from indexer.manifest import FILE_NAME, Counts, Manifest, Parameters, SegmentEntry, snapshot_id
from indexer.report import BuildReport, Progress
from indexer.segment import CHUNK_VECTORS, SENTENCE_VECTORS, SegmentTexts, SegmentWriter
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, SnapshotError
from indexer.state import Change, corpus_digest


def write_snapshot(  # noqa: PLR0913, PLR0917 - the first four are needed; the others are options
    settings: IndexSettings,
    embedder: Embedder,
    change: Change,
    previous: Snapshot | None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> BuildReport:
    """Write the snapshot that a change leads to and make it current, unless it already is; only under the lock.

    Raises:
        SnapshotError: the last snapshot is damaged where it would be taken over.
    """
    began = time.monotonic()
    index = settings.index
    parameters = Parameters.of(settings, embedder)
    plan = incremental.plan(change, parameters, previous)
    digest = _corpus_digest(plan, previous)
    files = None if change.files is None else storage.corpus_files_json(change.files)
    files = _stored(files, previous, storage.CORPUS_FILES, storage.corpus_files_json({}))
    glossary = None if change.glossary is None else storage.glossary_json(change.glossary)
    glossary = _stored(glossary, previous, storage.GLOSSARY, storage.glossary_json(Glossary()))
    identity = snapshot_id(parameters, digest, _sha256(files), _sha256(glossary))
    if previous is not None and previous.id == identity:
        journal.discard(index)
        counts = previous.manifest.counts
        reused = counts.sentences + counts.chunks
        return BuildReport(identity, **counts.model_dump(), embedded=0, reused=reused, changed=False)
    _refuse_damage(plan, previous)
    folder = directory.new_folder(index)
    (folder / storage.CORPUS_FILES).write_bytes(files)
    (folder / storage.GLOSSARY).write_bytes(glossary)
    entries = _linked(folder, plan, previous)
    known = {name: f for name, f in previous.manifest.files.items() if "/" in name} if previous else {}
    embedded = missing = 0
    if plan.incoming:
        name = _next_name(previous)
        segment = _written(folder / name, plan, embedder, parameters, previous)
        with Journal(index, embedder.digest, embedder.dimension) as kept:
            embedded, missing = Embedding(segment, plan, previous, embedder, kept).fill(progress, engine)
        rows = (np.load(folder / name / file, mmap_mode="r") for file in (CHUNK_VECTORS, SENTENCE_VECTORS))
        chunks, sentences = rows
        asked = partial(queries.sample, sentences, embedder)
        entries.append(SegmentEntry(name=name, dense=vectors.build(folder / name, chunks, asked, settings.dense_index)))
    segments = [SegmentTexts(folder / entry.name) for entry in entries]
    layout = _layout(plan, previous, segments)
    layout.save(folder / storage.LAYOUT)
    counts = Counts(documents=len(layout.documents), sentences=len(layout.sentences), chunks=len(layout.chunks))
    manifest = Manifest(
        snapshot=identity,
        parameters=parameters,
        corpus_digest=digest,
        counts=counts,
        terms=sum(segments[run.segment].postings.terms_in(run.start, run.length) for run in layout.chunks.runs),
        segments=entries,
        files=storage.stored_files(folder, known),
        built_at=datetime.now(UTC),
        build_seconds=round(time.monotonic() - began, 3),
    )
    (folder / FILE_NAME).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    directory.publish(index, folder, identity)
    journal.discard(index)
    # Readers may be between looking up the last snapshot and opening it: it stays until the next change.
    directory.clean(index, keep={identity, previous.id if previous else identity})
    reused = counts.sentences + counts.chunks - missing
    return BuildReport(identity, **counts.model_dump(), embedded=embedded, reused=reused)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _corpus_digest(plan: Plan, previous: Snapshot | None) -> str:
    came = (item.digest for item in plan.incoming if item.document is not None)
    if previous is None:
        return corpus_digest("0", came, [])
    went = (previous.segments[segment].catalogue.origin(row)[0] for segment, row in [*plan.replaced, *plan.gone])
    return corpus_digest(previous.manifest.corpus_digest, came, went)


def _stored(content: bytes | None, previous: Snapshot | None, name: str, empty: bytes) -> bytes:
    """A file's new content, else the last snapshot's, else what an empty one holds."""
    if content is not None:
        return content
    return (previous.path / name).read_bytes() if previous else empty


def _refuse_damage(plan: Plan, previous: Snapshot | None) -> None:
    """Check the segments that are copied from: what is damaged must not be given a new checksum."""
    if previous is None:
        return
    copied = {item.place[0] for item in plan.incoming if item.document is None and item.place}
    names = [previous.manifest.segments[number].name for number in copied]
    if faults := storage.damaged(previous.path, previous.manifest, names):
        message = (
            f"The index {previous.path.parent} cannot be used: {'; '.join(faults)}. Run `cited index` to rebuild it."
        )
        raise SnapshotError(message)


def _linked(folder: Path, plan: Plan, previous: Snapshot | None) -> list[SegmentEntry]:
    """Give the segments that stay a second name in the new folder."""
    if previous is None:
        return []
    entries = [previous.manifest.segments[number] for number in plan.stays]
    for entry in entries:
        storage.link(previous.path / entry.name, folder / entry.name)
    return entries


def _next_name(previous: Snapshot | None) -> str:
    """A name for a segment that none of the last snapshot's has."""
    names = [entry.name for entry in previous.manifest.segments] if previous else []
    return f"s{max((int(name[1:]) for name in names), default=0) + 1}"


def _written(
    folder: Path, plan: Plan, embedder: Embedder, parameters: Parameters, previous: Snapshot | None
) -> SegmentTexts:
    """The new segment, still without vectors."""
    writer = SegmentWriter(folder)
    for item in plan.incoming:
        document, sentences, chunks = incremental.parts(item, embedder, parameters, previous)
        writer.add(document, item.digest, sentences, chunks, written=item.written)
    writer.close()
    return SegmentTexts(folder)


def _layout(plan: Plan, previous: Snapshot | None, segments: Sequence[SegmentTexts]) -> Layout:
    """Where all documents lie: those of the segments that stay, with the new ones among them in the order of ids."""
    numbers = {old: new for new, old in enumerate(plan.stays)}
    before = previous.layout.documents.runs if previous else []
    staying = Axis(
        [Run(numbers[run.segment], run.start, run.length) for run in before if run.segment in numbers],
        [segment.documents for segment in segments],
    )
    places = [(numbers[segment], row) for segment, row in (*plan.replaced, *plan.gone) if segment in numbers]
    left_out = sorted(position for place in places if (position := staying.find(*place)) is not None)
    put_in = [(place_of(item.id, staying, segments), row) for row, item in enumerate(plan.incoming)]
    return Layout.of(changed(staying.runs, left_out, put_in, new=len(plan.stays)), segments)
