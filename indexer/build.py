"""Building: brings the index up to date with a folder, with records, or with one document written or deleted.

Every change makes a new snapshot. Documents that did not change keep their vectors: these are looked up in the current
snapshot by the text that was embedded. A build with the same input gives the same snapshot whatever came before.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer import directory, lexical, storage
from indexer import glossary as glossaries
from indexer.chunking import ChunkSize, chunk_document, embedded_text, shifted
from indexer.documents import DocumentError, checked
from indexer.embedding import Embedder
from indexer.glossary import Glossary
from indexer.lexical import LexicalIndex
from indexer.manifest import FILE_NAME, CorpusFile, Counts, Manifest, Parameters, snapshot_id
from indexer.reading import FileProblem, corpus_files, file_state, read_file
from indexer.records import Chunk, Document, Sentence
from indexer.sentences import document_sentences
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, SnapshotError
from indexer.storage import Contents
from indexer.vectors import DenseIndex, stable_id


class BuildError(RuntimeError):
    """The index was not changed; the message says why and what would help."""


class UnknownDocumentError(KeyError):
    """The index holds no document of that id."""


class Progress(Protocol):
    """Is told how far a build is: texts embedded so far, of how many."""

    def __call__(self, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` texts are embedded."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        snapshot: id of the snapshot that is current now.
        documents, sentences, chunks: what it holds.
        embedded, reused: distinct texts that were embedded, and whose vectors were taken over.
        problems: files that were not indexed.
        notes: what a person should know besides.
        changed: whether a new snapshot was made.
        created: whether a written document is new.
        document_chunks: chunks of a written document.
        seconds: how long it took.
    """

    snapshot: str
    documents: int
    sentences: int
    chunks: int
    embedded: int
    reused: int
    problems: list[FileProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changed: bool = True
    created: bool = False
    document_chunks: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _State:
    """What an index is to hold: the input of a snapshot."""

    documents: Mapping[str, Document] = field(default_factory=dict)
    files: Mapping[str, CorpusFile] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    glossary: Glossary = field(default_factory=Glossary)


def build_index(
    settings: IndexSettings, embedder: Embedder, *, progress: Progress | None = None, strict: bool = False
) -> BuildReport:
    """Bring the index up to date with the corpus folder.

    Only files that are new or changed since the last folder build are applied, and only files that went since then
    take their document with them: what was written or deleted over the API otherwise stays so.

    Args:
        settings: where the corpus and the index lie, and how documents are cut.
        embedder: makes the vectors.
        progress: is told of the embedding.
        strict: refuse everything when any file cannot be read.

    Raises:
        BuildError: there is no corpus folder, nothing in it can be read, its glossary is faulty, or ``strict`` and a
            file cannot be read. Nothing has changed then.
        IndexBusyError: another process is writing the index.
    """
    began = time.monotonic()
    if not settings.corpus.is_dir():
        message = f"There is no corpus folder {settings.corpus}; name one with --corpus or CITED_CORPUS."
        raise BuildError(message)
    try:
        glossary = Glossary.load(settings.corpus / glossaries.FILE_NAME)
    except glossaries.GlossaryError as error:
        raise BuildError(str(error)) from error
    with directory.writer_lock(settings.index):
        previous, notes = _previous(settings.index)
        state, problems = _read_folder(settings, Parameters.of(settings, embedder), previous)
        if strict and problems:
            reasons = "\n".join(f"  {problem.name}: {problem.reason}" for problem in problems)
            message = f"Some files cannot be indexed, and with --strict nothing is:\n{reasons}"
            raise BuildError(message)
        if not state.documents and not any(file.document_id for file in state.files.values()):
            reasons = "".join(f"\n  {problem.name}: {problem.reason}" for problem in problems)
            message = f"The corpus folder {settings.corpus} holds no document that can be indexed.{reasons}"
            raise BuildError(message)
        state = replace(state, glossary=glossary)
        report = _write(settings, embedder, state, previous, progress)
    return replace(report, problems=problems, notes=notes, seconds=time.monotonic() - began)


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
    with directory.writer_lock(index):
        previous, notes = _previous(index)
        state = _State(given, written=frozenset(given), glossary=glossary or Glossary())
        report = _write(_at(settings, index), embedder, state, previous, progress)
    return replace(report, notes=notes, seconds=time.monotonic() - began)


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
        state = _state_of(previous)
        created = document.id not in state.documents
        documents = {**state.documents, document.id: document}
        # A document that a file already gave word for word is still the file's.
        unchanged = state.documents.get(document.id) == document
        written = state.written if unchanged else state.written | {document.id}
        state = replace(state, documents=documents, written=written)
        report = _write(_at(settings, index), embedder, state, previous)
    chunks = len(_cut_one(document, embedder, Parameters.of(settings, embedder))[1])
    return replace(report, created=created, document_chunks=chunks, seconds=time.monotonic() - began)


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
        state = _state_of(previous)
        if document_id not in state.documents:
            raise UnknownDocumentError(document_id)
        documents = {key: document for key, document in state.documents.items() if key != document_id}
        state = replace(state, documents=documents, written=state.written - {document_id})
        report = _write(_at(settings, index), embedder, state, previous)
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
    return _folder_change(settings.corpus, snapshot)


def _folder_change(corpus: Path, snapshot: Snapshot) -> str | None:
    now = {name: file_state(path) for name, path in corpus_files(corpus).items()}
    recorded = {name: file.sha256 for name, file in snapshot.manifest.corpus_files.items()}
    if now != recorded:
        different = sorted(name for name in now.keys() | recorded.keys() if now.get(name) != recorded.get(name))
        return f"The corpus folder {corpus} has changed: {', '.join(different[:5])}."
    try:
        glossary = Glossary.load(corpus / glossaries.FILE_NAME)
    except glossaries.GlossaryError as error:
        return str(error)
    return None if glossary == snapshot.glossary else f"The glossary of {corpus} has changed."


def _at(settings: IndexSettings, index: Path) -> IndexSettings:
    return settings.model_copy(update={"index": index})


def _previous(index: Path) -> tuple[Snapshot | None, list[str]]:
    """The current snapshot if it can be used, else a note of what is lost with it."""
    if not directory.exists(index):
        return None, []
    try:
        return Snapshot.read(index), []
    except SnapshotError as error:
        return None, [f"{error} It was rebuilt; documents that had come over the API, if any, must be sent again."]


def _previous_for_change(index: Path) -> Snapshot | None:
    if not directory.exists(index):
        return None
    try:
        return Snapshot.read(index)
    except SnapshotError as error:
        raise BuildError(str(error)) from error


def _state_of(snapshot: Snapshot | None) -> _State:
    if snapshot is None:
        return _State()
    manifest = snapshot.manifest
    return _State(snapshot.documents, manifest.corpus_files, frozenset(manifest.written), snapshot.glossary)


def _read_folder(
    settings: IndexSettings, parameters: Parameters, previous: Snapshot | None
) -> tuple[_State, list[FileProblem]]:
    """What the index is to hold after a folder build, and the files that are not in it."""
    before = _state_of(previous)
    last = previous.manifest.parameters if previous else None
    read_anew = last is None or (last.reader, last.max_file_bytes) != (parameters.reader, parameters.max_file_bytes)
    files: dict[str, CorpusFile] = {}
    documents: dict[str, Document] = {}
    applied: dict[str, str] = {}
    owners: dict[str, str] = {}
    for name, path in corpus_files(settings.corpus).items():
        sha256 = file_state(path)
        record = before.files.get(name)
        fresh: Document | None = None
        # What was written or deleted over the API since the file was applied stands until the file itself changes.
        in_force = record and record.document_id in before.documents.keys() - before.written
        if not record or record.sha256 != sha256 or not record.document_id or (read_anew and in_force):
            try:
                fresh = read_file(path, settings.max_file_bytes)
            except DocumentError as error:
                files[name] = CorpusFile(sha256=sha256, problem=str(error))
                continue
            document_id = fresh.id
        else:
            document_id = record.document_id
        if document_id in owners:
            reason = f"its document id {document_id!r} is already that of {owners[document_id]}"
            files[name] = CorpusFile(sha256=sha256, problem=reason)
            continue
        owners[document_id] = name
        files[name] = CorpusFile(sha256=sha256, document_id=document_id)
        if fresh is not None:
            documents[document_id] = fresh
            applied[document_id] = name
        elif document_id in before.documents:
            documents[document_id] = before.documents[document_id]
    written = {document_id for document_id in before.written if document_id not in applied}
    documents |= {document_id: before.documents[document_id] for document_id in written}
    problems = [FileProblem(name, file.problem) for name, file in files.items() if file.problem is not None]
    return _State(documents, files, frozenset(written)), problems


def _write(
    settings: IndexSettings,
    embedder: Embedder,
    state: _State,
    previous: Snapshot | None,
    progress: Progress | None = None,
) -> BuildReport:
    """Write the snapshot of a state and make it current, unless it already is; only under the lock."""
    began = time.monotonic()
    index = settings.index
    parameters = Parameters.of(settings, embedder)
    documents = [state.documents[document_id] for document_id in sorted(state.documents)]
    corpus_digest = _corpus_digest(documents, state.glossary)
    written = sorted(state.written)
    identity = snapshot_id(parameters, corpus_digest, state.files, written)
    if previous is not None and previous.id == identity:
        counts = previous.manifest.counts
        reused = counts.sentences + counts.chunks
        return BuildReport(identity, **counts.model_dump(), embedded=0, reused=reused, changed=False)
    sentences, chunks = _cut(documents, embedder, parameters, previous)
    sentence_texts = [state.documents[s.document_id].text[s.start : s.end] for s in sentences]
    chunk_texts = [embedded_text(state.documents[chunk.document_id], chunk) for chunk in chunks]
    vectors, embedded, reused = _vectors(sentence_texts + chunk_texts, embedder, previous, progress)
    ids = [stable_id(chunk.id, text) for chunk, text in zip(chunks, chunk_texts, strict=True)]
    folder = directory.new_folder(index)
    contents = Contents(
        documents=documents,
        sentences=sentences,
        chunks=chunks,
        sentence_vectors=vectors[: len(sentences)],
        dense=DenseIndex.build(vectors[len(sentences) :], ids),
        lexical=LexicalIndex.build([lexical.analyse(text) for text in chunk_texts]),
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


def _cut(
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
        own_sentences, own_chunks = _cut_one(document, embedder, parameters)
        sentences += own_sentences
        chunks += shifted(own_chunks, first)
    return sentences, chunks


def _cut_one(document: Document, embedder: Embedder, parameters: Parameters) -> tuple[list[Sentence], list[Chunk]]:
    sentences, paths = document_sentences(document)
    size = ChunkSize(parameters.chunk_tokens, parameters.overlap_sentences)
    return sentences, chunk_document(document, sentences, paths, embedder, size)


def _vectors(
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


def _corpus_digest(documents: Sequence[Document], glossary: Glossary) -> str:
    total = hashlib.sha256()
    for document in documents:
        total.update(json.dumps(storage.document_fields(document), sort_keys=True).encode() + b"\n")
    total.update(glossary.model_dump_json().encode())
    return total.hexdigest()
