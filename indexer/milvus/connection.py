"""The connection to Milvus: a file (Milvus Lite), a server or a cluster, with one time-out and one kind of error."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from indexer.milvus.address import is_file, without_password
from indexer.stores import StoreError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

T = TypeVar("T")
PATIENCE_SECONDS: Final = 600.0  # for what takes longer the more there is: loading a collection, writing one
# Milvus Lite, as any server that leaves gRPC's own limit as it is, hangs up on a silent client that pings every ten
# seconds, which is what pymilvus does.
_SELDOM_PINGED: Final = {"grpc.keepalive_time_ms": 600_000, "grpc.keepalive_permit_without_calls": False}
_TOO_SLOW: Final = re.compile(r"DEADLINE_EXCEEDED|wait for .* timeout|create index .* timeout in ")
_NO_SUCH: Final = {100, 1600}  # codes of Milvus for a collection, and an alias, that does not exist


class Query(NamedTuple):
    """A search: a vector, the field that holds its like, how many rows, which of them, and what is told of each."""

    vector: object
    field: str
    most: int
    condition: str
    output: str


class Connection:
    """A connection that is made when it is first used, and made again after it was lost. Thread-safe."""

    def __init__(self, uri: str, token: str, seconds: float) -> None:
        """Name the server, or the file, and how long it may take to answer.

        Raises:
            StoreError: the client of Milvus is not installed.
        """
        try:
            import pymilvus  # noqa: F401, PLC0415 - an optional install
        except ImportError as error:
            message = f"The store `milvus` needs an optional install ({error}): pip install 'cited[milvus]'"
            raise StoreError(message) from error
        # It logs every failure with its traceback; all of them are raised, and told once, here.
        for name in ("pymilvus", "milvus_lite"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self.name = without_password(uri)
        self._uri, self._token, self.seconds = uri, token, seconds
        self._lock = threading.Lock()
        self._client: MilvusClient | None = None

    def call(self, work: Callable[[MilvusClient, float], T], *, patient: bool = False) -> T:
        """What ``work`` returns that is done with the client, by calls of at most the seconds that it is given.

        Args:
            work: the calls.
            patient: it takes longer the more there is: Milvus may take `PATIENCE_SECONDS` at least.

        Raises:
            StoreError: Milvus cannot be reached, is too slow, or refuses; the message says which.
        """
        with self._told(self.seconds):
            client = self._connected()
        seconds = max(self.seconds, PATIENCE_SECONDS) if patient else self.seconds
        with self._told(seconds):
            return work(client, seconds)

    def aim(self, alias: str) -> str | None:
        """Name of the collection that an alias leads to; None where there is no such alias."""
        from pymilvus import MilvusException  # noqa: PLC0415 - as above

        def described(client: MilvusClient, seconds: float) -> str | None:
            try:
                return str(client.describe_alias(alias, timeout=seconds)["collection_name"])
            except MilvusException as error:
                if error.code in _NO_SUCH:
                    return None
                raise

        return self.call(described)

    def count(self, collection: str) -> int:
        """How many rows a collection holds."""
        [found] = self.call(
            lambda client, seconds: client.query(
                collection, output_fields=["count(*)"], timeout=seconds, consistency_level="Strong"
            ),
            patient=True,
        )
        return int(found["count(*)"])

    def values(self, collection: str, partition: str, ids: Sequence[str], field: str) -> dict[str, Any]:
        """One field of some rows by their ids; ids that there are not are left out."""
        found: dict[str, Any] = {}
        for start in range(0, len(ids), _ROWS):
            some = list(ids[start : start + _ROWS])
            rows = self.call(
                lambda client, seconds, some=some: client.get(  # type: ignore[misc]  # a default of a lambda has no type
                    collection, ids=some, partition_names=[partition], output_fields=[field], timeout=seconds
                )
            )
            found.update((row["id"], row[field]) for row in rows)
        return found

    def search(self, collection: str, partition: str, query: Query) -> list[dict[str, Any]]:
        """The rows of greatest inner product with a query: id, score (``distance``) and fields (``entity``) of each."""
        [found] = self.call(
            lambda client, seconds: client.search(
                collection,
                data=[query.vector],
                anns_field=query.field,
                limit=query.most,
                filter=query.condition,
                partition_names=[partition],
                output_fields=[query.output],
                search_params={"metric_type": "IP"},
                timeout=seconds,
            )
        )
        return list(found)

    def close(self) -> None:
        """Let go of the server, or of the file."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()
        if is_file(self._uri):
            from milvus_lite.server_manager import server_manager_instance  # noqa: PLC0415 - as above

            server_manager_instance.release_server(self._uri)

    def _connected(self) -> MilvusClient:
        from pymilvus import MilvusClient  # noqa: PLC0415 - as above

        with self._lock:
            if self._client is None:
                self._client = MilvusClient(
                    self._uri, token=self._token, timeout=self.seconds, grpc_options=_SELDOM_PINGED
                )
            return self._client

    @contextmanager
    def _told(self, seconds: float) -> Iterator[None]:
        """Tell what goes wrong in a call that may take so long."""
        import grpc  # noqa: PLC0415 - as above
        from pymilvus import MilvusException  # noqa: PLC0415 - as above

        try:
            yield
        except MilvusException as error:
            said = str(error.message)
            raise StoreError(self._too_slow(seconds) if _TOO_SLOW.search(said) else self._reason(said)) from error
        except (grpc.RpcError, grpc.FutureTimeoutError) as error:
            slow = isinstance(error, grpc.FutureTimeoutError) or error.code() == grpc.StatusCode.DEADLINE_EXCEEDED
            raise StoreError(self._too_slow(seconds) if slow else self._reason(str(error))) from error

    def _too_slow(self, seconds: float) -> str:
        own = " (CITED_MILVUS_SECONDS)" if seconds == self.seconds else ""
        return f"Milvus at {self.name} did not answer within {seconds:g} s{own}."

    def _reason(self, said: str) -> str:
        said = said.replace(self._uri, self.name)
        if "Open local milvus failed" in said:
            return (
                f"The Milvus Lite file {self.name} cannot be opened: its folder does not exist, or another process has "
                "it open, as only one can; with a server (CITED_MILVUS_URI=http://…) several can."
            )
        if "UNAVAILABLE" in said or "connect" in said.lower():
            return f"Milvus at {self.name} cannot be reached (CITED_MILVUS_URI); is it running?"
        return f"Milvus at {self.name} refused: {said}"


_ROWS: Final = 100  # that are asked for at once: none is larger than 64 KB
