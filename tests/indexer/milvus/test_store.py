from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pymilvus import MilvusClient, MilvusException

from indexer import directory
from indexer.build import UnknownDocumentError
from indexer.embedding import Embedder
from indexer.milvus import store as module
from indexer.milvus.connection import Connection
from indexer.milvus.publishing import publish
from indexer.milvus.rows import FORMAT, RECORDS, text_rows
from indexer.milvus.store import MilvusStore
from indexer.records import Document
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from indexer.stores import StoreError, open_store
from tests.indexer.milvus.servers import MilvusServer
from tests.indexer.milvus.test_snapshot import assert_same

ODD = "Ünïcode \U0001f9ea stays: \"quotes\", {braces}, 'and' \\ slashes.\n\n" + "漢字とかな。" * 15_000
LAMP = Document("a lamp", "The lamp of Zorbeck was lit in 1874. Ada Quill kept it.", "")


def collections(settings: IndexSettings) -> list[str]:
    names: list[str] = Connection(settings.milvus_uri, "", 5).call(lambda client, _: client.list_collections())
    return [name for name in names if name.startswith(f"{settings.milvus_collection}_")]


def away(settings: IndexSettings, root: Path) -> IndexSettings:
    """The same index as another machine sees it: Milvus, and an index folder of its own."""
    return settings.model_copy(update={"index": root / "elsewhere"})


def test_the_settings_choose_it(settings: IndexSettings) -> None:
    assert isinstance(open_store(settings), MilvusStore)


def test_nothing_is_there_before_the_first_build(settings: IndexSettings, embedder: Embedder) -> None:
    store = MilvusStore(settings)
    with pytest.raises(StoreError, match=r"holds no index 't_\d+'.*`cited index`"):
        store.open(embedder)
    assert "`cited index`" in (store.is_stale(embedder) or "")
    assert "`cited index`" in store.check()[0]


def test_a_build_a_change_and_a_build_again(settings: IndexSettings, embedder: Embedder) -> None:
    store = MilvusStore(settings)
    assert store.build(embedder).changed
    assert store.is_stale(embedder) is None
    assert store.check() == []
    first = store.current()
    assert not store.build(embedder).changed
    assert store.current() == first
    assert collections(settings) == [first]
    (settings.corpus / "lamp.txt").write_text(LAMP.text, encoding="utf-8")
    assert "lamp.txt" in (store.is_stale(embedder) or "")
    report = store.build(embedder)
    assert report.changed
    assert 0 < report.embedded < 5
    second = store.current()
    # The one before stays until the next change: a question may be reading it.
    assert sorted(collections(settings)) == sorted([str(first), str(second)])
    (settings.corpus / "lamp.txt").unlink()
    store.build(embedder)
    assert sorted(collections(settings)) == sorted([str(second), str(store.current())])
    assert store.current() != first
    assert_same(store.open(embedder), Snapshot.open(settings.index, embedder))


def test_a_document_is_put_and_deleted_from_a_machine_without_a_copy(
    settings: IndexSettings, embedder: Embedder, tmp_path: Path
) -> None:
    here = MilvusStore(settings)
    here.build(embedder)
    there = MilvusStore(away(settings, tmp_path))
    report = there.put(embedder, Document("odd", ODD, "An odd one"))
    assert report.created
    assert report.embedded < 20_000 / 3  # of the document that is new: the others' vectors came from Milvus
    opened = here.open(embedder)
    assert opened.documents["odd"].text == ODD
    assert_same(opened, Snapshot.open(tmp_path / "elsewhere", embedder))
    # The first machine sees that its copy is old, and takes over what the other wrote.
    here.put(embedder, LAMP)
    assert list(here.open(embedder).documents) == ["a lamp", "bees", "bread", "odd", "tides"]
    there.delete(embedder, "odd")
    assert list(here.open(embedder).documents) == ["a lamp", "bees", "bread", "tides"]
    with pytest.raises(UnknownDocumentError):
        here.delete(embedder, "odd")
    # A folder build keeps what came over the API, and files that did not change are not read again.
    assert here.build(embedder).embedded == 0
    assert "a lamp" in here.open(embedder).documents


def test_a_copy_that_is_lost_or_damaged_is_made_again(settings: IndexSettings, embedder: Embedder) -> None:
    store = MilvusStore(settings)
    store.build(embedder)
    store.put(embedder, LAMP)
    opened = store.open(embedder)
    before, documents = opened.id, dict(opened.documents.items())
    pointer = directory.current(settings.index)
    assert pointer is not None
    shutil.rmtree(settings.index / pointer[0])
    assert store.put(embedder, Document("other", "Another lamp stood in Quillby.", "")).embedded == 1
    assert set(store.open(embedder).documents) == {*documents, "other"}
    shutil.rmtree(settings.index)
    store.delete(embedder, "other")
    after = store.open(embedder)
    assert (after.id, dict(after.documents.items())) == (before, documents)


def test_what_milvus_does_not_take_is_not_changed_anywhere(
    settings: IndexSettings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MilvusStore(settings)
    store.build(embedder)
    before, copy = store.current(), directory.current(settings.index)

    def lost(*_: object) -> None:
        message = "gone"
        raise StoreError(message)

    with monkeypatch.context() as patched:
        patched.setattr(module, "publish", lost)
        with pytest.raises(StoreError, match="gone"):
            store.put(embedder, LAMP)
    assert store.current() == before
    assert directory.current(settings.index) == copy
    assert collections(settings) == [before]
    assert store.put(embedder, LAMP).created


def test_two_machines_at_once_do_not_lose_each_others_documents(
    settings: IndexSettings, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = MilvusStore(settings), MilvusStore(away(settings, tmp_path))
    here.build(embedder)

    def meanwhile(*arguments: object) -> None:
        publish(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(module, "publish", publish)
        there.put(embedder, LAMP)

    monkeypatch.setattr(module, "publish", meanwhile)
    with pytest.raises(directory.IndexBusyError, match="Another machine changed the index"):
        here.put(embedder, Document("mine", "Mine is another lamp.", ""))
    assert "a lamp" in here.open(embedder).documents
    here.put(embedder, Document("mine", "Mine is another lamp.", ""))
    assert {"a lamp", "mine"} < set(here.open(embedder).documents)


def test_a_change_that_milvus_took_is_made_though_what_was_before_cannot_be_dropped(
    settings: IndexSettings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MilvusStore(settings)
    store.build(embedder)

    def slow(*_: object, **__: object) -> None:
        raise MilvusException(message="DEADLINE_EXCEEDED")

    with monkeypatch.context() as patched:
        patched.setattr(MilvusClient, "list_collections", slow)
        assert store.put(embedder, LAMP).created
        assert store.put(embedder, Document("other", "Another lamp stood in Quillby.", "")).created
    assert {"a lamp", "other"} < set(store.open(embedder).documents)
    assert len(collections(settings)) == 3
    store.delete(embedder, "other")
    assert len(collections(settings)) == 2


@pytest.mark.parametrize("head", [None, '{"format": 0}', f'{{"format": {FORMAT}, "later": true}}'])
def test_a_collection_that_is_damaged_or_of_another_version_is_written_anew(
    settings: IndexSettings, embedder: Embedder, head: str | None
) -> None:
    store = MilvusStore(settings)
    store.build(embedder)
    before = str(store.current())

    def damage(client: MilvusClient, _: float) -> None:
        if head is None:
            client.delete(before, ids=["head:0"], partition_name=RECORDS)
        else:
            client.upsert(before, list(text_rows("head", head, embedder.dimension)), partition_name=RECORDS)

    store._connection.call(damage)
    with pytest.raises(StoreError, match="`cited index`"):
        store.open(embedder)
    assert len(store.check()) == 1
    report = store.build(embedder)
    assert (report.changed, report.embedded) == (True, 0)
    assert store.check() == []
    assert store.current() != before
    assert_same(store.open(embedder), Snapshot.open(settings.index, embedder))


def test_another_embedder_builds_anew(settings: IndexSettings, embedder: Embedder) -> None:
    MilvusStore(settings).build(embedder)
    other = Embedder("other", "f" * 64, embedder._encoder)
    assert "`cited index`" in (MilvusStore(settings).is_stale(other) or "")
    report = MilvusStore(settings).build(other)
    assert (report.changed, report.reused) == (True, 0)
    assert MilvusStore(settings).open(other).manifest.parameters.embedder == "other"


def test_a_file_does_as_well(milvus: MilvusServer, settings: IndexSettings, embedder: Embedder, tmp_path: Path) -> None:
    on_server = MilvusStore(settings)
    on_server.build(embedder)
    in_file = MilvusStore(settings.model_copy(update={"milvus_uri": str(tmp_path / "m.db"), "index": tmp_path / "own"}))
    in_file.build(embedder)
    assert milvus.uri != in_file.settings.milvus_uri
    assert_same(in_file.open(embedder), on_server.open(embedder))
    in_file._connection.close()
