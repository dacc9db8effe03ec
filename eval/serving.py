"""A real server in a process of its own, and how fast it answers: latency by stage, throughput, memory, start-up."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import numpy as np

from eval.asking import AskError
from service.replies import Answer

CLIENTS = (1, 4, 16, 64)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address, process, and the seconds from its start until it could answer."""

    url: str
    pid: int
    startup_seconds: float

    def peak_megabytes(self) -> float:
        """Return the most memory that the process has held, with the pages of mapped files that it has looked at.

        The kernel takes those pages back when others need memory, and processes share them.
        """
        return self._status("VmHWM")

    def own_megabytes(self) -> float:
        """Return the memory that the process holds now for itself alone, mapped files left out."""
        return self._status("RssAnon")

    def _status(self, field: str) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith(f"{field}:"))
        return int(line.split()[1]) / 1024


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles of one stage in milliseconds."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """What some number of clients got, each asking again as soon as it was answered.

    ``turned_away`` counts replies of 503 a second: the server says that it is busy rather than let requests pile up.
    """

    clients: int
    answers_per_second: float
    turned_away: float
    p50: float
    p95: float


@contextmanager
def serving(index: Path) -> Iterator[Server]:
    """Serve an index on a free port until the block ends.

    Raises:
        AskError: the server does not start.

    """
    command = [sys.executable, "-m", "service", "serve", "--port", "0", "--index", str(index)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "CITED_LOG_LEVEL": "error"}
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:  # noqa: S603
        try:
            yield Server(_address(process), process.pid, time.perf_counter() - began)
        finally:
            process.terminate()


def latencies(server: Server, questions: Sequence[str]) -> dict[str, Latency]:
    """Ask one question after the other; the time of each stage, and of the whole as a caller sees it ("http")."""
    stages: dict[str, list[float]] = {"retrieve": [], "read": [], "total": [], "http": []}
    with httpx2.Client(base_url=server.url, timeout=60) as client:
        for number, question in enumerate([questions[0], *questions]):
            began = time.perf_counter()
            response = client.post("/v1/answers", json={"question": question})
            elapsed = 1000 * (time.perf_counter() - began)
            if response.is_error:
                message = f"The server answered {response.status_code}: {response.text[:300]}"
                raise AskError(message)
            if number:  # the first only opens the connection
                timings = Answer.model_validate_json(response.content).timings_ms
                for stage, value in {**timings.model_dump(), "http": elapsed}.items():
                    stages[stage].append(value)
    return {stage: Latency(*map(float, np.percentile(values, [50, 95, 99]))) for stage, values in stages.items()}


def throughput(server: Server, questions: Sequence[str], clients: int, seconds: float) -> Throughput:
    """Let clients ask for some seconds."""
    return asyncio.run(_throughput(server, questions, clients, seconds))


async def _throughput(server: Server, questions: Sequence[str], clients: int, seconds: float) -> Throughput:
    times: list[float] = []
    turned_away = 0
    turns = itertools.cycle(questions)
    began = time.perf_counter()

    async def ask_again_and_again(client: httpx2.AsyncClient) -> None:
        nonlocal turned_away
        asked = False
        while not asked or time.perf_counter() - began < seconds:  # once at least, however slow the machine is
            asked = True
            started = time.perf_counter()
            response = await client.post("/v1/answers", json={"question": next(turns)})
            if response.status_code == httpx2.codes.SERVICE_UNAVAILABLE:
                turned_away += 1
                await asyncio.sleep(0.1)
            else:
                response.raise_for_status()
                times.append(1000 * (time.perf_counter() - started))

    limits = httpx2.Limits(max_connections=clients)
    client = httpx2.AsyncClient(base_url=server.url, timeout=120, limits=limits)
    async with client, asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(ask_again_and_again(client))
    elapsed = time.perf_counter() - began
    p50, p95 = map(float, np.percentile(times, [50, 95]))
    return Throughput(clients, len(times) / elapsed, turned_away / elapsed, p50, p95)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # noqa: S101  # a pipe was asked for
    for line in process.stdout:
        if line.startswith("Ready: "):
            return line.removeprefix("Ready: ").strip()
    message = f"The server ended with {process.wait()} before it could answer."
    raise AskError(message)
