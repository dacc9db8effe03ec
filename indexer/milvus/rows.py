"""How a snapshot lies in a collection.

Partition ``chunks``: a row a chunk, ``c<position>``, with its vector, its BM25 weights as a sparse vector, the number
of its document, and its place in it.
Partition ``records``: everything else as named texts, each cut into rows ``<name>:<part>``, since a field of Milvus
holds 65,535 bytes at most. These rows are only ever looked up by their ids; Milvus wants vectors of every row, so they
have meaningless ones, which no search sees, as searches name the other partition.

    head                what the snapshot was built from, and how many parts things have (see `Head`)
    ids                 ids of all documents, in order
    glossary, files     the corpus's entities; what became of each file of the corpus folder
    words               the words that occur most often
    d<hash of id>       a document: a line of JSON with all but its text, then the text
    s<number>           `SENTENCES` sentences with their vectors
    t<number>, w<number>  some terms, each with its number and how many chunks hold it; some words and their counts

Names of documents, terms and words go into ids as digests only, so that no text of a question or document ever stands
in an expression that Milvus parses.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from indexer.manifest import Manifest
from indexer.records import Chunk, Sentence

if TYPE_CHECKING:
    from pymilvus import CollectionSchema

CHUNKS: Final = "chunks"
RECORDS: Final = "records"
FORMAT: Final = 1
SENTENCES: Final = 8  # sentences in one text: a chunk's are in one or two of them
ENTRIES: Final = 200  # terms, or words, in one text
FREQUENT: Final = 30_000  # words that are kept with the most frequent ones
MOST_BYTES: Final = 65_535  # of a text field: Milvus's limit
NO_TERM: Final = 0  # dimension of the meaningless sparse vectors; terms are numbered from 1
_ASCII_PART, _PART = 60_000, 16_000  # characters of a row's text: of one byte each, and of four at most

Rows = NDArray[np.float32]


class Head(BaseModel):
    """What has to be known of a collection before anything else of it can be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    manifest: Manifest
    term_texts: int
    word_texts: int
    rows: int | None = None  # of the whole collection; None where an older version wrote it


def schema_of(dimension: int) -> CollectionSchema:
    """The schema of a collection for vectors of this width."""
    from pymilvus import DataType, MilvusClient  # noqa: PLC0415 - an optional install

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
    schema.add_field("document", DataType.INT64)
    schema.add_field("value", DataType.VARCHAR, max_length=MOST_BYTES)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
    return schema


def text_rows(name: str, text: str, dimension: int) -> Iterator[dict[str, Any]]:
    """The rows of a named text; the first begins with their number."""
    size = _ASCII_PART if text.isascii() else _PART
    parts = [text[start : start + size] for start in range(0, len(text), size)] or [""]
    nowhere = np.zeros(dimension, dtype=np.float32)
    for number, part in enumerate(parts):
        value = part if number else f"{len(parts)} {part}"
        yield {"id": f"{name}:{number}", "document": -1, "value": value, "vector": nowhere, "terms": {NO_TERM: 1.0}}


def document_name(document_id: str) -> str:
    """Name of the text that holds a document."""
    return "d" + hashlib.blake2b(document_id.encode(), digest_size=16).hexdigest()


def text_of(entry: str, texts: int) -> int:
    """Number of the text, of so many, that holds a term or a word."""
    return zlib.crc32(entry.encode()) % texts


def packed_sentences(sentences: Sequence[Sentence], vectors: Rows) -> str:
    """Sentences with their vectors ``(n, dimension)`` as a text."""
    spans = [[s.document_id, s.start, s.end, int(s.is_heading)] for s in sentences]
    coded = base64.b64encode(np.ascontiguousarray(vectors, dtype="<f4").tobytes()).decode("ascii")
    return json.dumps([spans, coded])


def unpacked_sentences(text: str) -> tuple[list[Sentence], Rows]:
    """What `packed_sentences` packed."""
    spans, coded = json.loads(text)
    sentences = [Sentence(name, start, end, bool(heading)) for name, start, end, heading in spans]
    vectors = np.frombuffer(base64.b64decode(coded), dtype="<f4").astype(np.float32, copy=False)
    return sentences, vectors.reshape(len(sentences), -1)


def packed_chunk(chunk: Chunk) -> str:
    """A chunk as a text."""
    own = chunk.sentences
    return json.dumps([chunk.document_id, chunk.start, chunk.end, chunk.headings, own.start, own.stop])


def unpacked_chunk(text: str) -> Chunk:
    """What `packed_chunk` packed."""
    name, start, end, headings, first, after = json.loads(text)
    return Chunk(f"{name}:{start}-{end}", name, start, end, tuple(headings), range(first, after))
