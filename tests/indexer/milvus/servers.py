"""A real Milvus Lite server in a process of its own, that tests stop, freeze and start again."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from indexer.milvus.connection import Connection
from indexer.stores import StoreError

START_SECONDS = 60


class MilvusServer:
    """A server over a folder, always at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.uri = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(self.folder)]
        command += ["--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while True:
            connection = Connection(self.uri, "", 2)
            try:
                connection.aim("any")
            except StoreError:
                assert self._process.poll() is None
                assert time.monotonic() < deadline
            else:
                return
            finally:
                connection.close()

    def freeze(self) -> None:
        """It keeps its connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        # The signal is only sent then: a thread that still runs could answer once more.
        while not all(_is_stopped(task) for task in Path(f"/proc/{self._process.pid}/task").iterdir()):
            time.sleep(0.001)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)


def _is_stopped(task: Path) -> bool:
    return (task / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"
