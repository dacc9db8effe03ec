"""The index in Milvus: a collection a snapshot, an alias that leads to the current one, and a working copy on disk.

A change is made in the index folder on this machine's disk first, as in any local index: what did not change is
neither read nor embedded again, and a build that is killed resumes. Then the snapshot is written into a collection of
its own, and the alias is led there by one call, which is atomic. A service needs the working copy only when it is asked
to change something; where it has none, or another machine changed the index since, the copy is first made from what
Milvus holds, vectors included.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from indexer import build, checking, directory
from indexer.embedding import Embedder
from indexer.engine import Engine
from indexer.milvus.alias import Alias
from indexer.milvus.connection import Connection
from indexer.milvus.copying import copy_back
from indexer.milvus.damage import DamagedError
from indexer.milvus.publishing import publish
from indexer.milvus.snapshot import MilvusSnapshot
from indexer.milvus.soundness import faults_of
from indexer.records import Document
from indexer.report import BuildReport, Progress
from indexer.searchable import Searchable
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, SnapshotError
from indexer.stores import Store, StoreError

_FOLDER = ".milvus"  # in the index folder: the lock of this store's writers, and what the working copy is a copy of
_COPY_OF = "copy-of"


class _Held(NamedTuple):
    """The index, held for a change: what leads the alias to the working copy, and what a person should know."""

    lead: Callable[[], bool]
    notes: list[str]


class MilvusStore(Store):
    """An index in Milvus. Thread-safe."""

    def __init__(self, settings: IndexSettings) -> None:
        """Name the store; Milvus is first reached when it is used.

        Raises:
            StoreError: the client of Milvus is not installed.
        """
        super().__init__(settings)
        self._connection = Connection(
            settings.milvus_uri, settings.milvus_token.get_secret_value(), settings.milvus_seconds
        )
        self._alias = Alias(self._connection, settings.milvus_collection)

    @property
    def place(self) -> str:
        """Address of the server, or the file, and the name of the index there."""
        return f"{self._alias.name} in Milvus at {self._connection.name}"

    def current(self) -> str | None:
        """Name of the current collection.

        Raises:
            StoreError: Milvus cannot be used now, or it holds no index.
        """
        if (collection := self._alias.aim()) is None:
            message = (
                f"Milvus at {self._connection.name} holds no index {self._alias.name!r} (CITED_MILVUS_COLLECTION). "
                "Run `cited index` to build it."
            )
            raise StoreError(message)
        if self._alias.snapshot_of(collection) is None:
            message = (
                f"The alias {self._alias.name!r} in Milvus at {self._connection.name} leads to {collection}, no index."
            )
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
        """Bring the working copy up to date with the corpus folder, and Milvus with it.

        Where the copy would have to be made from a collection that is damaged, the index is built without: of what was
        written over the API only that is left which the index folder still has, and a note says so.
        """
        with self._writing(embedder, rebuild=True) as held:
            report = build.build_index(self.settings, embedder, progress=progress, strict=strict, engine=engine)
            return replace(report, changed=held.lead(), notes=[*held.notes, *report.notes])

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
            faults = faults_of(self._connection, str(self.current()))
        except StoreError as error:
            return [str(error)]
        if faults:
            return faults
        return checking.check(self.settings.index) if directory.exists(self.settings.index) else []

    def _changed(self, embedder: Embedder, change: Callable[[], BuildReport]) -> BuildReport:
        """Make a change of one document, or none if Milvus does not take it."""
        index = self.settings.index
        with self._writing(embedder) as held:
            before = directory.current(index)
            report = change()
            try:
                held.lead()
            except StoreError:
                if before is not None:
                    with directory.writer_lock(index):
                        directory.point_to(index, before[0])
                raise
            return report

    @contextmanager
    def _writing(self, embedder: Embedder, *, rebuild: bool = False) -> Iterator[_Held]:
        """Hold the index for a change of the working copy, which is made from what Milvus holds if there is none.

        With ``rebuild``, a collection that is damaged is passed over.
        """
        index, notes = self.settings.index, list[str]()
        with directory.writer_lock(index / _FOLDER):
            base = self._alias.aim()
            if base is not None and not _is_copy(index, base):
                try:
                    copy_back(MilvusSnapshot(self._connection, base), self.settings, embedder)
                except DamagedError as error:
                    self._alias.expect(base)  # a machine that has moved it drops what was read here
                    if not rebuild:
                        raise
                    notes.append(_rebuilt(error, index))
                else:
                    _note(index, base)
            yield _Held(lambda: self._lead(base, anew=bool(notes)), notes)

    def _lead(self, base: str | None, *, anew: bool) -> bool:
        """Write the working copy's snapshot into a new collection and lead the alias there.

        Unless ``anew``, it is left out where the alias leads to that snapshot already, and to all of it.

        Raises:
            StoreError: Milvus cannot be used.
            IndexBusyError: another machine changed the index meanwhile.
        """
        snapshot = Snapshot.read(self.settings.index)
        unchanged = base is not None and self._alias.snapshot_of(base) == snapshot.id
        if base is not None and unchanged and not anew and not faults_of(self._connection, base):
            return False
        collection = f"{self._alias.name}_{snapshot.id}_{secrets.token_hex(4)}"
        try:
            publish(snapshot, self._connection, collection)
            self._alias.move(base, collection)
        except StoreError:
            self._alias.drop(collection)
            with suppress(StoreError):
                self._alias.expect(base)  # a machine that has moved it drops what others are writing
            raise
        except directory.IndexBusyError:
            self._alias.drop(collection)
            raise
        _note(self.settings.index, collection)
        self._alias.clean(keep={collection, base})
        return True


def _rebuilt(error: DamagedError, index: Path) -> str:
    if directory.exists(index):
        return (
            f"{error.fault} It was rebuilt on the older state in {index}: "
            "what was written or deleted over the API since then must be sent again."
        )
    return f"{error.fault} It was rebuilt; documents that had come over the API, if any, must be sent again."


def _is_copy(index: Path, base: str) -> bool:
    """Whether the working copy can be used, and is of this collection."""
    try:
        Snapshot.read(index)
        return (index / _FOLDER / _COPY_OF).read_text(encoding="utf-8") == base
    except (SnapshotError, OSError):
        return False


def _note(index: Path, collection: str) -> None:
    (index / _FOLDER / _COPY_OF).write_text(collection, encoding="utf-8")
