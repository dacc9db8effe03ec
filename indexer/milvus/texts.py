"""The named texts of a collection, read together."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.milvus.connection import Connection
from indexer.milvus.damage import DamagedError
from indexer.milvus.rows import RECORDS


class Texts:
    """The named texts of one collection (see `indexer.milvus.rows`). Thread-safe."""

    def __init__(self, connection: Connection, collection: str) -> None:
        self._connection = connection
        self.collection = collection

    def read(self, names: Sequence[str]) -> dict[str, str]:
        """Some texts by name; names that there are not are left out.

        Raises:
            StoreError: Milvus cannot be used.
            DamagedError: a part of a text is missing.
        """
        firsts = self._values([f"{name}:0" for name in names])
        begun = {name: firsts[f"{name}:0"].partition(" ") for name in names if f"{name}:0" in firsts}
        later = {name: [f"{name}:{part}" for part in range(1, int(count))] for name, (count, _, _) in begun.items()}
        rest = self._values([row for rows in later.values() for row in rows])
        try:
            return {name: first + "".join(rest[row] for row in later[name]) for name, (_, _, first) in begun.items()}
        except KeyError as error:
            message = f"The collection {self.collection} lacks the row {error}."
            raise DamagedError(message) from error

    def read_one(self, name: str) -> str:
        """One text, which has to be there.

        Raises:
            StoreError: as `read`.
            DamagedError: as `read`, or there is none of this name.
        """
        if (text := self.read([name]).get(name)) is None:
            message = f"The collection {self.collection} lacks {name!r}."
            raise DamagedError(message)
        return text

    def _values(self, ids: list[str]) -> dict[str, str]:
        return self._connection.values(self.collection, RECORDS, ids, "value") if ids else {}
