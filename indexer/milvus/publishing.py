"""Writing a snapshot into a collection of its own."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from indexer.chunking import embedded_text
from indexer.lexical import analyse, count_words
from indexer.milvus.connection import Connection
from indexer.milvus.documents import stored_text
from indexer.milvus.rows import (
    CHUNKS,
    ENTRIES,
    FREQUENT,
    MOST_BYTES,
    RECORDS,
    SENTENCES,
    Head,
    document_name,
    packed_chunk,
    packed_sentences,
    schema_of,
    text_of,
    text_rows,
)
from indexer.postings import saturation
from indexer.records import Document
from indexer.snapshot import Snapshot
from indexer.storage import corpus_files_json, glossary_json
from indexer.stores import StoreError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

T = TypeVar("T")
_TOGETHER = 100  # rows that are sent at once; none is larger than some 70 KB
_MOST_COUNTED = 65_535  # occurrences of a term in a chunk, as `indexer.postings` counts


def publish(snapshot: Snapshot, connection: Connection, collection: str) -> None:
    """Write a snapshot into a new collection, load it, and see that all of it is there.

    The terms and words of the whole corpus, with their counts, are in memory while it is written; nothing else is.

    Raises:
        StoreError: Milvus cannot be used, or what was written is not all there; what there is of the collection may
            be dropped then.
    """
    _Publication(snapshot, connection, collection).run()


class _Publication:
    def __init__(self, snapshot: Snapshot, connection: Connection, collection: str) -> None:
        self._snapshot, self._connection, self._collection = snapshot, connection, collection
        self._dimension = snapshot.manifest.parameters.dimension
        self._mean_length = snapshot.manifest.terms / max(len(snapshot.chunks), 1)
        self._numbers: dict[str, int] = {}  # of terms, from 1
        self._holding: Counter[str] = Counter()  # chunks, by term
        self._words: Counter[str] = Counter()
        self._long: list[dict[str, Any]] = []
        self._rows = 0

    def run(self) -> None:
        self._create()
        self._insert(CHUNKS, self._chunk_rows())
        self._insert(RECORDS, self._records())
        self._insert(RECORDS, self._head())  # the last, as it tells how many there are
        collection = self._collection
        self._call(lambda client, seconds: client.flush(collection, timeout=seconds))
        self._call(lambda client, seconds: client.load_collection(collection, timeout=seconds))
        if (found := self._connection.count(collection)) != self._rows:
            message = f"Milvus holds {found} of the {self._rows} rows that were written to {collection}."
            raise StoreError(message)

    def _call(self, work: Callable[[MilvusClient, float], T]) -> T:
        return self._connection.call(work, patient=True)

    def _create(self) -> None:
        from pymilvus import MilvusClient  # noqa: PLC0415 - an optional install

        indexes = MilvusClient.prepare_index_params()
        indexes.add_index("vector", index_type="FLAT", metric_type="IP")
        indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        indexes.add_index("document", index_type="INVERTED")
        collection = self._collection
        self._call(
            lambda client, seconds: client.create_collection(
                collection,
                schema=schema_of(self._dimension),
                index_params=indexes,
                # Nothing changes once an alias leads to it: no search has to wait to see the last writes.
                consistency_level="Eventually",
                timeout=seconds,
            )
        )
        for partition in (CHUNKS, RECORDS):
            self._call(
                lambda client, seconds, name=partition: client.create_partition(collection, name, timeout=seconds)  # type: ignore[misc]
            )

    def _insert(self, partition: str, rows: Iterable[dict[str, Any]]) -> None:
        waiting = iter(rows)
        while data := list(islice(waiting, _TOGETHER)):
            self._call(
                lambda client, seconds, data=data: client.insert(  # type: ignore[misc]
                    self._collection, data, partition_name=partition, timeout=seconds
                )
            )
            self._rows += len(data)

    def _chunk_rows(self) -> Iterator[dict[str, Any]]:
        position = 0
        for number, (name, document) in enumerate(self._snapshot.documents.items()):
            self._words.update(count_words(document.text))
            chunks = self._snapshot.parts_of(name)[1]
            vectors = self._snapshot.chunk_vectors[chunks.start : chunks.stop]
            for chunk, vector in zip(self._snapshot.chunks[chunks.start : chunks.stop], vectors, strict=True):
                value = packed_chunk(chunk)
                if len(value) > MOST_BYTES:  # headings may be as long as they like; JSON is all ASCII
                    self._long += text_rows(f"c{position}", value, self._dimension)
                    value = ""
                weights = self._weights(analyse(embedded_text(document, chunk)))
                yield {
                    "id": f"c{position}",
                    "document": number,
                    "value": value,
                    "vector": np.asarray(vector, dtype=np.float32),
                    "terms": weights,
                }
                position += 1

    def _weights(self, tokens: list[str]) -> dict[int, float]:
        """BM25's share of each term's weight in a chunk, as `indexer.postings` has it."""
        counts = Counter(tokens)
        self._holding.update(counts.keys())
        occurrences = np.minimum(np.fromiter(counts.values(), dtype=np.int64), _MOST_COUNTED).astype(np.uint16)
        shares = saturation(occurrences, np.full(len(counts), len(tokens), dtype=np.int32), self._mean_length)
        numbers = [self._numbers.setdefault(term, len(self._numbers) + 1) for term in counts]
        return dict(zip(numbers, shares.astype(np.float32).tolist(), strict=True)) or {0: 1.0}

    def _records(self) -> Iterator[dict[str, Any]]:
        snapshot = self._snapshot
        yield from self._long
        for number, (name, document) in enumerate(snapshot.documents.items()):
            yield from self._text(document_name(name), self._document(number, document))
        for block, start in enumerate(range(0, len(snapshot.sentences), SENTENCES)):
            own = slice(start, min(start + SENTENCES, len(snapshot.sentences)))
            text = packed_sentences(snapshot.sentences[own], np.asarray(snapshot.sentence_vectors[own]))
            yield from self._text(f"s{block}", text)
        terms = {term: [number, self._holding[term]] for term, number in self._numbers.items()}
        yield from self._entries("t", terms, self._term_texts)
        yield from self._entries("w", self._words, self._word_texts)
        ranked = sorted(self._words.items(), key=lambda item: (-item[1], item[0]))
        yield from self._text("words", json.dumps(list(islice(ranked, FREQUENT))))
        yield from self._text("ids", json.dumps(list(snapshot.documents)))
        yield from self._text("glossary", glossary_json(snapshot.glossary).decode())
        yield from self._text("files", corpus_files_json(snapshot.corpus_files).decode())

    def _head(self) -> Iterator[dict[str, Any]]:
        snapshot = self._snapshot
        # What is so only of the files on disk is not told.
        manifest = snapshot.manifest.model_copy(update={"files": {}, "segments": []})
        head = Head(manifest=manifest, term_texts=self._term_texts, word_texts=self._word_texts, rows=self._rows + 1)
        yield from self._text("head", head.model_dump_json())

    @property
    def _term_texts(self) -> int:
        return -(-len(self._numbers) // ENTRIES)

    @property
    def _word_texts(self) -> int:
        return -(-len(self._words) // ENTRIES)

    def _document(self, number: int, document: Document) -> str:
        return stored_text(document, number, written=document.id in self._snapshot.written)

    def _entries(self, kind: str, entries: dict[str, Any], texts: int) -> Iterator[dict[str, Any]]:
        parts: defaultdict[int, dict[str, Any]] = defaultdict(dict)
        for entry, value in entries.items():
            parts[text_of(entry, texts)][entry] = value
        for number, part in sorted(parts.items()):
            yield from self._text(f"{kind}{number}", json.dumps(part))

    def _text(self, name: str, text: str) -> Iterator[dict[str, Any]]:
        return text_rows(name, text, self._dimension)
