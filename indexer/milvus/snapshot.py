"""A snapshot in a collection of Milvus, opened to be searched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Embedder
from indexer.glossary import Glossary
from indexer.manifest import CorpusFile
from indexer.milvus.connection import Connection, Query
from indexer.milvus.damage import DamagedError
from indexer.milvus.documents import Documents
from indexer.milvus.held import Held
from indexer.milvus.rows import CHUNKS, FORMAT, Head, text_of
from indexer.milvus.texts import Texts
from indexer.milvus.views import Chunks, ChunkVectors, Sentences, SentenceTexts, SentenceVectors
from indexer.records import Hit
from indexer.searchable import Searchable, inverse_document_frequency
from indexer.storage import corpus_files_of
from indexer.stores import StoreError

_MORE = 16  # hits that are asked for beyond those wanted: of equal ones the first in the snapshot's order is taken
_HELD_TEXTS = 5_000  # of terms and of words


class MilvusSnapshot(Searchable):
    """One state of the index in Milvus. Thread-safe; what it gives is fetched when it is asked for, and held a while.

    Searches rank as those of `indexer.snapshot.Snapshot` do: scores are inner products of the same vectors, and of
    the same BM25 weights.
    """

    documents: Documents

    def __init__(self, connection: Connection, collection: str) -> None:
        """Open a collection.

        Raises:
            StoreError: it cannot be read.
            DamagedError: something is missing, or another version of this program wrote it.
        """
        self._connection = connection
        self.collection = collection
        connection.call(lambda client, seconds: client.load_collection(collection, timeout=seconds), patient=True)
        texts = self._texts = Texts(connection, collection)
        self.head = _head(texts.read_one("head"), collection)
        self.manifest = self.head.manifest
        self.id = self.manifest.snapshot
        self.glossary = Glossary.model_validate_json(texts.read_one("glossary"))
        counts, dimension = self.manifest.counts, self.manifest.parameters.dimension
        self._sentence_texts = SentenceTexts(texts, counts.sentences)
        self._chunks = Chunks(connection, collection, texts, counts.chunks)
        self._chunk_vectors = ChunkVectors(connection, collection, counts.chunks, dimension)
        self.documents = Documents(texts, counts.documents)
        self.sentences = Sentences(self._sentence_texts)
        self.sentence_vectors = SentenceVectors(self._sentence_texts, dimension)
        self.chunks = self._chunks
        self.chunk_vectors = self._chunk_vectors
        self._term_texts: Held[int, dict[str, list[int]]] = Held(self._terms, _HELD_TEXTS)
        self._word_texts: Held[int, dict[str, int]] = Held(self._words, _HELD_TEXTS)

    def refuse_other(self, embedder: Embedder) -> None:
        """Refuse the vectors of another embedder.

        Raises:
            StoreError: another one made them.
        """
        made_by = self.manifest.parameters
        if made_by.embedder_digest != embedder.digest:
            message = (
                f"The collection {self.collection} in Milvus at {self._connection.name} holds vectors of the embedder "
                f"{made_by.embedder} ({made_by.embedder_digest[:12]}), "
                f"not of {embedder.name} ({embedder.digest[:12]}). "
                "Run `cited index` with this embedder, or set CITED_EMBEDDER to that one."
            )
            raise StoreError(message)

    @cached_property
    def corpus_files(self) -> Mapping[str, CorpusFile]:
        """What became of each file of the corpus folder at the last folder build, by name."""
        return corpus_files_of(self._texts.read_one("files").encode())

    def search_dense(
        self,
        vector: NDArray[np.float32],
        k: int,
        documents: Collection[str] | None = None,
        *,
        without: str | None = None,
    ) -> list[Hit]:
        """As `Searchable.search_dense`; of equals the one that stands first in the snapshot."""
        return self._search("vector", np.asarray(vector, dtype=np.float32), k, documents, without)

    def search_lexical(
        self, terms: Mapping[str, float] | Sequence[str], k: int, documents: Collection[str] | None = None
    ) -> list[Hit]:
        """As `Searchable.search_lexical`; of equals the one that stands first in the snapshot."""
        weights = terms if isinstance(terms, Mapping) else Counter(terms)
        known = self._known(weights)
        query = {
            number: float(weights[term] * inverse_document_frequency(holding, len(self.chunks)))
            for term, (number, holding) in known.items()
        }
        return self._search("terms", query, k, documents, None) if query else []

    def document_frequency(self, term: str) -> int:
        """In how many chunks an analysed term occurs."""
        return self._known([term]).get(term, (0, 0))[1]

    def word_count(self, word: str) -> int:
        """How often a word occurs as it is written, in small letters."""
        if not (texts := self.head.word_texts):
            return 0
        return (self._word_texts.get(text_of(word, texts)) or {}).get(word, 0)

    def frequent_words(self, most: int) -> dict[str, int]:
        """The words that occur most often, in small letters; no more than were kept when the snapshot was written."""
        return dict(self._frequent[:most])

    def prepare(self, chunks: Sequence[int]) -> None:
        """Fetch all that is read of some chunks: sentences, documents and vectors."""
        wanted = self._chunks.some(chunks)
        self._sentence_texts.prepare([chunk.sentences for chunk in wanted])
        self._chunk_vectors.prepare(chunks)
        self.documents.stored({chunk.document_id for chunk in wanted})

    def _search(
        self, field: str, query: object, k: int, documents: Collection[str] | None, without: str | None
    ) -> list[Hit]:
        condition = ""
        if documents is not None:
            stored = self.documents.stored(set(documents) - {without})
            numbers = sorted(found.number for found in stored.values() if found.document is not None)
            condition = f"document in {numbers}"
            if not numbers:
                return []
        elif without is not None:
            condition = f"document != {self.documents.stored([without])[without].number}"
        if k <= 0 or not len(self.chunks):
            return []
        asked = Query(query, field, k + _MORE, condition, "value")
        found = self._connection.search(self.collection, CHUNKS, asked)
        self._chunks.keep({int(row["id"][1:]): row["entity"]["value"] for row in found})
        hits = [Hit(int(row["id"][1:]), float(row["distance"])) for row in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk))[:k]

    def _known(self, terms: Collection[str]) -> dict[str, tuple[int, int]]:
        """Number of each term that occurs, and in how many chunks it does."""
        if not (texts := self.head.term_texts):
            return {}
        numbers = {term: text_of(term, texts) for term in terms}
        found = self._term_texts.many(set(numbers.values()))
        return {
            term: (entry[0], entry[1]) for term, number in numbers.items() if (entry := found.get(number, {}).get(term))
        }

    @cached_property
    def _frequent(self) -> list[tuple[str, int]]:
        return [(word, count) for word, count in json.loads(self._texts.read_one("words"))]

    def _terms(self, numbers: list[int]) -> dict[int, dict[str, list[int]]]:
        found = self._texts.read([f"t{number}" for number in numbers])
        return {number: json.loads(found.get(f"t{number}", "{}")) for number in numbers}

    def _words(self, numbers: list[int]) -> dict[int, dict[str, int]]:
        found = self._texts.read([f"w{number}" for number in numbers])
        return {number: json.loads(found.get(f"w{number}", "{}")) for number in numbers}


def _head(text: str, collection: str) -> Head:
    try:
        written = json.loads(text)["format"]
        if written == FORMAT:
            return Head.model_validate_json(text)
    except (ValueError, KeyError, TypeError) as error:
        message = f"The head of the collection {collection} is damaged, or another version's."
        raise DamagedError(message) from error
    message = f"The collection {collection} has the format {written}, not {FORMAT}, which is read."
    raise DamagedError(message)
