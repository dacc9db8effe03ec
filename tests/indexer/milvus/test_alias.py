"""Two machines that change one index at once: what is said to be changed is, and who comes too late is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pymilvus import MilvusClient

from indexer.directory import IndexBusyError
from indexer.embedding import Embedder
from indexer.milvus.store import MilvusStore
from indexer.records import Document
from indexer.settings import IndexSettings
from tests.indexer.milvus.test_store import LAMP, away, collections

MINE = Document("mine", "Mine is another lamp.", "")
TOO_LATE = "Another machine changed the index"


def overtake(monkeypatch: pytest.MonkeyPatch, call: str, act: Callable[[], object]) -> None:
    """Have another machine do something right before the next such call to Milvus."""
    plain = getattr(MilvusClient, call)

    def overtaken(client: MilvusClient, collection: str, alias: str, **more: object) -> None:
        monkeypatch.setattr(MilvusClient, call, plain)
        act()
        plain(client, collection, alias, **more)

    monkeypatch.setattr(MilvusClient, call, overtaken)


def test_who_is_overtaken_between_looking_and_moving_is_told(
    settings: IndexSettings, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = MilvusStore(settings), MilvusStore(away(settings, tmp_path))
    here.build(embedder)
    overtake(monkeypatch, "alter_alias", lambda: there.put(embedder, LAMP))
    with pytest.raises(IndexBusyError, match=TOO_LATE):
        here.put(embedder, MINE)
    assert "a lamp" in here.open(embedder).documents
    assert len(collections(settings)) == 2
    here.put(embedder, MINE)
    assert {"a lamp", "mine"} < set(here.open(embedder).documents)


def test_whose_change_is_replaced_before_the_second_look_is_told(
    settings: IndexSettings, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = MilvusStore(settings), MilvusStore(away(settings, tmp_path))
    here.build(embedder)
    plain, moved = MilvusClient.alter_alias, list[str]()

    def both(client: MilvusClient, collection: str, alias: str, **more: object) -> None:
        moved.append(collection)
        if len(moved) == 1:  # the other machine has looked, and now this one does
            with pytest.raises(IndexBusyError, match=TOO_LATE):
                here.put(embedder, MINE)
        else:
            plain(client, collection, alias, **more)
            plain(client, moved[0], alias, **more)

    with monkeypatch.context() as patched:
        patched.setattr(MilvusClient, "alter_alias", both)
        there.put(embedder, LAMP)
    assert len(moved) == 2
    assert "mine" not in here.open(embedder).documents
    here.put(embedder, MINE)
    assert {"a lamp", "mine"} < set(here.open(embedder).documents)


def test_of_two_first_builds_one_is_told(
    settings: IndexSettings, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = MilvusStore(settings), MilvusStore(away(settings, tmp_path))
    overtake(monkeypatch, "create_alias", lambda: there.build(embedder))
    with pytest.raises(IndexBusyError, match=TOO_LATE):
        here.build(embedder)
    assert collections(settings) == [there.current()]
    assert not here.build(embedder).changed
