from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer.build import (
    BuildError,
    UnknownDocumentError,
    build_index,
    delete_document,
    index_documents,
    is_stale,
    put_document,
)
from indexer.checking import check
from indexer.documents import DocumentError
from indexer.embedding import Embedder
from indexer.glossary import Entity, Glossary
from indexer.records import Document
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.samples import write_corpus

NEW = "A lighthouse keeper lights the lamp at dusk. Ships see it from far away."


def assert_same(one: Snapshot, two: Snapshot) -> None:
    """Two snapshots hold the same; vectors may differ by the rounding of differently filled batches."""
    assert one.id == two.id
    assert dict(one.documents) == dict(two.documents)
    assert list(one.sentences) == list(two.sentences)
    assert list(one.chunks) == list(two.chunks)
    assert one.glossary == two.glossary
    assert np.allclose(one.chunk_vectors[:], two.chunk_vectors[:], atol=1e-5)
    assert np.allclose(one.sentence_vectors[:], two.sentence_vectors[:], atol=1e-5)
    terms = one.analyse("tides bread spring honey lamp")
    assert one.search_lexical(terms, 100) == two.search_lexical(terms, 100)


def rebuilt(settings: IndexSettings, embedder: Embedder, folder: Path) -> Snapshot:
    fresh = settings.model_copy(update={"index": folder})
    build_index(fresh, embedder)
    return Snapshot.open(folder, embedder)


def test_incremental_changes_equal_a_full_rebuild(copied: IndexSettings, embedder: Embedder, tmp_path: Path) -> None:
    (copied.corpus / "lamp.txt").write_text(NEW, encoding="utf-8")
    (copied.corpus / "bees.html").unlink()
    tides = copied.corpus / "tides.md"
    tides.write_text(tides.read_text(encoding="utf-8").replace("two high tides", "one high tide"), encoding="utf-8")
    report = build_index(copied, embedder)
    snapshot = Snapshot.open(copied.index, embedder)
    assert list(snapshot.documents) == ["bread", "lamp", "tides"]
    # Of the changed document one sentence and the chunk around it, of the new one two sentences and one chunk.
    assert report.embedded == 5
    assert report.reused > 0
    assert_same(snapshot, rebuilt(copied, embedder, tmp_path / "full"))
    assert check(copied.index) == []


def test_nothing_changed_writes_nothing(copied: IndexSettings, embedder: Embedder) -> None:
    before = {path: path.stat().st_mtime_ns for path in copied.index.rglob("*") if path.name != ".lock"}
    report = build_index(copied, embedder)
    assert (report.changed, report.embedded) == (False, 0)
    after = {path: path.stat().st_mtime_ns for path in copied.index.rglob("*") if path.name != ".lock"}
    assert {p: t for p, t in before.items() if p.is_file()} == {p: t for p, t in after.items() if p.is_file()}


def test_unchanged_chunks_keep_their_ids_and_vectors(copied: IndexSettings, embedder: Embedder) -> None:
    before = Snapshot.open(copied.index, embedder)
    known = {chunk.id: before.chunk_vectors[row].tobytes() for row, chunk in enumerate(before.chunks)}
    (copied.corpus / "aaa.txt").write_text(NEW, encoding="utf-8")
    build_index(copied, embedder)
    after = Snapshot.open(copied.index, embedder)
    found = {chunk.id: after.chunk_vectors[row].tobytes() for row, chunk in enumerate(after.chunks)}
    assert len(found) == len(known) + 1
    assert found.items() >= known.items()


def test_other_chunking_cuts_anew(copied: IndexSettings, embedder: Embedder, tmp_path: Path) -> None:
    settings = copied.model_copy(update={"chunk_tokens": 24, "overlap_sentences": 0})
    assert "other settings" in (is_stale(settings, embedder) or "")
    build_index(settings, embedder)
    snapshot = Snapshot.open(copied.index, embedder)
    assert snapshot.manifest.parameters.chunk_tokens == 24
    assert_same(snapshot, rebuilt(settings, embedder, tmp_path / "full"))


def test_another_embedder_embeds_everything_anew(copied: IndexSettings, embedder: Embedder) -> None:
    other = Embedder("other", "f" * 64, embedder._encoder)
    report = build_index(copied, other)
    assert report.reused == 0
    assert report.embedded > 0
    assert Snapshot.open(copied.index, other).manifest.parameters.embedder == "other"


def test_refused_files_are_reported_each_time_and_the_rest_indexed(copied: IndexSettings, embedder: Embedder) -> None:
    (copied.corpus / "empty.txt").write_bytes(b"")
    (copied.corpus / "bread.md").write_text("A second bread.", encoding="utf-8")
    (copied.corpus / "lamp.txt").write_text(NEW, encoding="utf-8")
    for _ in range(2):
        report = build_index(copied, embedder)
        problems = {problem.name: problem.reason for problem in report.problems}
        assert set(problems) == {"empty.txt", "bread.txt"}
        assert "empty" in problems["empty.txt"]
        assert "'bread' is already that of bread.md" in problems["bread.txt"]
        assert is_stale(copied, embedder) is None
    assert list(Snapshot.open(copied.index, embedder).documents) == ["bees", "bread", "lamp", "tides"]
    (copied.corpus / "bread.md").unlink()
    assert [problem.name for problem in build_index(copied, embedder).problems] == ["empty.txt"]
    assert Snapshot.open(copied.index, embedder).documents["bread"].text.startswith("Baking Bread")


def test_strict_refuses_everything(copied: IndexSettings, embedder: Embedder) -> None:
    before = Snapshot.open(copied.index, embedder).id
    (copied.corpus / "empty.txt").write_bytes(b"")
    (copied.corpus / "lamp.txt").write_text(NEW, encoding="utf-8")
    with pytest.raises(BuildError, match=r"empty\.txt: the file is empty"):
        build_index(copied, embedder, strict=True)
    assert Snapshot.open(copied.index, embedder).id == before


@pytest.mark.parametrize("content", [None, {}, {"a.png": b"x"}, {"a.txt": b""}, {"glossary.yaml": b"- ["}])
def test_a_corpus_of_nothing_is_refused(content: dict[str, bytes] | None, tmp_path: Path, embedder: Embedder) -> None:
    settings = IndexSettings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    if content is not None:
        settings.corpus.mkdir()
        for name, data in content.items():
            (settings.corpus / name).write_bytes(data)
    with pytest.raises(BuildError):
        build_index(settings, embedder)
    assert not (settings.index / "CURRENT").exists()


def test_an_emptied_folder_does_not_empty_the_index(copied: IndexSettings, embedder: Embedder) -> None:
    before = Snapshot.open(copied.index, embedder).id
    for path in copied.corpus.iterdir():
        path.unlink()
    with pytest.raises(BuildError, match="no document"):
        build_index(copied, embedder)
    assert Snapshot.open(copied.index, embedder).id == before


def test_a_written_document_is_searchable_and_stays(copied: IndexSettings, embedder: Embedder) -> None:
    report = put_document(copied.index, embedder, Document("lamp", NEW, "Lamps"), copied)
    assert (report.created, report.document_chunks, report.embedded) == (True, 1, 3)
    snapshot = Snapshot.open(copied.index, embedder)
    assert report.snapshot == snapshot.id
    hits = snapshot.search_lexical(snapshot.analyse("lighthouse"), 3)
    assert [snapshot.chunks[hit.chunk].document_id for hit in hits] == ["lamp"]
    assert is_stale(copied, embedder) is None
    (copied.corpus / "bees.html").unlink()
    build_index(copied, embedder)
    assert list(Snapshot.open(copied.index, embedder).documents) == ["bread", "lamp", "tides"]
    assert not put_document(copied.index, embedder, Document("lamp", NEW, "Lamps"), copied).changed
    assert not put_document(copied.index, embedder, Document("lamp", NEW + " More.", "Lamps"), copied).created


def test_a_written_document_holds_until_its_file_changes(copied: IndexSettings, embedder: Embedder) -> None:
    put_document(copied.index, embedder, Document("bread", NEW, "Lamps"), copied)
    assert is_stale(copied, embedder) is None
    build_index(copied, embedder)
    assert Snapshot.open(copied.index, embedder).documents["bread"].text == NEW
    (copied.corpus / "bread.txt").write_text("Rolls are small. They bake fast.", encoding="utf-8")
    assert "bread.txt" in (is_stale(copied, embedder) or "")
    build_index(copied, embedder)
    assert Snapshot.open(copied.index, embedder).documents["bread"].text.startswith("Rolls")
    assert Snapshot.open(copied.index, embedder).written == frozenset()


def test_a_deleted_document_stays_away_until_its_file_changes(copied: IndexSettings, embedder: Embedder) -> None:
    report = delete_document(copied.index, embedder, "bread", copied)
    assert (report.documents, report.embedded) == (2, 0)
    assert is_stale(copied, embedder) is None
    build_index(copied, embedder)
    snapshot = Snapshot.open(copied.index, embedder)
    assert "bread" not in snapshot.documents
    assert "bread" not in {chunk.document_id for chunk in snapshot.chunks}
    assert "bread" not in {sentence.document_id for sentence in snapshot.sentences}
    (copied.corpus / "bread.txt").write_text("Rolls are small. They bake fast.", encoding="utf-8")
    build_index(copied, embedder)
    assert "bread" in Snapshot.open(copied.index, embedder).documents


def test_written_and_deleted_again_is_as_before(copied: IndexSettings, embedder: Embedder) -> None:
    before = Snapshot.open(copied.index, embedder)
    put_document(copied.index, embedder, Document("lamp", NEW, ""), copied)
    delete_document(copied.index, embedder, "lamp", copied)
    assert_same(Snapshot.open(copied.index, embedder), before)


def test_bad_writes_change_nothing(copied: IndexSettings, embedder: Embedder) -> None:
    before = sorted(copied.index.rglob("*"))
    for document in (Document("../x", NEW, ""), Document("x", " ", ""), Document("x", "\ud800", "")):
        with pytest.raises(DocumentError):
            put_document(copied.index, embedder, document, copied)
    with pytest.raises(UnknownDocumentError):
        delete_document(copied.index, embedder, "nothing", copied)
    assert sorted(copied.index.rglob("*")) == before


def test_the_index_may_become_empty_and_be_filled_again(tmp_path: Path, embedder: Embedder) -> None:
    settings = IndexSettings(index=tmp_path)
    put_document(tmp_path, embedder, Document("lamp", NEW, ""), settings)
    assert delete_document(tmp_path, embedder, "lamp", settings).documents == 0
    empty = Snapshot.open(tmp_path, embedder)
    assert empty.search_dense(np.ones(384, dtype=np.float32), 3) == []
    assert empty.search_lexical(["lamp"], 3) == []
    assert check(tmp_path) == []
    put_document(tmp_path, embedder, Document("lamp", NEW, ""), settings)
    assert list(Snapshot.open(tmp_path, embedder).documents) == ["lamp"]


def test_records_become_an_index(tmp_path: Path, embedder: Embedder) -> None:
    settings = IndexSettings(index=tmp_path / "unused")
    glossary = Glossary(entities=[Entity(canonical="Lamp")])
    documents = [Document("b", NEW, ""), Document("a", "One fact. Two facts.", "Facts", language="en-GB")]
    seen: list[tuple[int, int]] = []
    report = index_documents(
        documents,
        tmp_path / "index",
        embedder,
        settings,
        glossary,
        progress=lambda done, total: seen.append((done, total)),
    )
    snapshot = Snapshot.open(tmp_path / "index", embedder)
    assert (report.documents, list(snapshot.documents)) == (2, ["a", "b"])
    assert snapshot.glossary == glossary
    assert seen[-1] == (report.embedded, report.embedded)
    with pytest.raises(DocumentError, match="'a'"):
        index_documents([*documents, documents[1]], tmp_path / "index", embedder, settings)
    index_documents(documents[:1], tmp_path / "index", embedder, settings)
    assert list(Snapshot.open(tmp_path / "index", embedder).documents) == ["b"]


def test_a_changed_glossary_makes_it_stale(copied: IndexSettings, embedder: Embedder) -> None:
    assert is_stale(copied, embedder) is None
    (copied.corpus / "glossary.yaml").write_text("- canonical: Sun", encoding="utf-8")
    assert "glossary" in (is_stale(copied, embedder) or "")
    report = build_index(copied, embedder)
    assert (report.changed, report.embedded) == (True, 0)
    assert Snapshot.open(copied.index, embedder).glossary.entities[0].canonical == "Sun"


def test_stale_says_why(copied: IndexSettings, embedder: Embedder, tmp_path: Path) -> None:
    assert "no index" in (is_stale(copied.model_copy(update={"index": tmp_path / "none"}), embedder) or "")
    assert "no corpus" in (is_stale(copied.model_copy(update={"corpus": tmp_path / "none"}), embedder) or "")
    (copied.corpus / "lamp.txt").write_text(NEW, encoding="utf-8")
    assert "lamp.txt" in (is_stale(copied, embedder) or "")


def test_a_damaged_index_is_rebuilt_with_a_note(copied: IndexSettings, embedder: Embedder) -> None:
    snapshot = Snapshot.open(copied.index, embedder)
    (snapshot.path / "s1" / "chunk_vectors.npy").unlink()
    with pytest.raises(BuildError, match=r"chunk_vectors\.npy"):
        put_document(copied.index, embedder, Document("lamp", NEW, ""), copied)
    report = build_index(copied, embedder)
    assert "chunk_vectors.npy is missing" in report.notes[0]
    assert report.snapshot == snapshot.id
    assert check(copied.index) == []


def test_old_snapshots_go_but_the_last_stays(copied: IndexSettings, embedder: Embedder) -> None:
    first = Snapshot.open(copied.index, embedder).id
    later = {delete_document(copied.index, embedder, name, copied).snapshot for name in ("bees", "bread")}
    kept = {path.name for path in copied.index.iterdir() if path.is_dir()}
    assert kept == later
    assert first not in later


def test_raw_text_of_many_kinds_builds(tmp_path: Path, embedder: Embedder) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "odd.txt").write_bytes(
        "分享\n558\n作者:李 来源:x\n价格为十五万元。很多人想买。\n".encode() + b"\xff It sells."
    )
    shutil.copy(corpus / "bread.txt", corpus / "rolls.txt")
    settings = IndexSettings(corpus=corpus, index=tmp_path / "index")
    report = build_index(settings, embedder)
    assert report.problems == []
    snapshot = Snapshot.open(settings.index, embedder)
    assert snapshot.documents["odd"].text == "价格为十五万元。很多人想买。\n It sells."
    # Word for word the same content under two ids: each has its own chunks.
    assert dataclasses.replace(snapshot.documents["rolls"], id="bread") == snapshot.documents["bread"]
    assert len({chunk.id for chunk in snapshot.chunks}) == len(snapshot.chunks)


def test_files_read_anew_do_not_undo_what_the_api_did(copied: IndexSettings, embedder: Embedder) -> None:
    put_document(copied.index, embedder, Document("bread", NEW, "Lamps"), copied)
    delete_document(copied.index, embedder, "bees", copied)
    settings = copied.model_copy(update={"max_file_bytes": 4_000_000})
    assert "other settings" in (is_stale(settings, embedder) or "")
    build_index(settings, embedder)
    assert is_stale(settings, embedder) is None
    snapshot = Snapshot.open(copied.index, embedder)
    assert list(snapshot.documents) == ["bread", "tides"]
    assert snapshot.documents["bread"].text == NEW
    smaller = copied.model_copy(update={"max_file_bytes": 200})
    assert {problem.name for problem in build_index(smaller, embedder).problems} == {"tides.md"}
    assert list(Snapshot.open(copied.index, embedder).documents) == ["bread"]


def test_other_rules_of_cutting_cut_anew(
    copied: IndexSettings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Snapshot.open(copied.index, embedder).id
    monkeypatch.setattr("indexer.manifest.SEGMENTER", "another")
    assert "other settings" in (is_stale(copied, embedder) or "")
    assert build_index(copied, embedder).snapshot != before
