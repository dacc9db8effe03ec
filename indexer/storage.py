"""The files of a snapshot: how its parts are written to a folder and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import manifest as manifests
from indexer.glossary import Glossary
from indexer.lexical import LexicalIndex
from indexer.manifest import Manifest
from indexer.records import Chunk, Document, Sentence
from indexer.vectors import DenseIndex

DOCUMENTS = "documents.jsonl"
SENTENCES = "sentences.npy"
CHUNKS = "chunks.jsonl"
DENSE = "chunks.faiss"
SENTENCE_VECTORS = "sentence_vectors.npy"
LEXICAL = "bm25"
GLOSSARY = "glossary.json"


@dataclass(frozen=True)
class Contents:
    """The parts of a snapshot besides its manifest."""

    documents: Sequence[Document]
    sentences: Sequence[Sentence]
    chunks: Sequence[Chunk]
    sentence_vectors: NDArray[np.float32]
    dense: DenseIndex
    lexical: LexicalIndex
    glossary: Glossary


def save(folder: Path, contents: Contents) -> dict[str, str]:
    """Write the parts into an empty folder; gives the SHA-256 of each file by its relative name."""
    _write_lines(folder / DOCUMENTS, map(document_fields, contents.documents))
    number = {document.id: position for position, document in enumerate(contents.documents)}
    table = [(number[s.document_id], s.start, s.end, int(s.is_heading)) for s in contents.sentences]
    np.save(folder / SENTENCES, np.asarray(table, dtype=np.int64).reshape(-1, 4))
    _write_lines(folder / CHUNKS, map(_chunk_fields, contents.chunks))
    np.save(folder / SENTENCE_VECTORS, contents.sentence_vectors)
    contents.dense.save(folder / DENSE)
    contents.lexical.save(folder / LEXICAL)
    (folder / GLOSSARY).write_text(contents.glossary.model_dump_json(), encoding="utf-8")
    return {name: manifests.file_sha256(folder / name) for name in _file_names(folder)}


def load(folder: Path) -> Contents:
    """Open a folder whose checksums hold (see `faults`); arrays are memory-mapped."""
    documents = [_document(line) for line in _read_lines(folder / DOCUMENTS)]
    table: list[list[int]] = np.load(folder / SENTENCES).tolist()
    sentences = [Sentence(documents[d].id, start, end, bool(heading)) for d, start, end, heading in table]
    chunks = [
        Chunk(**{**line, "headings": tuple(line["headings"]), "sentences": range(*line["sentences"])})
        for line in _read_lines(folder / CHUNKS)
    ]
    return Contents(
        documents=documents,
        sentences=sentences,
        chunks=chunks,
        sentence_vectors=np.load(folder / SENTENCE_VECTORS, mmap_mode="r"),
        dense=DenseIndex.load(folder / DENSE),
        lexical=LexicalIndex.load(folder / LEXICAL, len(chunks)),
        glossary=Glossary.model_validate_json((folder / GLOSSARY).read_text(encoding="utf-8")),
    )


def faults(folder: Path, manifest_sha256: str) -> list[str]:
    """What is wrong with a snapshot folder, one line a fault; empty when every file is as it was written."""
    path = folder / manifests.FILE_NAME
    if not folder.is_dir():
        return [f"the current snapshot {folder.name} is missing"]
    if not path.is_file():
        return [f"{folder.name}/{manifests.FILE_NAME} is missing"]
    try:
        manifest = Manifest.load(path)
    except ValueError as error:
        return [f"{folder.name}/{manifests.FILE_NAME} does not fit: {error}"]
    if manifests.file_sha256(path) != manifest_sha256:
        return [f"{folder.name}/{manifests.FILE_NAME} is damaged: its checksum differs"]
    found = []
    for name, sha256 in manifest.files.items():
        if not (folder / name).is_file():
            found.append(f"{folder.name}/{name} is missing")
        elif manifests.file_sha256(folder / name) != sha256:
            found.append(f"{folder.name}/{name} is damaged: its checksum differs")
    return found


def document_fields(document: Document) -> dict[str, Any]:
    """A document as JSON fields."""
    return {**asdict(document), "published": document.published.isoformat() if document.published else None}


def _document(fields: Mapping[str, Any]) -> Document:
    published = fields["published"]
    pages = tuple(fields.get("pages", ()))
    return Document(**{**fields, "published": date.fromisoformat(published) if published else None, "pages": pages})


def _chunk_fields(chunk: Chunk) -> dict[str, Any]:
    return {**asdict(chunk), "sentences": [chunk.sentences.start, chunk.sentences.stop]}


def _file_names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from map(json.loads, file)
