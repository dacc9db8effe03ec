"""Small documents with known facts, and one index of them that tests may read but not change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.build import build_index
from indexer.converting import Converter
from indexer.embedding import Embedder
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.samples import write_corpus


@dataclass(frozen=True)
class Built:
    settings: IndexSettings
    snapshot: Snapshot


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Built:
    """An index of the small corpus; read only."""
    root = tmp_path_factory.mktemp("built")
    settings = IndexSettings(corpus=write_corpus(root / "corpus"), index=root / "index")
    build_index(settings, embedder)
    return Built(settings, Snapshot.open(settings.index, embedder))


@pytest.fixture(scope="session")
def converter() -> Iterator[Converter]:
    """Worker processes with the default limits."""
    with Converter(IndexSettings()) as converter:
        yield converter


@pytest.fixture
def copied(built: Built, tmp_path: Path) -> IndexSettings:
    """A copy of the small corpus and its index, to change."""
    shutil.copytree(built.settings.corpus, tmp_path / "corpus")
    shutil.copytree(built.settings.index, tmp_path / "index")
    return IndexSettings(corpus=tmp_path / "corpus", index=tmp_path / "index")
