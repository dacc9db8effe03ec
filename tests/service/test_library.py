from __future__ import annotations

from pathlib import Path

import pytest

from indexer import snapshot as snapshot_module
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
