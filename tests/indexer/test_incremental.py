"""Many changes one after the other lead to what one build leads to, at a cost that follows from each change."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.build import BuildError, build_index, delete_document, index_documents, put_document
from indexer.checking import check
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.made import WORDS, DigestEmbedder, made_document


@pytest.fixture
def digests(embedder: Embedder) -> DigestEmbedder:
    return DigestEmbedder(embedder)


def assert_same(one: Snapshot, two: Snapshot, embedder: Embedder) -> None:
    assert one.id == two.id
    assert dict(one.documents) == dict(two.documents)
    assert list(one.sentences) == list(two.sentences)
    assert list(one.chunks) == list(two.chunks)
    assert [one.parts_of(name) for name in one.documents] == [two.parts_of(name) for name in two.documents]
    assert np.array_equal(one.chunk_vectors[:], two.chunk_vectors[:])
    assert np.array_equal(one.sentence_vectors[:], two.sentence_vectors[:])
    assert one.written == two.written
    for query in ("harbour", "lamp tide 7", "bread rope gull storm"):
        [vector] = embedder.encode([query])
        assert one.search_dense(vector, 20) == two.search_dense(vector, 20)
        some = list(one.documents)[::3]
        assert one.search_dense(vector, 20, some) == two.search_dense(vector, 20, some)
        terms = one.analyse(query)
        assert one.search_lexical(terms, 20) == two.search_lexical(terms, 20)
        assert one.search_lexical(terms, 20, some) == two.search_lexical(terms, 20, some)
        assert [one.document_frequency(term) for term in terms] == [two.document_frequency(term) for term in terms]


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_equal_one_build(seed: int, tmp_path: Path, digests: DigestEmbedder) -> None:
    random = np.random.default_rng(seed)
    settings = IndexSettings(index=tmp_path / "index")
    held: dict[str, Document] = {}
    most = 0
    for step in range(60):
        name = f"d{random.integers(25):02}"
        if name in held and random.random() < 0.4:
            delete_document(settings.index, digests, name, settings)
            del held[name]
        else:
            held[name] = made_document(name, step, sentences=int(random.choice([1, 12, 60])))
            put_document(settings.index, digests, held[name], settings)
        most = max(most, len(Snapshot.open(settings.index, digests).segments))
        if step % 12 == 11:
            changed = Snapshot.open(settings.index, digests)
            index_documents(held.values(), tmp_path / f"full{step}", digests, settings)
            assert_same(changed, Snapshot.open(tmp_path / f"full{step}", digests), digests)
            assert check(settings.index) == []
    assert 1 < most <= 8


def test_a_small_change_leaves_the_large_segment_as_it_is(tmp_path: Path, digests: DigestEmbedder) -> None:
    settings = IndexSettings(index=tmp_path)
    index_documents([made_document(f"d{n:03}", n) for n in range(200)], tmp_path, digests, settings)
    before = Snapshot.open(tmp_path, digests)
    digests.seen.clear()
    put_document(tmp_path, digests, made_document("d100", 777), settings)
    after = Snapshot.open(tmp_path, digests)
    assert [segment.name for segment in after.segments] == ["s1", "s2"]
    files = [path for path in before.segments[0].folder.rglob("*") if path.is_file()]
    for path in files:
        assert path.stat().st_ino == (after.path / path.relative_to(before.path)).stat().st_ino
    assert len(digests.seen) < 30
    written = sum(path.stat().st_size for path in (after.path / "s2").rglob("*") if path.is_file())
    assert written < sum(path.stat().st_size for path in files) / 5


def test_segments_that_are_mostly_gone_are_written_anew(tmp_path: Path, digests: DigestEmbedder) -> None:
    settings = IndexSettings(index=tmp_path)
    index_documents([made_document(f"d{n}", n) for n in range(6)], tmp_path, digests, settings)
    names = []
    for number in range(4):
        delete_document(tmp_path, digests, f"d{number}", settings)
        names.append([segment.name for segment in Snapshot.open(tmp_path, digests).segments])
    assert names == [["s1"], ["s1"], ["s1"], ["s2"]]
    assert Snapshot.open(tmp_path, digests).segments[0].documents == 2


def test_a_renamed_document_is_not_embedded_again(tmp_path: Path, digests: DigestEmbedder) -> None:
    settings = IndexSettings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    settings.corpus.mkdir()
    for number in range(3):
        (settings.corpus / f"{number}.txt").write_text(made_document("x", number).text, encoding="utf-8")
    build_index(settings, digests)
    (settings.corpus / "1.txt").rename(settings.corpus / "renamed.txt")
    report = build_index(settings, digests)
    assert report.embedded == 0
    assert list(Snapshot.open(settings.index, digests).documents) == ["0", "2", "renamed"]


def test_another_way_to_search_embeds_nothing(tmp_path: Path, digests: DigestEmbedder) -> None:
    settings = IndexSettings(index=tmp_path)
    documents = [made_document(f"d{n:03}", n, sentences=60) for n in range(60)]
    index_documents(documents, tmp_path, digests, settings)
    put_document(tmp_path, digests, made_document("new", 1000), settings)
    before = Snapshot.open(tmp_path, digests)
    documents.append(made_document("new", 1000))
    report = index_documents(documents, tmp_path, digests, settings.model_copy(update={"dense_index": "ivf"}))
    assert (report.changed, report.embedded) == (True, 0)
    after = Snapshot.open(tmp_path, digests)
    assert [entry.dense.kind for entry in before.manifest.segments] == ["flat", "flat"]
    [entry] = after.manifest.segments
    assert entry.dense.kind == "ivf"
    assert entry.dense.recall_at_10 >= 0.97
    assert list(after.chunks) == list(before.chunks)
    assert np.array_equal(after.chunk_vectors[:], before.chunk_vectors[:])
    [vector] = digests.encode([WORDS[0]])
    found = {hit.chunk for hit in after.search_dense(vector, 10)}
    assert len(found & {hit.chunk for hit in before.search_dense(vector, 10)}) >= 9
    assert check(tmp_path) == []


def test_damage_is_not_given_a_new_checksum(tmp_path: Path, digests: DigestEmbedder) -> None:
    settings = IndexSettings(index=tmp_path / "index")
    index_documents([made_document(f"d{n}", n) for n in range(3)], settings.index, digests, settings)
    snapshot = Snapshot.open(settings.index, digests)
    path = snapshot.path / "s1" / "chunk_vectors.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    large = made_document("large", 9, sentences=200)
    with pytest.raises(BuildError, match=r"chunk_vectors.npy is damaged: its checksum differs.*`cited index`"):
        put_document(settings.index, digests, large, settings)
    assert Snapshot.open(settings.index, digests).id == snapshot.id
    report = index_documents([large, made_document("d0", 0)], settings.index, digests, settings)
    assert "is damaged" in report.notes[0]
    assert list(Snapshot.open(settings.index, digests).documents) == ["d0", "large"]
    assert check(settings.index) == []
