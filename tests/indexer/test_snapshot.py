from __future__ import annotations

import mmap
import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer import directory
from indexer.embedding import Embedder
from indexer.records import Hit
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, SnapshotError
from tests.indexer.conftest import Built


def texts(snapshot: Snapshot, hits: list[Hit]) -> list[str]:
    chunks = [snapshot.chunks[hit.chunk] for hit in hits]
    return [snapshot.documents[chunk.document_id].text[chunk.start : chunk.end] for chunk in chunks]


def test_the_parts_are_in_order_and_fit_each_other(built: Built) -> None:
    snapshot = built.snapshot
    assert list(snapshot.documents) == ["bees", "bread", "tides"]
    for parts in (snapshot.sentences, snapshot.chunks):
        places = [(part.document_id, part.start) for part in parts]
        assert places == sorted(places)
    for chunk in snapshot.chunks:
        own = [snapshot.sentences[row] for row in chunk.sentences]
        assert (own[0].start, own[-1].end) == (chunk.start, chunk.end)
        assert {sentence.document_id for sentence in own} == {chunk.document_id}
    assert snapshot.chunk_vectors.shape == (len(snapshot.chunks), 384)
    assert snapshot.sentence_vectors.shape == (len(snapshot.sentences), 384)
    assert [entity.canonical for entity in snapshot.glossary.entities] == ["Moon"]


def test_sentence_vectors_are_those_of_the_sentences(built: Built, embedder: Embedder) -> None:
    snapshot = built.snapshot
    row = next(i for i, s in enumerate(snapshot.sentences) if s.document_id == "tides" and not s.is_heading)
    sentence = snapshot.sentences[row]
    text = snapshot.documents["tides"].text[sentence.start : sentence.end]
    assert text == "The Moon raises two bulges in the sea."
    assert np.allclose(snapshot.sentence_vectors[row], embedder.encode([text])[0], atol=1e-5)


def test_arrays_are_read_only_and_mapped(built: Built) -> None:
    for array in (built.snapshot.sentence_vectors, built.snapshot.chunk_vectors):
        owner: object = array[0:2]
        while isinstance(owner, np.ndarray):
            owner = owner.base
        assert isinstance(owner, mmap.mmap)
        with pytest.raises(ValueError, match="read-only"):
            array[0][0] = 1


def test_dense_search_finds_by_meaning(built: Built, embedder: Embedder) -> None:
    [vector] = embedder.encode(["How long does the loaf stay in the oven?"])
    hits = built.snapshot.search_dense(vector, 2)
    assert "240 degrees" in texts(built.snapshot, hits)[0]
    assert hits[0].score > hits[1].score
    assert hits[0].score == pytest.approx(float(built.snapshot.chunk_vectors[hits[0].chunk] @ vector), abs=1e-5)


def test_lexical_search_finds_by_words_titles_and_headings(built: Built) -> None:
    snapshot = built.snapshot
    assert "500 grams" in texts(snapshot, snapshot.search_lexical(snapshot.analyse("flour"), 3))[0]
    assert "Neap tides" in texts(snapshot, snapshot.search_lexical(snapshot.analyse("spring neap"), 3))[0]
    winter = snapshot.search_lexical(snapshot.analyse("winter"), 10)
    assert {snapshot.chunks[hit.chunk].document_id for hit in winter} == {"bees"}
    assert snapshot.search_lexical(snapshot.analyse("zebra"), 3) == []


def test_both_searches_filter_before_k(built: Built, embedder: Embedder) -> None:
    snapshot = built.snapshot
    [vector] = embedder.encode(["How long does the loaf stay in the oven?"])
    dense = snapshot.search_dense(vector, 1, documents=["tides"])
    assert [snapshot.chunks[hit.chunk].document_id for hit in dense] == ["tides"]
    terms = snapshot.analyse("the")
    lexical = snapshot.search_lexical(terms, 100, documents={"bread", "tides"})
    assert {snapshot.chunks[hit.chunk].document_id for hit in lexical} == {"bread", "tides"}
    assert snapshot.search_dense(vector, 5, documents=[]) == []
    assert snapshot.search_lexical(terms, 5, documents=["no such"]) == []


def test_a_missing_index_says_what_to_run(tmp_path: Path, embedder: Embedder) -> None:
    with pytest.raises(SnapshotError, match=r"no index in .*`cited index`"):
        Snapshot.open(tmp_path / "nothing", embedder)


def test_another_embedder_is_refused(built: Built, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "digest", "0" * 64)
    with pytest.raises(SnapshotError, match=r"embedder all-MiniLM-L6-v2 .*`cited index`"):
        Snapshot.open(built.settings.index, embedder)


def test_a_damaged_index_is_refused(copied: IndexSettings, embedder: Embedder) -> None:
    path = Snapshot.open(copied.index, embedder).path / "s1" / "sentences.npy"
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    with pytest.raises(SnapshotError, match=r"s1/sentences.npy is damaged.*`cited index`"):
        Snapshot.open(copied.index, embedder)
    path.write_bytes(b"\0" * len(content))
    with pytest.raises(SnapshotError, match=r"cannot be used.*`cited index`"):
        Snapshot.open(copied.index, embedder)


def test_a_damaged_catalogue_is_refused(copied: IndexSettings, embedder: Embedder) -> None:
    path = Snapshot.open(copied.index, embedder).path / "s1" / "catalogue.sqlite"
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(SnapshotError, match=r"catalogue.sqlite is damaged.*`cited index`"):
        Snapshot.open(copied.index, embedder)


def test_what_another_format_wrote_is_refused(copied: IndexSettings, embedder: Embedder) -> None:
    path = Snapshot.open(copied.index, embedder).path / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"format_version": 2', '"format_version": 1'), "utf-8")
    directory.point_to(copied.index, path.parent.name)
    with pytest.raises(SnapshotError, match=r"format version is 1, this program reads 2.*`cited index` to rebuild"):
        Snapshot.open(copied.index, embedder)


def test_an_open_snapshot_outlives_its_files(copied: IndexSettings, embedder: Embedder) -> None:
    snapshot = Snapshot.open(copied.index, embedder)
    [vector] = embedder.encode(["tides"])
    before = snapshot.search_dense(vector, 3), snapshot.search_lexical(["tide"], 3)
    shutil.rmtree(copied.index)
    assert (snapshot.search_dense(vector, 3), snapshot.search_lexical(["tide"], 3)) == before
    assert np.isfinite(snapshot.sentence_vectors).all()


def test_a_document_may_be_left_out(built: Built, embedder: Embedder) -> None:
    snapshot = built.snapshot
    [vector] = embedder.encode(["How long does the loaf stay in the oven?"])
    every = snapshot.search_dense(vector, 100)
    others = [hit for hit in every if snapshot.chunks[hit.chunk].document_id != "bread"]
    assert len(others) < len(every)
    assert snapshot.search_dense(vector, 100, without="bread") == others
    named = snapshot.search_dense(vector, 100, ["bread", "tides"], without="bread")
    assert {snapshot.chunks[hit.chunk].document_id for hit in named} == {"tides"}
    assert snapshot.search_dense(vector, 100, without="no such") == every


def test_words_as_they_are_written(built: Built) -> None:
    assert built.snapshot.word_count("tides") == 3
    assert built.snapshot.word_count("zebra") == 0
    assert list(built.snapshot.frequent_words(2)) == ["the", "a"]
