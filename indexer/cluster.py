"""Building on a Ray cluster: its workers read and cut files and embed texts; what is written is written here.

Two pipelines of Ray Data: files become documents with their sentences and chunks, and texts that have no vector yet
become vectors, which go into the journal as they come. A worker is an actor that loads its models once; where one dies,
Ray gives its work to others. Moritz et al., "Ray: A Distributed Framework for Emerging AI Applications", OSDI 2018.
"""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import ray
import ray.data
from numpy.typing import NDArray
from ray.exceptions import RayError

from indexer.build import BuildError
from indexer.converting import Converter
from indexer.cut import Cut
from indexer.embedding import Embedder
from indexer.engine import OnVectors
from indexer.incremental import cut_one
from indexer.intake import TakenIn, taken_in
from indexer.journal import key_of
from indexer.manifest import Parameters
from indexer.reading import Source
from indexer.settings import IndexSettings

LOCAL: Final = "local"
_ANSWER_SECONDS = 5.0
# Work that is handed out at once, and lost with a worker.
_TASK_FILES = 16
_TASK_BYTES = 8_000_000
_TASK_TEXTS = 256
_SORTED_TEXTS = 8192  # texts of like length are embedded faster together

_SOURCE = pa.schema([
    ("position", pa.int64()),
    ("name", pa.string()),
    ("sha256", pa.string()),
    ("content", pa.large_binary()),
    ("archive", pa.string()),
    ("problem", pa.string()),
])  # fmt: skip


@contextmanager
def ray_engine(settings: IndexSettings, embedder: Embedder, address: str = LOCAL) -> Iterator[RayEngine]:
    """Connect to a cluster by its address (``host:port``, or ``auto`` on one of its machines), or start one here.

    Raises:
        BuildError: nothing answers there, or it is no cluster of this version of Ray.
    """
    # Nothing is told to anybody, and of Ray's own log only what ends it.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    if address not in {LOCAL, "auto"}:
        _refuse_silence(address)
    with tempfile.TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as folder:
        own = {"include_dashboard": False, "_node_ip_address": "127.0.0.1", "_temp_dir": folder}
        try:
            ray.init(
                address=address, log_to_driver=False, logging_level=logging.ERROR, **(own if address == LOCAL else {})
            )
        except (RayError, RuntimeError, ConnectionError, ValueError) as error:
            message = f"No Ray cluster can be used at {address!r}: {_short(error)}"
            raise BuildError(message) from error
        try:
            yield RayEngine(settings, embedder)
        finally:
            ray.shutdown()


def _refuse_silence(address: str) -> None:
    """Ray itself would wait for minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in host:
        message = f"{address!r} is no address of a Ray cluster; give host:port, on one of the cluster's machines."
        raise BuildError(message)
    if host == "localhost" or host.startswith("127."):
        host = ray.util.get_node_ip_address()  # where Ray looks for it then
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        message = f"No Ray cluster answers at {host}:{port} ({error}). Start one there with: ray start --head"
        raise BuildError(message) from error


class RayEngine:
    """The engine of a build (see `indexer.engine`) on the cluster that this process is connected to."""

    def __init__(self, settings: IndexSettings, embedder: Embedder) -> None:
        self._given = (settings.model_copy(update={"threads": 1}), Parameters.of(settings, embedder))
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)

    def read(self, jobs: Iterable[TakenIn | Source]) -> Iterator[TakenIn]:
        """As `Engine.read`; all of it is read when the first is given.

        Raises:
            BuildError: the cluster fails.
        """
        found: dict[int, TakenIn] = {}
        for batch in self._worked(_tasks_of_files(jobs, found), Reader):
            found.update(zip(batch["position"].tolist(), batch["taken"], strict=True))
        for position in range(len(found)):
            yield found.pop(position)

    def embed(self, texts: Iterable[str], on_vectors: OnVectors) -> None:
        """As `Engine.embed`.

        Raises:
            BuildError: the cluster fails; what was embedded until then was told.
        """
        for batch in self._worked(_tasks_of_texts(texts), Encoder):
            on_vectors(list(batch["key"]), np.stack(list(batch["vector"])))

    def _worked(self, tasks: Iterator[pa.Table], worker: type[_Worker]) -> Iterator[Any]:
        """What workers make of the tasks, as it comes."""
        # Ray's store keeps what does not fit in memory on this machine's disk.
        stored = [ray.put(task) for task in tasks]
        if not stored:
            return
        workers = max(1, min(len(stored), int(ray.cluster_resources().get("CPU", 1))))
        pool = ray.data.ActorPoolStrategy(min_size=1, max_size=workers, initial_size=workers)
        data = ray.data.from_arrow_refs(stored).map_batches(
            worker,
            fn_constructor_args=self._given,
            batch_size=None,
            batch_format="pyarrow",
            compute=pool,
            num_cpus=1,
        )
        try:
            yield from data.iter_batches(batch_size=None, batch_format="numpy")
        except RayError as error:
            message = f"The Ray cluster could not do the work: {_short(error)}. What it embedded is kept; try again."
            raise BuildError(message) from error


def _tasks_of_files(jobs: Iterable[TakenIn | Source], found: dict[int, TakenIn]) -> Iterator[pa.Table]:
    """The sources in tasks of about one size; ``found`` takes what need not be read, by position."""
    rows: list[dict[str, Any]] = []
    size = 0
    for position, job in enumerate(jobs):
        if isinstance(job, TakenIn):
            found[position] = job
            continue
        rows.append({"position": position, **asdict(job)})
        size += len(job.content)
        if len(rows) == _TASK_FILES or size >= _TASK_BYTES:
            yield pa.Table.from_pylist(rows, _SOURCE)
            rows, size = [], 0
    if rows:
        yield pa.Table.from_pylist(rows, _SOURCE)


def _tasks_of_texts(texts: Iterable[str]) -> Iterator[pa.Table]:
    """The texts in tasks of like length, many at a time."""
    waiting: list[str] = []
    for text in texts:
        waiting.append(text)
        if len(waiting) == _SORTED_TEXTS:
            yield from _sorted_tasks(waiting)
            waiting = []
    yield from _sorted_tasks(waiting)


def _sorted_tasks(texts: list[str]) -> Iterator[pa.Table]:
    texts.sort(key=len)
    for first in range(0, len(texts), _TASK_TEXTS):
        yield pa.table({"text": pa.array(texts[first : first + _TASK_TEXTS], pa.large_string())})


class _Worker:
    """An actor of the cluster, with the embedder; it must be this program's version."""

    def __init__(self, settings: IndexSettings, parameters: Parameters) -> None:
        self.settings = settings
        self.parameters = parameters
        self.embedder = Embedder.load(settings.embedder, settings.threads)
        own = Parameters.of(settings, self.embedder).model_dump()
        if other := [name for name, value in parameters.model_dump().items() if own[name] != value]:
            message = f"the worker on {socket.gethostname()} has another version of Cited ({', '.join(other)})"
            raise BuildError(message)


class Reader(_Worker):
    """Reads and cuts files."""

    def __init__(self, settings: IndexSettings, parameters: Parameters) -> None:
        super().__init__(settings, parameters)
        self._converter = Converter(settings)

    def __call__(self, task: pa.Table) -> dict[str, NDArray[Any]]:
        """Make of sources what becomes of them, at the same positions."""
        rows = task.to_pylist()
        positions = [row.pop("position") for row in rows]
        taken = np.empty(len(rows), dtype=object)
        taken[:] = [self._cut(taken_in(Source(**row), self._converter)) for row in rows]
        return {"position": np.array(positions), "taken": taken}

    def _cut(self, taken: TakenIn) -> TakenIn:
        if taken.fresh is None:
            return taken
        return replace(taken, cut=Cut.of(*cut_one(taken.fresh, self.embedder, self.parameters)))


class Encoder(_Worker):
    """Embeds texts."""

    def __call__(self, task: pa.Table) -> pa.Table:
        """Make of texts their keys and vectors, in the same order."""
        texts = task["text"].to_pylist()
        vectors = pa.FixedSizeListArray.from_arrays(
            pa.array(self.embedder.encode(texts).ravel()), self.embedder.dimension
        )
        return pa.table({"key": pa.array(map(key_of, texts), pa.binary()), "vector": vectors})


def _short(error: Exception) -> str:
    """The last line that says something: Ray's errors carry a worker's whole traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
