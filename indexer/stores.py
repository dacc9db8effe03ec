"""Where an index is kept: on this machine's disk, or in Milvus. What searches or changes it need not know which."""

from __future__ import annotations

from abc import ABC, abstractmethod

from indexer import build, directory
from indexer.checking import check
from indexer.embedding import Embedder
from indexer.engine import Engine
from indexer.records import Document
from indexer.report import BuildReport, Progress
from indexer.searchable import Searchable
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, SnapshotError


class StoreError(SnapshotError):
    """A store that is not this machine's disk cannot be used now; the message says why. It may pass by itself."""


class Store(ABC):
    """An index by the settings that name it. Thread-safe; changes wait for each other."""

    def __init__(self, settings: IndexSettings) -> None:
        self.settings = settings

    @property
    @abstractmethod
    def place(self) -> str:
        """Where the index is, in words."""

    @abstractmethod
    def current(self) -> str | None:
        """What changes whenever another snapshot becomes current; quick. None where there is none yet.

        Raises:
            StoreError: the store cannot be used now.
            OSError, ValueError: what says so cannot be read.
        """

    @abstractmethod
    def open(self, embedder: Embedder) -> Searchable:
        """Open the current snapshot.

        Raises:
            SnapshotError: there is none, it is damaged, or another format or embedder made it.
            StoreError: the store cannot be used now.
        """

    @abstractmethod
    def build(
        self,
        embedder: Embedder,
        *,
        progress: Progress | None = None,
        strict: bool = False,
        engine: Engine | None = None,
    ) -> BuildReport:
        """Bring the index up to date with the corpus folder: see `indexer.build.build_index`, also for what it raises.

        Raises:
            StoreError: the store cannot be used now.
        """

    @abstractmethod
    def put(self, embedder: Embedder, document: Document) -> BuildReport:
        """Add or replace a document: see `indexer.build.put_document`; raises as that and `build` do."""

    @abstractmethod
    def delete(self, embedder: Embedder, document_id: str) -> BuildReport:
        """Take a document out: see `indexer.build.delete_document`; raises as that and `build` do."""

    @abstractmethod
    def is_stale(self, embedder: Embedder) -> str | None:
        """Why `build` is needed, in words, or None: see `indexer.build.is_stale`."""

    @abstractmethod
    def check(self) -> list[str]:
        """What is wrong with the index, one line a fault; empty when it is sound."""


class LocalStore(Store):
    """The index folder on this machine's disk: see `indexer.directory`."""

    @property
    def place(self) -> str:
        """The folder."""
        return str(self.settings.index)

    def current(self) -> str | None:
        """Id of the current snapshot and the digest of its manifest."""
        pointer = directory.current(self.settings.index)
        return None if pointer is None else " ".join(pointer)

    def open(self, embedder: Embedder) -> Searchable:
        """Open the current snapshot."""
        return Snapshot.open(self.settings.index, embedder)

    def build(
        self,
        embedder: Embedder,
        *,
        progress: Progress | None = None,
        strict: bool = False,
        engine: Engine | None = None,
    ) -> BuildReport:
        """Bring the index up to date with the corpus folder."""
        return build.build_index(self.settings, embedder, progress=progress, strict=strict, engine=engine)

    def put(self, embedder: Embedder, document: Document) -> BuildReport:
        """Add or replace a document."""
        return build.put_document(self.settings.index, embedder, document, self.settings)

    def delete(self, embedder: Embedder, document_id: str) -> BuildReport:
        """Take a document out."""
        return build.delete_document(self.settings.index, embedder, document_id, self.settings)

    def is_stale(self, embedder: Embedder) -> str | None:
        """Why `build` is needed."""
        return build.is_stale(self.settings, embedder)

    def check(self) -> list[str]:
        """What is wrong with the current snapshot."""
        return check(self.settings.index)


def open_store(settings: IndexSettings) -> Store:
    """The store that the settings name; nothing is opened or reached before it is used.

    Raises:
        StoreError: what the store needs is not installed.
    """
    if settings.store == "local":
        return LocalStore(settings)
    from indexer.milvus.store import MilvusStore  # noqa: PLC0415 - an optional install

    return MilvusStore(settings)
