"""What an index is to hold: the documents and the record of where they came from, before anything is computed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indexer import storage
from indexer.glossary import Glossary
from indexer.manifest import CorpusFile
from indexer.records import Document
from indexer.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class State:
    """What an index is to hold: the input of a snapshot.

    Attributes:
        documents: all documents, by id.
        files: what became of each corpus file at the last folder build, by name.
        written: ids of documents that came over the API or as records, not from a file.
        glossary: the entities and their names.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    files: Mapping[str, CorpusFile] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    glossary: Glossary = field(default_factory=Glossary)


def state_of(snapshot: Snapshot | None) -> State:
    """What a snapshot holds; nothing where there is none."""
    if snapshot is None:
        return State()
    manifest = snapshot.manifest
    return State(snapshot.documents, manifest.corpus_files, frozenset(manifest.written), snapshot.glossary)


def digest_of(documents: Sequence[Document], glossary: Glossary) -> str:
    """SHA-256, in hex, of the documents (in the order given) and the glossary."""
    total = hashlib.sha256()
    for document in documents:
        total.update(json.dumps(storage.document_fields(document), sort_keys=True).encode() + b"\n")
    total.update(glossary.model_dump_json().encode())
    return total.hexdigest()
