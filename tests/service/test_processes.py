"""Several processes behind one port, with real ones: the same answers, one index, one sum of figures, one end."""

from __future__ import annotations

import itertools
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.service.server import ROOT, Server, run_cited, serving

QUESTIONS = ("What does the Shangjie H5 cost?", "Which marques belong to the alliance?", "Who is the king of Norway?")
WAIT_SECONDS = 120


def children(pid: int) -> list[int]:
    """The service processes that a supervisor has now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            command = (path.parent / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        if parent == pid and b"spawn_main" in command:
            found.append(int(path.parent.name))
    return found


def wait_for(what: Callable[[], bool], why: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not what():
        assert time.monotonic() < deadline, why
        time.sleep(0.05)


def ready_line(server: Server) -> None:
    """Wait until all processes are loaded."""
    assert server.process.stdout is not None
    assert next(line for line in server.process.stdout if line.startswith("Ready: "))


@contextmanager
def alone(pid: int, others: list[int]) -> Iterator[None]:
    """Let one process go on and the others stand still, so that it takes every new connection."""
    for other in others:
        if other != pid:
            os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        for other in others:
            os.kill(other, signal.SIGCONT)


def request(server: Server, method: str, path: str, json: object = None) -> httpx.Response:
    """One request over a connection of its own."""
    return httpx.request(method, f"{server.url}{path}", timeout=60, json=json)


def ask(server: Server, question: str) -> dict[str, Any]:
    reply = request(server, "POST", "/v1/answers", json={"question": question})
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    del answer["timings_ms"]
    return answer


def value(server: Server, name: str) -> float:
    match = re.search(rf"^{re.escape(name)} (\S+)$", request(server, "GET", "/metrics").text, re.MULTILINE)
    return float(match[1]) if match else 0.0


@pytest.fixture
def several(index: Path, tmp_path: Path) -> Iterator[Server]:
    with serving(index, tmp_path / "log", wait=False, processes=2, corpus=ROOT / "corpus") as server:
        ready_line(server)
        yield server


def test_each_process_gives_the_same_answers_and_the_same_sum_of_figures(several: Server) -> None:
    pids = children(several.process.pid)
    assert len(pids) == 2
    given, counts, gauges = [], [], []
    for pid in pids:
        with alone(pid, pids):
            given.append([ask(several, question) for question in QUESTIONS])
            counts.append(value(several, 'cited_requests_total{method="POST",route="/v1/answers",status="200"}'))
            names = ("cited_questions_most", "cited_documents", "cited_ready", "cited_keys")
            gauges.append([value(several, name) for name in (*names[:3], 'cited_keys{scope="ask"}')])
    assert given[0] == given[1]
    assert counts == [len(QUESTIONS), 2 * len(QUESTIONS)]
    assert gauges == [[2 * 34, 5, 1, 0]] * 2
    assert value(several, 'cited_answer_stage_seconds_count{stage="total"}') == 2 * len(QUESTIONS)
    assert value(several, "cited_questions") == 0
    metrics = request(several, "GET", "/metrics").text
    assert f'snapshot="{given[0][0]["index"]}"' in metrics
    assert "pid=" not in metrics
    resident = [int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) * 1024 for pid in pids]  # type: ignore[index]
    assert max(resident) < value(several, "process_resident_memory_bytes") < 2 * sum(resident)


def test_what_one_process_is_sent_is_found_by_all_and_no_request_fails(several: Server, tmp_path: Path) -> None:
    pids = children(several.process.pid)
    failed: list[object] = []
    asked = itertools.count()
    seen: set[str] = set()
    end = threading.Event()

    def ask_on() -> None:
        while not end.is_set():
            try:
                seen.add(ask(several, QUESTIONS[next(asked) % len(QUESTIONS)])["index"])
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
                failed.append(error)

    askers = [threading.Thread(target=ask_on) for _ in range(2)]
    for asker in askers:
        asker.start()
    try:
        for number in range(4):
            text = f"The zorblat of lot {number} weighs {number + 3} kilograms."
            written = request(several, "PUT", f"/v1/documents/zorblat-{number}", json={"text": text})
            assert written.status_code == 201, written.text
            # At once, whichever process takes the connection.
            for _ in range(4):
                read = request(several, "GET", f"/v1/documents/zorblat-{number}")
                assert read.status_code == 200, read.text
        assert request(several, "DELETE", "/v1/documents/zorblat-0").status_code == 204
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        for file in (ROOT / "corpus").iterdir():
            (corpus / file.name).write_bytes(file.read_bytes())
        (corpus / "ferry.md").write_text("The ferry lands at the old stone pier.\n", encoding="utf-8")
        assert run_cited("index", corpus=corpus, index=tmp_path / "index").returncode == 0
    finally:
        time.sleep(0.5)  # the askers see the last change
        end.set()
        for asker in askers:
            asker.join(60)
    assert not failed
    assert len(seen) >= 3
    for pid in pids:
        with alone(pid, pids):
            listed = request(several, "GET", "/v1/documents").json()
            assert {"ferry", "zorblat-1", "zorblat-3"} <= {document["id"] for document in listed["documents"]}
            assert "zorblat-0" not in {document["id"] for document in listed["documents"]}
            cited = ask(several, "What does the zorblat of lot 3 weigh?")["citations"][0]
            assert cited["document_id"] == "zorblat-3"


def test_a_process_that_is_killed_is_replaced_and_what_it_counted_stays(several: Server) -> None:
    before = children(several.process.pid)
    for question in QUESTIONS:
        ask(several, question)
    os.kill(before[0], signal.SIGKILL)
    wait_for(
        lambda: len(now := children(several.process.pid)) == 2 and before[0] not in now, "nothing replaces the process"
    )
    # The new one takes no connection before it is loaded: nobody is told to wait.
    for question in QUESTIONS * 2:
        ask(several, question)
    new = next(pid for pid in children(several.process.pid) if pid not in before)
    wait_for(lambda: value(several, "cited_questions_most") == 2 * 34, "the new process is not counted")
    with alone(new, children(several.process.pid)):
        assert ask(several, QUESTIONS[0])["status"] == "answered"
    assert value(several, 'cited_answer_stage_seconds_count{stage="total"}') == 3 * len(QUESTIONS) + 1
    assert [record["pid"] for record in several.log_records() if record["message"] == "a process is gone"] == before[:1]


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_of_them_and_leaves_nothing(
    index: Path, tmp_path: Path, sign: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with serving(index, tmp_path / "log", wait=False, processes=2) as server:
        ready_line(server)
        pids = children(server.process.pid)
        ask(server, QUESTIONS[0])
        assert len(list(temporary.glob("cited-*/*.db"))) > 4
        for pid in pids if sign == signal.SIGINT else []:
            os.kill(pid, sign)  # Ctrl-C reaches all processes of a terminal
        assert server.stop(sign) == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read().endswith("Stopped.\n")
        wait_for(lambda: gone(pids), "a process is left")
    assert not list(temporary.glob("cited-*"))
    assert "Traceback" not in (tmp_path / "log").read_text()
    with pytest.raises(httpx.ConnectError):
        request(server, "GET", "/healthz")


def test_stopped_while_they_load_they_leave_nothing(index: Path, tmp_path: Path) -> None:
    with serving(index, tmp_path / "log", wait=False, processes=2) as server:
        wait_for(lambda: len(children(server.process.pid)) == 2, "no process starts")
        pids = children(server.process.pid)
        for pid in pids:
            os.kill(pid, signal.SIGINT)
        assert server.stop() == 0
        wait_for(lambda: gone(pids), "a process is left")
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_none_outlives_a_supervisor_that_is_killed(several: Server) -> None:
    pids = children(several.process.pid)
    [folder] = {
        line.split("=", 1)[1]
        for pid in pids
        for line in Path(f"/proc/{pid}/environ").read_text().split("\0")
        if line.startswith("PROMETHEUS_MULTIPROC_DIR=")
    }
    assert Path(folder).is_dir()
    several.process.kill()
    several.process.wait(30)
    wait_for(lambda: gone(pids), "a process is left")
    assert not Path(folder).exists()


def test_what_cannot_begin_is_said_once_and_is_exit_code_2(index: Path, tmp_path: Path) -> None:
    (index / "CURRENT").write_text("0123456789abcdef 00\n", encoding="ascii")
    for folder, said in ((tmp_path / "none", "There is no index"), (index, "--check")):
        result = run_cited("serve", "--port", "0", index=folder, processes=2)
        assert result.returncode == 2
        assert result.stderr.splitlines()[-1].count(said) == 1
        assert "Traceback" not in result.stderr
        assert "Ready" not in result.stdout


@pytest.mark.parametrize("count", [0, 65])
def test_a_number_of_processes_out_of_bounds_is_exit_code_2(index: Path, count: int) -> None:
    result = run_cited("serve", index=index, processes=count)
    assert result.returncode == 2
    assert "CITED_PROCESSES" in result.stderr
