from __future__ import annotations

import threading
from pathlib import Path

import pytest

from indexer import snapshot as snapshot_module
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.searchable import Searchable
from indexer.stores import LocalStore
from service import vocabulary
from service.library import Library
from service.settings import load_settings


def test_warming_loads_the_dictionaries_and_asks_for_every_file(
    built_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(snapshot_module, "prefetch", asked.extend)
    library = Library.open(load_settings(index=built_index, reader="similarity"))
    vocabulary._english_speller.cache_clear()
    library.warm()
    assert vocabulary._english_speller.cache_info().currsize == 1
    snapshot = library.edition.snapshot
    assert isinstance(snapshot, snapshot_module.Snapshot)
    assert {file.relative_to(snapshot.path).as_posix() for file in asked} == set(snapshot.manifest.files)
    sizes = [file.stat().st_size for file in asked]
    assert sizes == sorted(sizes)


def test_while_a_change_is_opened_what_is_served_is_known_to_be_behind(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(index=index, reader="similarity")
    one, other = Library.open(settings), Library.open(settings)
    one.put(Document("zorblat", "Zorblat", "The zorblat weighs 3 kilograms."))
    opens, go_on, open_really = threading.Event(), threading.Event(), LocalStore.open

    def open_slowly(store: LocalStore, embedder: Embedder) -> Searchable:
        opens.set()
        assert go_on.wait(60)
        return open_really(store, embedder)

    monkeypatch.setattr(LocalStore, "open", open_slowly)
    following = threading.Thread(target=other.refresh)
    following.start()
    try:
        assert opens.wait(60)
        # Who asks now must wait for it: what is served does not hold what the other process was sent.
        assert other.is_behind()
    finally:
        go_on.set()
        following.join(60)
    assert not other.is_behind()
    assert "zorblat" in other.edition.snapshot.documents
