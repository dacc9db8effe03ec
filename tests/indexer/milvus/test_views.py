from __future__ import annotations

import pytest

from indexer.milvus.views import Chunks, ChunkVectors, Sentences, SentenceTexts
from indexer.stores import StoreError
from tests.indexer.milvus.conftest import Published


def test_what_is_missing_is_said_with_what_to_do(published: Published) -> None:
    snapshot = published.snapshot
    connection, texts, much = snapshot._connection, snapshot._texts, 1_000_000
    for rows in (
        Chunks(connection, snapshot.collection, texts, much),
        ChunkVectors(connection, snapshot.collection, much, 384),
        Sentences(SentenceTexts(texts, much)),
    ):
        with pytest.raises(StoreError, match=r"missing from the collection.* Run `cited index`"):
            rows[much - 1]
