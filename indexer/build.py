"""Building: brings the index up to date with a folder, with records, or with one document written or deleted.

Every change makes a new snapshot, at a cost that follows from the change: what did not change stays as it is on disk.
A build with the same input gives the same snapshot whatever came before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from indexer import directory
from indexer.assembly import write_snapshot
from indexer.documents import DocumentError, checked
from indexer.embedding import Embedder
from indexer.engine import Engine
from indexer.folder import folder_change, load_glossary, read_folder
from indexer.glossary import Glossary, GlossaryError
from indexer.incremental import cut_one
from indexer.manifest import Parameters
from indexer.records import Document
from indexer.report import BuildReport, Progress
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, SnapshotError
from indexer.state import Change

__all__ = [
    "BuildError",
    "BuildReport",
    "Progress",
    "UnknownDocumentError",
    "build_index",
    "delete_document",
    "index_documents",
    "is_stale",
    "put_document",
]


class BuildError(RuntimeError):
    """The index was not changed; the message says why and what would help."""


class UnknownDocumentError(KeyError):
    """The index holds no document of that id."""


def build_index(
    settings: IndexSettings,
    embedder: Embedder,
    *,
    progress: Progress | None = None,
    strict: bool = False,
    engine: Engine | None = None,
) -> BuildReport:
    """Bring the index up to date with the corpus folder.

    Only files that are new or changed since the last folder build are applied, and only files that went since then
    take their document with them: what was written or deleted over the API otherwise stays so.

    Args:
        settings: where the corpus and the index lie, and how documents are cut.
        embedder: makes the vectors.
        progress: is told of the embedding.
        strict: refuse everything when any file cannot be read.
        engine: reads, cuts and embeds in place of this process.

    Raises:
        BuildError: there is no corpus folder, nothing in it can be read, the glossary is faulty, or ``strict`` and a
            file cannot be read. Nothing has changed then.
        IndexBusyError: another process is writing the index.
    """
    began = time.monotonic()
    if not settings.corpus.is_dir():
        message = f"There is no corpus folder {settings.corpus}; name one with --corpus or CITED_CORPUS."
        raise BuildError(message)
    try:
        glossary = load_glossary(settings)
    except GlossaryError as error:
        raise BuildError(str(error)) from error

    def update(previous: Snapshot | None) -> BuildReport:
        change, problems = read_folder(settings, Parameters.of(settings, embedder), previous, engine)
        if strict and problems:
            reasons = "\n".join(f"  {problem.name}: {problem.reason}" for problem in problems)
            message = f"Some files cannot be indexed, and with --strict nothing is:\n{reasons}"
            raise BuildError(message)
        stay = len(previous.documents) - len(change.gone) if previous else 0
        if not change.put and not stay and not any(file.document_id for file in (change.files or {}).values()):
            reasons = "".join(f"\n  {problem.name}: {problem.reason}" for problem in problems)
            message = f"The corpus folder {settings.corpus} holds no document that can be indexed.{reasons}"
            raise BuildError(message)
        change = replace(change, glossary=glossary)
        return replace(write_snapshot(settings, embedder, change, previous, progress, engine), problems=problems)

    with directory.writer_lock(settings.index):
        report = _updated(settings.index, update)
    return replace(report, seconds=time.monotonic() - began)


def index_documents(  # noqa: PLR0913 - the first four are needed; the others are options
    documents: Iterable[Document],
    index: Path,
    embedder: Embedder,
    settings: IndexSettings,
    glossary: Glossary | None = None,
    *,
    progress: Progress | None = None,
) -> BuildReport:
    """Make an index hold exactly these documents.

    Raises:
        DocumentError: a document cannot be indexed, or two have one id. Nothing has changed then.
        IndexBusyError: another process is writing the index.
    """
    began = time.monotonic()
    given: dict[str, Document] = {}
    for document in map(checked, documents):
        if document.id in given:
            message = f"Two documents have the id {document.id!r}."
            raise DocumentError(message)
        given[document.id] = document

    def update(previous: Snapshot | None) -> BuildReport:
        gone = frozenset(previous.documents if previous else ()) - given.keys()
        change = Change(given, written=frozenset(given), gone=gone, files={}, glossary=glossary or Glossary())
        return write_snapshot(_at(settings, index), embedder, change, previous, progress)

    with directory.writer_lock(index):
        report = _updated(index, update)
    return replace(report, seconds=time.monotonic() - began)


def put_document(index: Path, embedder: Embedder, document: Document, settings: IndexSettings) -> BuildReport:
    """Add a document, or replace the one of its id; it is searchable in the snapshot that the report names.

    Raises:
        DocumentError: it cannot be indexed. Nothing has changed then.
        BuildError: the present index cannot be read.
        IndexBusyError: another process is writing the index.
    """
    began = time.monotonic()
    document = checked(document)
    with directory.writer_lock(index):
        previous = _previous_for_change(index)
        present = previous.documents.get(document.id) if previous else None
        # A document that a file already gave word for word is still the file's.
        change = Change() if present == document else Change({document.id: document}, frozenset([document.id]))
        report = _changed(_at(settings, index), embedder, change, previous)
    chunks = len(cut_one(document, embedder, Parameters.of(settings, embedder))[1])
    return replace(report, created=present is None, document_chunks=chunks, seconds=time.monotonic() - began)


def delete_document(index: Path, embedder: Embedder, document_id: str, settings: IndexSettings) -> BuildReport:
    """Take a document out of the index; its file, if it has one, is not touched.

    Raises:
        UnknownDocumentError: there is none of that id.
        BuildError: the present index cannot be read.
        IndexBusyError: another process is writing the index.
    """
    began = time.monotonic()
    with directory.writer_lock(index):
        previous = _previous_for_change(index)
        if previous is None or document_id not in previous.documents:
            raise UnknownDocumentError(document_id)
        change = Change(gone=frozenset([document_id]))
        report = _changed(_at(settings, index), embedder, change, previous)
    return replace(report, seconds=time.monotonic() - began)


def is_stale(settings: IndexSettings, embedder: Embedder) -> str | None:
    """Why `build_index` is needed, in words, or None when the index fits the folder, the settings and the embedder.

    Documents written or deleted over the API do not make an index stale.
    """
    try:
        snapshot = Snapshot.open(settings.index, embedder)
    except SnapshotError as error:
        return str(error)
    if snapshot.manifest.parameters != Parameters.of(settings, embedder):
        return f"The index {settings.index} was built with other settings or by other rules."
    if not settings.corpus.is_dir():
        return f"There is no corpus folder {settings.corpus}."
    return folder_change(settings, snapshot)


def _at(settings: IndexSettings, index: Path) -> IndexSettings:
    return settings.model_copy(update={"index": index})


def _updated(index: Path, update: Callable[[Snapshot | None], BuildReport]) -> BuildReport:
    """Update the current snapshot if it can be used, else begin anew and note what is lost with it."""
    try:
        return update(Snapshot.read(index) if directory.exists(index) else None)
    except SnapshotError as error:
        note = f"{error} It was rebuilt; documents that had come over the API, if any, must be sent again."
        return replace(update(None), notes=[note])


def _changed(settings: IndexSettings, embedder: Embedder, change: Change, previous: Snapshot | None) -> BuildReport:
    try:
        return write_snapshot(settings, embedder, change, previous)
    except SnapshotError as error:
        raise BuildError(str(error)) from error


def _previous_for_change(index: Path) -> Snapshot | None:
    if not directory.exists(index):
        return None
    try:
        return Snapshot.read(index)
    except SnapshotError as error:
        raise BuildError(str(error)) from error
