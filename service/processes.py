"""Several processes that serve one snapshot on one port: uvicorn's supervisor, and what it does not know of Cited.

Each process loads the models and opens the snapshot, whose mapped files all of them share in memory, before it takes a
connection; each follows the index by itself. The supervisor starts another for one that has died or hangs.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import structlog
import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import Multiprocess

from service import logs
from service.api.app import create_app
from service.api.metrics import FOLDER_VARIABLE
from service.settings import Settings

log = structlog.get_logger(__name__)

HUNG_SECONDS: Final = 30
"""A process that gives no sign of life for so long is replaced."""
_INTERRUPT: Final = {signal.SIGINT}
_MOST_SAID: Final = 900  # characters of a reason: what is written to a pipe at once must fit in a page


def serve(
    configure: Callable[[Callable[[], FastAPI], Settings], uvicorn.Config],
    settings: Settings,
    listener: socket.socket,
    on_ready: Callable[[], None],
) -> str | None:
    """Serve until a signal to stop; gives the reason where a process cannot begin.

    Args:
        configure: makes uvicorn's configuration from a factory of the application.
        settings: of the service, with the number of processes.
        listener: listens already.
        on_ready: called once all processes take connections.
    """
    heard, said = multiprocessing.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="cited-") as folder:
        os.environ[FOLDER_VARIABLE] = folder  # for the processes to come; this one counts nothing
        config = configure(partial(_application, _share(settings), said), settings)
        supervisor = Supervisor(config, listener, heard, Path(folder), on_ready)
        supervisor.run()
    return supervisor.failure


def _share(settings: Settings) -> Settings:
    """The settings of each process: where nobody set the threads of a model, the cores are shared."""
    if "threads" in settings.model_fields_set:
        return settings
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return settings.model_copy(update={"threads": max(1, min(settings.threads, cores // settings.processes))})


def _application(settings: Settings, said: Connection) -> FastAPI:
    """The application of one process, which is made in it."""
    logs.configure(settings.log_level)
    threading.Thread(target=_stop_with_the_supervisor, daemon=True).start()
    # Until it is loaded there is nothing to finish: a signal ends it at once.
    stop = signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def on_loaded(failure: str | None) -> None:
        if failure is None:
            signal.signal(signal.SIGTERM, stop)
        else:
            log.error("not loaded", reason=failure)
        said.send((os.getpid(), failure and failure[:_MOST_SAID]))

    return create_app(settings, on_loaded)


def _stop_with_the_supervisor() -> None:
    supervisor = multiprocessing.parent_process()
    assert supervisor is not None  # noqa: S101 - it started this one
    supervisor.join()
    shutil.rmtree(os.environ[FOLDER_VARIABLE], ignore_errors=True)  # nobody else is left to do so
    os.kill(os.getpid(), signal.SIGTERM)


class Supervisor(Multiprocess):
    """Uvicorn's supervisor of processes that say when they are loaded, or why they cannot be.

    Before all are loaded, one that fails ends the service: what is wrong is wrong for all. Later one that dies is
    replaced, and a new one that fails tries again by itself while the others answer.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        listener: socket.socket,
        heard: Connection,
        folder: Path,
        on_ready: Callable[[], None],
    ) -> None:
        resource_tracker.ensure_running()  # its start would lift the block below
        super().__init__(config, [listener])
        # Ctrl-C reaches every process of a terminal. It is for this one, which then tells the others; they inherit the
        # block, so that none ends in the middle of its start with a traceback.
        signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPT)
        self.failure: str | None = None
        self._heard = heard
        self._folder = folder
        self._on_ready = on_ready
        self._loading = True
        self._loaded: set[int] = set()
        self._known: set[int] = set()

    def handle_signals(self) -> None:
        """Take up what has come since the last time."""
        if signal.SIGINT in signal.sigpending():
            self.signal_queue.append(signal.sigwait(_INTERRUPT))
        super().handle_signals()

    def keep_subprocess_alive(self) -> None:
        """See to it that all processes run."""
        while self._heard.poll():
            pid, failure = self._heard.recv()
            if failure is None:
                self._loaded.add(pid)
            elif self._loading:
                self.failure = failure
        if self._loading:
            self._await_all()
        else:
            super().keep_subprocess_alive()
        now = {process.pid for process in self.processes if process.pid is not None}
        for pid in self._known - now:
            mark_process_dead(pid, str(self._folder))  # type: ignore[no-untyped-call]  # the library's
            log.warning("a process is gone", pid=pid, running=len(now))
        self._known = now

    def _await_all(self) -> None:
        ended = next((process for process in self.processes if process.exitcode is not None), None)
        if self.failure is None and ended is not None:
            self.failure = f"A process of the service ended with {ended.exitcode} while it was loading; see the log."
        if self.failure is not None:
            self.should_exit.set()
        elif self._loaded >= {process.pid for process in self.processes}:
            self._loading = False
            self._on_ready()
