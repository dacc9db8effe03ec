"""The alias that leads to the current collection of an index, and the collections that it led to or may lead to."""

from __future__ import annotations

import re
from contextlib import suppress

from indexer.directory import IndexBusyError
from indexer.milvus.connection import Connection
from indexer.stores import StoreError


class Alias:
    """An alias, by its name. Thread-safe.

    Milvus moves an alias by one call, but not on the condition that it still leads where it did. So a writer looks
    right before it moves the alias, and right after. A window of the length of two such calls stays: of two writers
    that both look before either moves, the later one wins, and the earlier one is only told so if the other moved
    before its second look; else a change is lost that was said to be made. Where there is no alias yet, there is no
    window: only one writer can make it.
    """

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self.name = name

    def aim(self) -> str | None:
        """Name of the collection that it leads to; None where there is no such alias.

        Raises:
            StoreError: Milvus cannot be used.
        """
        return self._connection.aim(self.name)

    def expect(self, collection: str | None) -> None:
        """See that it leads to a collection, or is not there.

        Raises:
            StoreError: Milvus cannot be used.
            IndexBusyError: it leads elsewhere, so another machine moved it.
        """
        if self.aim() != collection:
            message = f"Another machine changed the index {self.name!r} in Milvus meanwhile; try again."
            raise IndexBusyError(message)

    def move(self, base: str | None, collection: str) -> None:
        """Lead it from the collection ``base``, or from nowhere, to another; see above for how far that is safe.

        Raises:
            StoreError: Milvus cannot be used; if it can be told, the alias leads to ``base`` still.
            IndexBusyError: another machine moved it meanwhile.
        """
        self.expect(base)
        try:
            if base is None:
                self._connection.call(
                    lambda client, seconds: client.create_alias(collection, self.name, timeout=seconds)
                )
            else:
                self._connection.call(
                    lambda client, seconds: client.alter_alias(collection, self.name, timeout=seconds)
                )
        except StoreError:
            if self.aim() == base:
                raise
        self.expect(collection)

    def clean(self, keep: set[str | None]) -> None:
        """Drop the collections of this index but those to keep.

        Where that fails, nothing is lost by it: what is left over goes with the next change.
        """
        with suppress(StoreError):
            names = self._connection.call(lambda client, seconds: client.list_collections(timeout=seconds))
            for name in names:
                if name not in keep and self.snapshot_of(name) is not None:
                    self.drop(name)

    def drop(self, collection: str) -> None:
        """Drop a collection, unless the alias leads there; what is left over goes with the next change.

        Milvus refuses to drop what an alias leads to; Milvus Lite does not, and has only the look at it here.
        """
        with suppress(StoreError):
            if self.aim() != collection:
                self._connection.call(
                    lambda client, seconds: client.drop_collection(collection, timeout=seconds), patient=True
                )

    def snapshot_of(self, collection: str) -> str | None:
        """Id of the snapshot that a collection of this index holds; None for any other collection."""
        match = re.fullmatch(rf"{re.escape(self.name)}_([0-9a-f]{{16}})_[0-9a-f]{{8}}", collection)
        return match and match[1]
