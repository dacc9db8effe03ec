"""The corpus folder against what the last folder build read: what changed, and what the index is to hold then."""

from __future__ import annotations

from indexer import glossary as glossaries
from indexer.documents import DocumentError
from indexer.glossary import Glossary, GlossaryError
from indexer.manifest import CorpusFile, Parameters
from indexer.reading import FileProblem, corpus_files, file_state, read_file
from indexer.records import Document
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from indexer.state import State, state_of


def load_glossary(settings: IndexSettings) -> Glossary:
    """The glossary in the corpus folder, else the one that the settings name; empty when the default is missing too.

    Raises:
        GlossaryError: it is faulty, or it was named and is not there.
    """
    own = settings.corpus / glossaries.FILE_NAME
    if own.exists():
        return Glossary.load(own)
    if "glossary" in settings.model_fields_set and not settings.glossary.exists():
        message = f"There is no glossary {settings.glossary}; leave CITED_GLOSSARY unset to do without."
        raise GlossaryError(message)
    return Glossary.load(settings.glossary)


def folder_change(settings: IndexSettings, snapshot: Snapshot) -> str | None:
    """Why the folder and its glossary no longer fit the snapshot, in words, or None when they do."""
    corpus = settings.corpus
    now = {name: file_state(path) for name, path in corpus_files(corpus).items()}
    recorded = {name: file.sha256 for name, file in snapshot.manifest.corpus_files.items()}
    if now != recorded:
        different = sorted(name for name in now.keys() | recorded.keys() if now.get(name) != recorded.get(name))
        return f"The corpus folder {corpus} has changed: {', '.join(different[:5])}."
    try:
        glossary = load_glossary(settings)
    except GlossaryError as error:
        return str(error)
    return None if glossary == snapshot.glossary else f"The glossary of {corpus} has changed."


def read_folder(
    settings: IndexSettings, parameters: Parameters, previous: Snapshot | None
) -> tuple[State, list[FileProblem]]:
    """What the index is to hold after a folder build, and the files that are not in it."""
    before = state_of(previous)
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
    return State(documents, files, frozenset(written)), problems
