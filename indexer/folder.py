"""The corpus folder against what the last folder build read: what changed, and what the index is to hold then."""

from __future__ import annotations

from indexer import glossary as glossaries
from indexer.cut import Cut
from indexer.engine import Engine
from indexer.glossary import Glossary, GlossaryError
from indexer.intake import take_in
from indexer.manifest import CorpusFile, Parameters
from indexer.reading import FileProblem, corpus_files, file_state
from indexer.records import Document
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from indexer.state import Change


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
    recorded = {name: file.sha256 for name, file in snapshot.corpus_files.items() if file.archive is None}
    if now != recorded:
        different = sorted(name for name in now.keys() | recorded.keys() if now.get(name) != recorded.get(name))
        return f"The corpus folder {corpus} has changed: {', '.join(different[:5])}."
    try:
        glossary = load_glossary(settings)
    except GlossaryError as error:
        return str(error)
    return None if glossary == snapshot.glossary else f"The glossary of {corpus} has changed."


def read_folder(
    settings: IndexSettings, parameters: Parameters, previous: Snapshot | None, engine: Engine | None = None
) -> tuple[Change, list[FileProblem]]:
    """What a folder build changes, and the files that are not in the index after it; an engine reads them elsewhere."""
    held = frozenset(previous.documents) if previous else frozenset()
    written = previous.written if previous else frozenset()
    recorded = previous.corpus_files if previous else {}
    last = previous.manifest.parameters if previous else None
    read_anew = last is None or (last.reader, last.max_file_bytes) != (parameters.reader, parameters.max_file_bytes)
    files: dict[str, CorpusFile] = {}
    documents: dict[str, Document] = {}
    cuts: dict[str, Cut] = {}
    owners: dict[str, str] = {}

    def stands(file: CorpusFile) -> bool:
        # What was written or deleted over the API since the file was applied stands until the file itself changes.
        in_force = file.document_id in held and file.document_id not in written
        return not (read_anew and in_force)

    for taken in take_in(settings, recorded, stands, engine):
        document_id = taken.file.document_id
        files[taken.name] = taken.file
        if document_id is None:
            continue
        if document_id in owners:
            reason = f"its document id {document_id!r} is already that of {owners[document_id]}"
            files[taken.name] = taken.file.model_copy(update={"document_id": None, "problem": reason})
            continue
        owners[document_id] = taken.name
        if taken.fresh is not None:
            documents[document_id] = taken.fresh
            if taken.cut is not None:
                cuts[document_id] = taken.cut
    kept = (owners.keys() | written) & held
    problems = [FileProblem(name, file.problem) for name, file in files.items() if file.problem is not None]
    return Change(put=documents, cuts=cuts, gone=held - kept - documents.keys(), files=files), problems
