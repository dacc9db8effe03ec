"""A corpus of a hundred thousand chunks: built, killed, resumed, changed and served. ``make test-scale`` runs it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.checking import check
from indexer.embedding import Embedder
from indexer.journal import FILE as JOURNAL
from indexer.snapshot import Snapshot
from indexer.vectors import FLAT_MOST
from tests.service.server import ROOT, environment, serving

CHUNKS = 100_000
LAMP = "The lighthouse of Zorbeck was lit for the first time in 1874. Its keeper was Ada Quill."


def building(index: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.scale.building", str(index), str(CHUNKS)]
    return subprocess.Popen(command, env=environment(), cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_built_killed_resumed_changed_and_served(tmp_path: Path, embedder: Embedder) -> None:
    index = tmp_path / "index"
    with building(index) as process:
        assert process.stdout is not None
        for line in process.stdout:
            done, total = map(int, line.split())
            if done > total // 3:
                process.send_signal(signal.SIGKILL)
                break
        assert process.wait() == -signal.SIGKILL
    assert not (index / "CURRENT").exists()
    assert (index / JOURNAL).exists()

    with building(index) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    assert process.returncode == 0
    left = int(lines[0].split()[1])
    assert left <= total - done
    assert lines[-1].split()[0::2] == ["built", str(left)]
    assert not (index / JOURNAL).exists()
    assert check(index) == []

    began = time.perf_counter()
    built = Snapshot.open(index, embedder)
    assert time.perf_counter() - began < 2
    assert len(built.chunks) >= CHUNKS
    [entry] = built.manifest.segments
    assert entry.dense.kind == ("ivf" if len(built.chunks) > FLAT_MOST else "flat")
    assert entry.dense.recall_at_10 >= 0.97

    with serving(index, tmp_path / "log") as server:
        assert server.client.put("/v1/documents/lamp", json={"text": LAMP, "title": "Zorbeck"}).status_code == 201
        question = {"question": "When was the lighthouse of Zorbeck lit for the first time?"}
        answer = server.client.post("/v1/answers", json=question).json()
        assert answer["status"] == "answered", answer
        assert {citation["document_id"] for citation in answer["citations"]} == {"lamp"}
        assert "1874" in answer["answer"]
        assert server.client.delete("/v1/documents/made-000007").status_code == 204
        assert server.client.get("/v1/documents/made-000007").status_code == 404
        found = server.client.post("/v1/search", json={"query": "harbo lamne tidku", "top_k": 50}).json()["passages"]
        assert len(found) == 50
        assert "made-000007" not in {passage["document_id"] for passage in found}
    changed = Snapshot.open(index, embedder)
    assert [segment.name for segment in changed.segments] == ["s1", "s2"]
    own, of_before = (snapshot.segments[0].folder / "chunk_vectors.npy" for snapshot in (changed, built))
    assert not of_before.exists() or own.stat().st_ino == of_before.stat().st_ino
    assert len(changed.documents) == len(built.documents)
    assert check(index) == []
