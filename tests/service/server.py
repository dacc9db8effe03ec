"""A real server in its own process, on a free port, for the tests that need one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
START_SECONDS = 120


def environment(**settings: object) -> dict[str, str]:
    """The environment of a command, with these settings and no others."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CITED_")}
    return {**plain, "HF_HUB_OFFLINE": "1", **{f"CITED_{name.upper()}": str(value) for name, value in settings.items()}}


def run_cited(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(
        command, env=environment(**settings), cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
    )


@dataclass
class Server:
    """A server that runs: its process, its address and the file that its log goes to."""

    process: subprocess.Popen[str]
    url: str
    log: Path
    client: httpx.Client

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            with suppress(httpx.ConnectError):  # it has just stopped; the next round says why
                if self.client.get("/readyz").status_code == 200:
                    return
            time.sleep(0.1)
        raise TimeoutError(self.log.read_text())

    def log_records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(30)


@contextmanager
def serving(index: Path, log: Path, *, wait: bool = True, **settings: object) -> Iterator[Server]:
    """Serve an index until the block ends; with ``wait``, from when it is ready."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", "0"],
            env=environment(index=index, **settings),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert "http://" in first, log.read_text()
        url = first.split()[-2]
        with httpx.Client(base_url=url, timeout=60) as client:
            server = Server(process, url, log, client)
            if wait:
                server.wait_until_ready()
            yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()
