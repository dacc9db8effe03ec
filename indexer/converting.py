"""Converters run in processes of their own, with limits: no file can take a build or the service down."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from indexer.documents import DocumentError
from indexer.formats.kinds import Kind
from indexer.records import Document
from indexer.settings import IndexSettings

DOCUMENTS = TypeAdapter(Document)
PACKAGES = Path(__file__).parents[1]
# For a process to start and load its converter, however busy the machine is.
START_SECONDS = 30.0


class Converter:
    """Worker processes that turn files into documents; each is started when it is first needed.

    A worker that takes too long, takes too much memory or crashes is replaced, and only the file that it had is lost.
    Thread-safe: as many files are converted at once as the settings allow threads; further calls wait.
    """

    def __init__(self, settings: IndexSettings) -> None:
        self._settings = settings
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._running: set[_Worker] = set()
        self._closed = False
        self._changing = threading.Lock()
        for _ in range(settings.threads):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def convert(self, kind: Kind, stem: str, content: bytes) -> Document:
        """Read a file's bytes as a format.

        Raises:
            DocumentError: they cannot be, within the limits; the message is the reason.
        """
        worker = self._free.get()
        try:
            worker = worker or self._started()
            task = {"kind": kind, "stem": stem, "max_pages": self._settings.max_pages}
            answer = worker.answer(task, content)
            fit = not answer.get("spent")
        except BaseException:
            fit = False
            raise
        finally:
            if worker is not None and not fit:
                self._end(worker)
                worker = None
            self._free.put(worker)
        if "document" not in answer:
            raise DocumentError(str(answer.get("problem")))
        try:
            return DOCUMENTS.validate_python(answer["document"])
        except ValidationError as error:
            message = "its converter gave something that is no document"
            raise DocumentError(message) from error

    def close(self) -> None:
        """End the worker processes, also those that are at work; nothing is converted after it."""
        with self._changing:
            self._closed = True
            running = list(self._running)
        for worker in running:
            self._end(worker)

    def _started(self) -> _Worker:
        with self._changing:
            if self._closed:
                message = "the converter is closed"
                raise DocumentError(message)
            worker = _Worker(self._settings)
            self._running.add(worker)
        return worker

    def _end(self, worker: _Worker) -> None:
        worker.stop()
        self._running.discard(worker)


class _Worker:
    """One process and the connection to it."""

    def __init__(self, settings: IndexSettings) -> None:
        self._seconds = settings.convert_seconds
        self._megabytes = settings.convert_megabytes
        self._connection, theirs = Pipe()
        command = [sys.executable, "-m", "indexer.formats.worker"]
        limits = [theirs.fileno(), self._megabytes * 1_000_000, self._seconds]
        path = os.pathsep.join(filter(None, [str(PACKAGES), os.environ.get("PYTHONPATH")]))
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this Python, our own module
                [*command, *map(str, limits)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # Ctrl-C is for the build, which then ends its workers.
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
        finally:
            theirs.close()
        self._patience = START_SECONDS

    def answer(self, task: dict[str, Any], content: bytes) -> dict[str, Any]:
        """What the process makes of a task.

        Raises:
            DocumentError: it took too long or died.
        """
        try:
            self._connection.send_bytes(json.dumps(task).encode())
            self._connection.send_bytes(content)
            if not self._connection.poll(self._seconds + self._patience):
                raise self._too_long()
            answer: dict[str, Any] = json.loads(self._connection.recv_bytes())
        except (OSError, EOFError, ValueError) as error:
            if isinstance(error, DocumentError):
                raise
            status = self._status()
            if status == -signal.SIGXCPU:
                raise self._too_long() from error
            message = f"its converter crashed (status {status}): it is broken, or needs more than {self._megabytes} MB"
            raise DocumentError(message) from error
        self._patience = 0.0
        return answer

    def _too_long(self) -> DocumentError:
        return DocumentError(f"reading it takes more than {self._seconds} seconds (setting convert_seconds)")

    def stop(self) -> None:
        """End the process and wait for its end; who waits for its answer learns that it ended."""
        self._process.kill()
        self._process.wait()

    def _status(self) -> int | None:
        """How the process ended: a status, or less than 0 for the signal that ended it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(5)
        return None
