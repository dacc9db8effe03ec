from __future__ import annotations

import numpy as np
import pytest

from indexer.embedding import Embedder
from indexer.milvus.documents import Documents
from indexer.searchable import Searchable
from indexer.stores import StoreError
from tests.indexer.conftest import Built
from tests.indexer.milvus.conftest import Published

QUERIES = ("How long does the loaf stay in the oven?", "spring tides", "What do bees eat in the winter?", "Luna")


def assert_same(one: Searchable, other: Searchable) -> None:
    assert one.id == other.id
    assert one.manifest.counts == other.manifest.counts
    assert one.glossary == other.glossary
    assert list(one.documents.items()) == list(other.documents.items())
    assert list(one.sentences) == list(other.sentences)
    assert list(one.chunks) == list(other.chunks)
    assert np.array_equal(one.sentence_vectors[0 : len(one.sentences)], other.sentence_vectors[0 : len(one.sentences)])
    assert np.array_equal(one.chunk_vectors[0 : len(one.chunks)], other.chunk_vectors[0 : len(one.chunks)])


def test_it_holds_what_the_snapshot_on_disk_holds(published: Published, built: Built) -> None:
    assert_same(published.snapshot, built.snapshot)
    for word in ("the", "tides", "honey", "never-said"):
        assert published.snapshot.word_count(word) == built.snapshot.word_count(word)
        for term in built.snapshot.analyse(word):
            assert published.snapshot.document_frequency(term) == built.snapshot.document_frequency(term)
    assert published.snapshot.frequent_words(20) == built.snapshot.frequent_words(20)
    assert published.snapshot.corpus_files == built.snapshot.corpus_files


@pytest.mark.parametrize("documents", [None, [], ["bees", "bread"], ["never", "tides"], ["never"]])
@pytest.mark.parametrize("query", QUERIES)
def test_it_finds_what_the_snapshot_on_disk_finds(
    published: Published, built: Built, embedder: Embedder, query: str, documents: list[str] | None
) -> None:
    [vector] = embedder.encode([query])
    terms = built.snapshot.analyse(query)
    found = [
        (
            snapshot.search_dense(vector, 4, documents),
            snapshot.search_dense(vector, 4, documents, without="bees"),
            snapshot.search_lexical(terms, 4, documents),
            snapshot.search_lexical(dict.fromkeys(terms, 0.5), 2, documents),
        )
        for snapshot in (published.snapshot, built.snapshot)
    ]
    for here, there in zip(*found, strict=True):
        assert [hit.chunk for hit in here] == [hit.chunk for hit in there]
        assert [hit.score for hit in here] == pytest.approx([hit.score for hit in there], abs=1e-5)


def test_places_are_read_as_in_any_sequence(published: Published, built: Built) -> None:
    here, there = published.snapshot, built.snapshot
    assert here.chunks[-1] == there.chunks[-1]
    assert list(here.chunks[1:3]) == list(there.chunks[1:3])
    assert here.sentences[-1] == there.sentences[-1]
    assert list(here.sentences[::3]) == list(there.sentences[::3])
    assert np.array_equal(here.sentence_vectors[-1], there.sentence_vectors[-1])
    assert np.array_equal(here.chunk_vectors[2], there.chunk_vectors[2])
    for parts in (here.chunks, here.sentences, here.chunk_vectors):
        with pytest.raises(IndexError):
            parts[len(parts)]
    assert "bees" in here.documents
    assert "never" not in here.documents
    assert here.documents.get("never") is None
    assert isinstance(here.documents, Documents)


def test_what_was_prepared_is_not_fetched_again(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = published.snapshot
    snapshot.prepare(range(len(snapshot.chunks)))
    monkeypatch.setattr(snapshot._connection, "values", None)
    for position, chunk in enumerate(snapshot.chunks):
        assert snapshot.documents[chunk.document_id].text[chunk.start : chunk.end]
        assert len(snapshot.sentence_vectors[chunk.sentences.start : chunk.sentences.stop]) == len(chunk.sentences)
        assert snapshot.chunk_vectors[position].shape == (384,)


def test_another_embedder_is_refused(published: Published, embedder: Embedder) -> None:
    other = Embedder("other", "f" * 64, embedder._encoder)
    with pytest.raises(StoreError, match=r"embedder all-MiniLM-L6-v2 .*not of other .*`cited index`"):
        published.store.open(other)
