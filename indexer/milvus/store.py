"""The index in Milvus: a collection a snapshot, an alias that leads to the current one, and a working copy on disk.

A change is made in the index folder on this machine's disk first, as in any local index: what did not change is
neither read nor embedded again, and a build that is killed resumes. Then the snapshot is written into a collection of
its own, and the alias is led there by one call, which is atomic. A service needs the working copy only when it is asked
to change something; where it has none, or another machine changed the index since, the copy is first made from what
Milvus holds, vectors included.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from indexer import build, checking, directory
from indexer.embedding import Embedder
from indexer.engine import Engine
from indexer.milvus.connection import Connection
from indexer.milvus.copying import copy_back
from indexer.milvus.publishing import publish
from indexer.milvus.snapshot import MilvusSnapshot
from indexer.records import Document
from indexer.report import BuildReport, Progress
from indexer.searchable import Searchable
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, SnapshotError
from indexer.stores import Store, StoreError

_FOLDER = ".milvus"  # in the index folder: the lock of this store's writers, and what the working copy is a copy of
_COPY_OF = "copy-of"


class MilvusStore(Store):
    """An index in Milvus. Thread-safe."""

    def __init__(self, settings: IndexSettings) -> None:
        """Name the store; Milvus is first reached when it is used.

        Raises:
            StoreError: the client of Milvus is not installed.
        """
        super().__init__(settings)
        self._alias = settings.milvus_collection
        self._connection = Connection(
            settings.milvus_uri, settings.milvus_token.get_secret_value(), settings.milvus_seconds
        )

    @property
    def place(self) -> str:
        """Address of the server, or the file, and the name of the index there."""
        return f"{self._alias} in Milvus at {self._connection.name}"

    def current(self) -> str | None:
        """Name of the current collection.

        Raises:
            StoreError: Milvus cannot be used now, or it holds no index.
        """
        if (collection := self._connection.aim(self._alias)) is None:
            message = (
                f"Milvus at {self._connection.name} holds no index {self._alias!r} (CITED_MILVUS_COLLECTION). "
                "Run `cited index` to build it."
            )
            raise StoreError(message)
        if self._snapshot_of(collection) is None:
            message = f"The alias {self._alias!r} in Milvus at {self._connection.name} leads to {collection}, no index."
            raise StoreError(message)
        return collection

    def open(self, embedder: Embedder) -> Searchable:
        """Open the current collection."""
        while True:
            collection = self.current()
            try:
                snapshot = MilvusSnapshot(self._connection, str(collection))
            except StoreError:
                # A writer may have switched twice in between and dropped what was current a moment ago.
                if self.current() != collection:
                    continue
                raise
            snapshot.refuse_other(embedder)
            return snapshot

    def build(
        self,
        embedder: Embedder,
        *,
        progress: Progress | None = None,
        strict: bool = False,
        engine: Engine | None = None,
    ) -> BuildReport:
        """Bring the working copy up to date with the corpus folder, and Milvus with it."""
        with self._writing(embedder) as lead:
            report = build.build_index(self.settings, embedder, progress=progress, strict=strict, engine=engine)
            return replace(report, changed=lead())

    def put(self, embedder: Embedder, document: Document) -> BuildReport:
        """Add or replace a document."""
        return self._changed(
            embedder, lambda: build.put_document(self.settings.index, embedder, document, self.settings)
        )

    def delete(self, embedder: Embedder, document_id: str) -> BuildReport:
        """Take a document out."""
        return self._changed(
            embedder, lambda: build.delete_document(self.settings.index, embedder, document_id, self.settings)
        )

    def is_stale(self, embedder: Embedder) -> str | None:
        """Why `build` is needed."""
        try:
            snapshot = self.open(embedder)
        except StoreError as error:
            return str(error)
        try:
            copy = Snapshot.open(self.settings.index, embedder)
        except SnapshotError as error:
            return str(error)
        if copy.id != snapshot.id:
            return f"The working copy in {self.settings.index} is not what Milvus holds."
        return build.is_stale(self.settings, embedder)

    def check(self) -> list[str]:
        """What is wrong with the current collection, by what can be told without reading all of it."""
        try:
            faults = self._faults(str(self.current()))
        except StoreError as error:
            return [str(error)]
        if faults:
            return faults
        return checking.check(self.settings.index) if directory.exists(self.settings.index) else []

    def _faults(self, collection: str) -> list[str]:
        """What is wrong with a collection, by what can be told without reading all of it."""
        try:
            snapshot = MilvusSnapshot(self._connection, collection)
            found = len(snapshot.chunks), len(snapshot.sentences), len(list(snapshot.documents))
            counts = snapshot.manifest.counts
            if found != (counts.chunks, counts.sentences, counts.documents):
                return [f"{collection} does not hold what its head says"]
            if snapshot.chunks:
                snapshot.prepare([0, len(snapshot.chunks) - 1])
        except StoreError as error:
            return [str(error)]
        return []

    def _changed(self, embedder: Embedder, change: Callable[[], BuildReport]) -> BuildReport:
        """Make a change of one document, or none if Milvus does not take it."""
        index = self.settings.index
        with self._writing(embedder) as lead:
            before = directory.current(index)
            report = change()
            try:
                lead()
            except StoreError:
                if before is not None:
                    with directory.writer_lock(index):
                        directory.point_to(index, before[0])
                raise
            return report

    @contextmanager
    def _writing(self, embedder: Embedder) -> Iterator[Callable[[], bool]]:
        """Hold the index for a change of the working copy; what is given then leads the alias to it."""
        index = self.settings.index
        with directory.writer_lock(index / _FOLDER):
            base = self._connection.aim(self._alias)
            if base is not None and not _is_copy(index, base):
                copy_back(MilvusSnapshot(self._connection, base), self.settings, embedder)
                _note(index, base)
            yield lambda: self._lead(base)

    def _lead(self, base: str | None) -> bool:
        """Write the working copy's snapshot into a new collection and lead the alias there, unless it is there, sound.

        Raises:
            StoreError: Milvus cannot be used.
            IndexBusyError: another machine changed the index meanwhile.
        """
        snapshot = Snapshot.read(self.settings.index)
        if base is not None and self._snapshot_of(base) == snapshot.id and not self._faults(base):
            return False
        collection = f"{self._alias}_{snapshot.id}_{secrets.token_hex(4)}"
        try:
            publish(snapshot, self._connection, collection)
            self._point_to(collection, base)
        except (StoreError, directory.IndexBusyError):
            self._drop(collection)
            raise
        _note(self.settings.index, collection)
        self._clean(keep={collection, base})
        return True

    def _point_to(self, collection: str, base: str | None) -> None:
        """Lead the alias from the collection ``base`` to another; where it is not told whether it was done, look."""
        call = self._connection.call
        if self._connection.aim(self._alias) != base:
            message = f"Another machine changed the index {self._alias!r} in Milvus meanwhile; try again."
            raise directory.IndexBusyError(message)
        try:
            if base is None:
                call(lambda client, seconds: client.create_alias(collection, self._alias, timeout=seconds))
            else:
                call(lambda client, seconds: client.alter_alias(collection, self._alias, timeout=seconds))
        except StoreError:
            if self._connection.aim(self._alias) != collection:
                raise

    def _clean(self, keep: set[str | None]) -> None:
        """Drop the snapshots of before; the last one stays until the next change, as questions may be on their way.

        Where that fails, the change is made all the same: what is left over goes with the next one.
        """
        with suppress(StoreError):
            names = self._connection.call(lambda client, seconds: client.list_collections(timeout=seconds))
            for name in names:
                if name not in keep and self._snapshot_of(name) is not None:
                    self._drop(name)

    def _drop(self, collection: str) -> None:
        """Drop a collection, unless the alias leads there; what is left over goes with the next change."""
        with suppress(StoreError):
            if self._connection.aim(self._alias) != collection:
                self._connection.call(
                    lambda client, seconds: client.drop_collection(collection, timeout=seconds), patient=True
                )

    def _snapshot_of(self, collection: str) -> str | None:
        """Id of the snapshot that a collection of this index holds; None for any other collection."""
        match = re.fullmatch(rf"{re.escape(self._alias)}_([0-9a-f]{{16}})_[0-9a-f]{{8}}", collection)
        return match and match[1]


def _is_copy(index: Path, base: str) -> bool:
    """Whether the working copy can be used, and is of this collection."""
    try:
        Snapshot.read(index)
        return (index / _FOLDER / _COPY_OF).read_text(encoding="utf-8") == base
    except (SnapshotError, OSError):
        return False


def _note(index: Path, collection: str) -> None:
    (index / _FOLDER / _COPY_OF).write_text(collection, encoding="utf-8")
