from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.build import index_documents, put_document
from indexer.embedding import Embedder
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.made import DigestEmbedder, made_document


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Snapshot:
    """A snapshot of several segments."""
    index: Path = tmp_path_factory.mktemp("views")
    settings, digests = IndexSettings(index=index), DigestEmbedder(embedder)
    index_documents([made_document(f"d{n:02}", n, sentences=60) for n in range(0, 40, 2)], index, digests, settings)
    for number in (7, 12, 99):
        put_document(index, digests, made_document(f"d{number:02}", 100 + number), settings)
    opened = Snapshot.open(index, digests)
    assert len(opened.segments) > 1
    return opened


def test_documents_are_a_mapping_in_the_order_of_ids(snapshot: Snapshot) -> None:
    names = sorted([f"d{n:02}" for n in range(0, 40, 2)] + ["d07", "d99"])
    assert list(snapshot.documents) == names
    assert len(snapshot.documents) == len(names)
    assert snapshot.documents["d12"].title == "Title 112"
    assert "d12" in snapshot.documents
    assert "d13" not in snapshot.documents
    assert 12 not in snapshot.documents  # type: ignore[comparison-overlap]  # a mapping is asked for anything
    assert snapshot.documents.get("d13") is None
    with pytest.raises(KeyError):
        snapshot.documents["d13"]


def test_records_are_sequences(snapshot: Snapshot) -> None:
    for records in (snapshot.sentences, snapshot.chunks):
        every = [records[position] for position in range(len(records))]
        assert list(records) == every
        assert [(r.document_id, r.start) for r in every] == sorted((r.document_id, r.start) for r in every)
        assert list(records[3:30]) == every[3:30]
        assert list(records[-5:]) == every[-5:]
        assert list(records[::-7]) == every[::-7]
        assert records[-1] == every[-1]
        assert list(records[len(every) :]) == []
        with pytest.raises(IndexError):
            records[len(every)]


def test_chunks_count_the_snapshot_s_sentences(snapshot: Snapshot) -> None:
    for chunk in snapshot.chunks:
        own = snapshot.sentences[chunk.sentences.start : chunk.sentences.stop]
        assert (own[0].start, own[-1].end) == (chunk.start, chunk.end)
        assert {sentence.document_id for sentence in own} == {chunk.document_id}
        assert chunk.id == f"{chunk.document_id}:{chunk.start}-{chunk.end}"


def test_vectors_are_read_by_row_by_range_and_all(snapshot: Snapshot) -> None:
    for vectors, records in (
        (snapshot.sentence_vectors, snapshot.sentences),
        (snapshot.chunk_vectors, snapshot.chunks),
    ):
        assert vectors.shape == (len(records), 384)
        every = np.asarray(vectors)
        assert every.shape == vectors.shape
        assert all(np.array_equal(vectors[row], every[row]) for row in range(len(records)))
        assert np.array_equal(vectors[5:40], every[5:40])
        assert np.array_equal(np.concatenate(list(vectors.blocks())), every)
        assert vectors[3:3].shape == (0, 384)
        with pytest.raises(ValueError, match="consecutive"):
            vectors[::2]
        with pytest.raises(IndexError):
            vectors[len(records)]
