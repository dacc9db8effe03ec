"""Whether a collection is sound, by what can be told without reading all of it."""

from __future__ import annotations

from indexer.milvus.connection import Connection
from indexer.milvus.damage import DamagedError
from indexer.milvus.snapshot import MilvusSnapshot
from indexer.stores import StoreError


def faults_of(connection: Connection, collection: str) -> list[str]:
    """What is wrong with a collection: one that no row is missing from, and whose ends can be read, is sound."""
    try:
        _see_through(connection, collection)
    except StoreError as error:
        return [str(error)]
    return []


def _see_through(connection: Connection, collection: str) -> None:
    snapshot = MilvusSnapshot(connection, collection)
    rows, written = connection.count(collection), snapshot.head.rows
    if written is not None and rows != written:
        message = f"The collection {collection} holds {rows} of the {written} rows that were written to it."
        raise DamagedError(message)
    found = len(snapshot.chunks), len(snapshot.sentences), len(list(snapshot.documents))
    counts = snapshot.manifest.counts
    if found != (counts.chunks, counts.sentences, counts.documents):
        message = f"The collection {collection} does not hold what its head says."
        raise DamagedError(message)
    if snapshot.chunks:
        snapshot.prepare([0, len(snapshot.chunks) - 1])
