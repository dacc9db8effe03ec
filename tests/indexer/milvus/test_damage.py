"""A collection that lacks something, or that another version wrote, where no working copy is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from pymilvus import MilvusClient

from indexer.directory import IndexBusyError
from indexer.embedding import Embedder
from indexer.milvus import store as module
from indexer.milvus.damage import DamagedError
from indexer.milvus.rows import CHUNKS, FORMAT, RECORDS, document_name, text_rows
from indexer.milvus.snapshot import MilvusSnapshot
from indexer.milvus.store import MilvusStore
from indexer.records import Document
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.milvus.test_snapshot import assert_same
from tests.indexer.milvus.test_store import LAMP, away

MIDDLE = f"{document_name('bread')}:0"  # neither the first document nor the last


def lose(store: MilvusStore, row: str) -> None:
    collection, partition = str(store.current()), CHUNKS if row.startswith("c") else RECORDS

    def delete(client: MilvusClient, _: float) -> None:
        client.delete(collection, ids=[row], partition_name=partition)

    store._connection.call(delete)


def write_head(store: MilvusStore, text: str) -> None:
    rows = list(text_rows("head", text, 384))

    def write(client: MilvusClient, _: float) -> None:
        client.upsert(str(store.current()), rows, partition_name=RECORDS)

    store._connection.call(write)


@pytest.mark.parametrize(
    "damage",
    [
        "head:0",
        "ids:0",
        MIDDLE,
        "s1:0",
        "c1",
        '{"format": 0}',
        f'{{"format": {FORMAT}, "later": true}}',
        "no JSON",
        "1",
    ],
)
def test_a_machine_without_a_copy_builds_over_it(
    settings: IndexSettings, embedder: Embedder, tmp_path: Path, damage: str
) -> None:
    here, there = MilvusStore(settings), MilvusStore(away(settings, tmp_path))
    here.build(embedder)
    before = here.current()
    (lose if damage[-2:] == ":0" or damage == "c1" else write_head)(here, damage)
    with pytest.raises(DamagedError, match="Run `cited index` to write it anew"):
        there.put(embedder, LAMP)
    assert there.current() == before
    report = there.build(embedder)
    assert report.changed
    [note] = report.notes
    assert note.endswith("It was rebuilt; documents that had come over the API, if any, must be sent again.")
    assert there.current() != before
    assert there.check() == []
    assert_same(there.open(embedder), Snapshot.open(settings.index, embedder))
    assert there.put(embedder, LAMP).created
    assert there.build(embedder).notes == []


@pytest.mark.parametrize("row", [MIDDLE, "s1:0", "c1", "t0:0", "glossary:0"])
def test_a_machine_with_a_copy_notices_any_row_that_is_missing(
    settings: IndexSettings, embedder: Embedder, row: str
) -> None:
    store = MilvusStore(settings)
    store.build(embedder)
    store.put(embedder, LAMP)
    lose(store, row)
    assert len(store.check()) == 1
    report = store.build(embedder)
    assert (report.changed, report.embedded, report.notes) == (True, 0, [])
    assert store.check() == []
    assert_same(store.open(embedder), Snapshot.open(settings.index, embedder))
    assert not store.build(embedder).changed


def test_a_collection_of_before_rows_were_counted_is_sound(settings: IndexSettings, embedder: Embedder) -> None:
    store = MilvusStore(settings)
    store.build(embedder)
    head = MilvusSnapshot(store._connection, str(store.current())).head
    write_head(store, head.model_dump_json(exclude={"rows"}))
    assert store.check() == []
    assert not store.build(embedder).changed


def test_a_machine_with_an_older_copy_builds_on_that(
    settings: IndexSettings, embedder: Embedder, tmp_path: Path
) -> None:
    here, there = MilvusStore(settings), MilvusStore(away(settings, tmp_path))
    here.build(embedder)
    here.put(embedder, LAMP)
    there.put(embedder, Document("other", "Another lamp stood in Quillby.", ""))
    lose(there, MIDDLE)
    [note] = here.build(embedder).notes
    assert note.endswith("what was written or deleted over the API since then must be sent again.")
    assert list(here.open(embedder).documents) == ["a lamp", "bees", "bread", "tides"]
    assert dict(there.open(embedder).documents.items())["bread"].text


def test_what_another_machine_has_put_right_meanwhile_is_not_built_over(
    settings: IndexSettings, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = MilvusStore(settings), MilvusStore(away(settings, tmp_path))
    here.build(embedder)
    here.put(embedder, LAMP)
    lose(here, "head:0")

    def meanwhile(*arguments: object) -> None:
        monkeypatch.setattr(module, "MilvusSnapshot", MilvusSnapshot)
        here.build(embedder)
        MilvusSnapshot(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "MilvusSnapshot", meanwhile)
    with pytest.raises(IndexBusyError, match="Another machine changed the index"):
        there.build(embedder)
    assert there.build(embedder).notes == []
    assert "a lamp" in there.open(embedder).documents
