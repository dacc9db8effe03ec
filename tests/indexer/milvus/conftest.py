from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.embedding import Embedder
from indexer.milvus.snapshot import MilvusSnapshot
from indexer.milvus.store import MilvusStore
from indexer.settings import IndexSettings
from tests.indexer.milvus.servers import MilvusServer
from tests.indexer.samples import write_corpus


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """A server that runs; each test takes a name of its own for its index."""
    server = MilvusServer(tmp_path_factory.mktemp("milvus") / "data")
    server.start()
    yield server
    server.kill()


@dataclass(frozen=True)
class Published:
    settings: IndexSettings
    store: MilvusStore
    snapshot: MilvusSnapshot


@pytest.fixture(scope="session")
def published(milvus: MilvusServer, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Published:
    """The small corpus in Milvus; read only."""
    root = tmp_path_factory.mktemp("published")
    settings = in_milvus(milvus, root, "published")
    store = MilvusStore(settings)
    store.build(embedder)
    snapshot = store.open(embedder)
    assert isinstance(snapshot, MilvusSnapshot)
    return Published(settings, store, snapshot)


@pytest.fixture
def settings(milvus: MilvusServer, tmp_path: Path, request: pytest.FixtureRequest) -> IndexSettings:
    """Settings of an index of the small corpus that is not built yet, to change."""
    return in_milvus(milvus, tmp_path, f"t_{abs(hash(request.node.name))}")


def in_milvus(milvus: MilvusServer, root: Path, name: str) -> IndexSettings:
    corpus = write_corpus(root / "corpus")
    return IndexSettings(
        corpus=corpus, index=root / "index", store="milvus", milvus_uri=milvus.uri, milvus_collection=name
    )
