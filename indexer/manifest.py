"""The manifest of a snapshot: what it was built from, how, and the checksums of its files."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from indexer.embedding import Embedder
from indexer.lexical import ANALYSER
from indexer.sentences import SEGMENTER
from indexer.settings import IndexSettings
from indexer.vectors import DenseChoice, Kind

FORMAT_VERSION = 2
# Raise it when a file would be read to another text or title than before: then all files are read anew.
READER = "version 2"
FILE_NAME = "manifest.json"


class Part(BaseModel):
    """Base of the manifest and its parts: immutable, with no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Parameters(Part):
    """Everything besides the documents that decides what an index holds."""

    embedder: str
    embedder_digest: str
    dimension: int
    chunk_tokens: int
    overlap_sentences: int
    max_file_bytes: int
    analyser: str
    reader: str
    segmenter: str
    dense_index: Kind

    def cut_as(self, other: Parameters) -> bool:
        """Whether documents are cut and embedded as with others; how vectors are searched may differ."""
        return self.model_copy(update={"dense_index": other.dense_index}) == other

    @classmethod
    def of(cls, settings: IndexSettings, embedder: Embedder) -> Parameters:
        """The parameters that a build with these settings has."""
        return cls(
            embedder=embedder.name,
            embedder_digest=embedder.digest,
            dimension=embedder.dimension,
            chunk_tokens=settings.chunk_tokens,
            overlap_sentences=settings.overlap_sentences,
            max_file_bytes=settings.max_file_bytes,
            analyser=ANALYSER,
            reader=READER,
            segmenter=SEGMENTER,
            dense_index=settings.dense_index,
        )


class CorpusFile(Part):
    """A file of the corpus folder as of the last folder build: its content, and the document that it gave, if any.

    A zip file gives none; its members have entries of their own, which name it.
    """

    sha256: str
    document_id: str | None = None
    problem: str | None = None
    archive: str | None = None


class Counts(Part):
    """How much a snapshot holds."""

    documents: int
    sentences: int
    chunks: int


class SegmentEntry(Part):
    """A segment of a snapshot."""

    name: str = Field(pattern=r"^s\d+$")
    dense: DenseChoice


class StoredFile(Part):
    """A file of a snapshot as it was written."""

    size: int
    sha256: str


class Manifest(Part):
    """The manifest. ``snapshot`` is derived from what went in, so that equal input gives an equal id."""

    format_version: int = FORMAT_VERSION
    snapshot: str
    parameters: Parameters
    corpus_digest: str = Field(description="Sum of the digests of all documents, in hexadecimal.")
    counts: Counts
    terms: int = Field(description="Terms of all chunks, each as often as it occurs.")
    segments: list[SegmentEntry]
    files: dict[str, StoredFile] = Field(description="Each file of the snapshot by its relative name.")
    built_at: datetime
    build_seconds: float

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read a manifest file.

        Raises:
            OSError: it cannot be read.
            ValueError: it is not a manifest of this format.
        """
        fields = json.loads(path.read_bytes())
        version = fields.get("format_version") if isinstance(fields, dict) else None
        if version != FORMAT_VERSION:
            message = f"its format version is {version}, this program reads {FORMAT_VERSION}"
            raise ValueError(message)
        return cls.model_validate(fields)


def snapshot_id(parameters: Parameters, corpus_digest: str, files_sha256: str, glossary_sha256: str) -> str:
    """16 hexadecimal digits that follow from what goes into a snapshot, and from nothing else."""
    inputs = {
        "format": FORMAT_VERSION,
        "parameters": parameters.model_dump(),
        "corpus": corpus_digest,
        "files": files_sha256,
        "glossary": glossary_sha256,
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:16]


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
