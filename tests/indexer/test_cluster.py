"""Building on a real Ray cluster of two nodes: the same index to the byte, also when a node is killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import ray
from ray.cluster_utils import Cluster
from typer.testing import CliRunner

from indexer.build import BuildReport, build_index
from indexer.checking import check
from indexer.cli import app
from indexer.cluster import RayEngine, ray_engine
from indexer.directory import current
from indexer.embedding import Embedder
from indexer.settings import IndexSettings
from tests.indexer.files import SHIPS, docx_file, encrypted_office, grid, paragraph, pdf, zip_file
from tests.indexer.made import WORDS
from tests.indexer.samples import BEES, TIDES

ROOT = Path(__file__).parents[2]
NODE = {"num_cpus": 1, "object_store_memory": 100_000_000, "include_dashboard": False, "node_ip_address": "127.0.0.1"}
WAIT_SECONDS = 120.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two nodes of one worker each that only this machine can reach; nothing is left of them."""
    folder = tempfile.mkdtemp(prefix="ray")  # a short name: sockets lie in it
    Path(folder, "ray").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_TMPDIR", folder)  # the cluster's address is noted there, in its folder `ray`
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_worker_niceness", "0")
        # Ray puts the machine's address in place of a loopback address, except where it has no clusters.
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        patch.setattr("ray._private.ray_constants.ENABLE_RAY_CLUSTER", False)
        cluster = Cluster(initialize_head=True, head_node_args={**NODE, "temp_dir": folder})
        cluster.add_node(**NODE)
        try:
            yield cluster
        finally:
            ray.shutdown()
            cluster.shutdown()
            wait_until(lambda: not processes_with(folder))
            shutil.rmtree(folder)


@pytest.fixture(scope="module")
def engine(cluster: Cluster, embedder: Embedder) -> Iterator[RayEngine]:
    """This process as the driver of the cluster's work."""
    with ray_engine(IndexSettings(), embedder, cluster.address) as engine:
        yield engine


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def processes_with(words: str, parent: int | None = None) -> list[int]:
    """Processes whose command line holds these words, of all or of those that one process started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
            parent_of_it = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if words in command and parent in {None, parent_of_it} and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def content(index: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """All files of the current snapshot, and its manifest without when and how fast it was built."""
    pointer = current(index)
    assert pointer is not None
    folder = index / pointer[0]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    manifest = json.loads(files.pop("manifest.json"))
    del manifest["built_at"], manifest["build_seconds"]
    return files, manifest


def same(left: BuildReport, right: BuildReport) -> bool:
    return replace(left, seconds=0) == replace(right, seconds=0)


def run(settings: IndexSettings, *options: str) -> subprocess.CompletedProcess[str]:
    where = ["--corpus", str(settings.corpus), "--index", str(settings.index), "--engine", "ray"]
    command = [sys.executable, "-m", "indexer", *where, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def beside(settings: IndexSettings, name: str) -> IndexSettings:
    return settings.model_copy(update={"index": settings.index.parent / name})


def test_the_shipped_corpus_gives_the_same_snapshot(engine: RayEngine, embedder: Embedder, tmp_path: Path) -> None:
    settings = IndexSettings(corpus=ROOT / "corpus", index=tmp_path / "ray", glossary=ROOT / "corpus/glossary.yaml")
    here = beside(settings, "here")
    assert same(build_index(settings, embedder, engine=engine), build_index(here, embedder))
    assert content(settings.index) == content(here.index)
    assert check(settings.index) == []


def test_a_folder_of_all_kinds_with_bad_files_then_changed(
    engine: RayEngine, embedder: Embedder, tmp_path: Path
) -> None:
    settings = IndexSettings(corpus=tmp_path / "corpus", index=tmp_path / "ray")
    here = beside(settings, "here")
    settings.corpus.mkdir()
    word = docx_file(lambda document: document.add_paragraph("The keeper lights the lamp at dusk."))
    files = {
        "bees.html": BEES.encode(),
        "ledger.pdf": pdf([paragraph("The ledger lies in the tower."), grid(SHIPS)]),
        "lamp.docx": word,
        "tides.md": TIDES.encode(),
        "again/tides.txt": b"A second file of the same name.",
        "many.zip": zip_file({"a/lamp.docx": word, "gull.txt": b"A gull sits on the rail.", "no.pdf": b"%PDF-1.4 no"}),
        "broken.pdf": pdf([paragraph("Lost.")])[:200],
        "secret.docx": encrypted_office(),
        "empty.txt": b"",
    }
    for name, file in files.items():
        (settings.corpus / name).parent.mkdir(exist_ok=True)
        (settings.corpus / name).write_bytes(file)
    told: list[tuple[int, int]] = []
    report = build_index(settings, embedder, engine=engine, progress=lambda *far: told.append(far))
    assert same(report, build_index(here, embedder))
    assert {problem.name for problem in report.problems} == {
        "broken.pdf", "secret.docx", "empty.txt", "many.zip/no.pdf", "tides.md",
    }  # fmt: skip
    assert told[0] == (0, report.embedded)
    assert told[-1] == (report.embedded, report.embedded)
    assert content(settings.index) == content(here.index)

    (settings.corpus / "lamp.docx").unlink()
    (settings.corpus / "broken.pdf").write_bytes(pdf([paragraph("Found. The keeper lights the lamp at dusk.")]))
    (settings.corpus / "bees.html").write_bytes(BEES.replace("fifteen", "twenty").encode())
    report = build_index(settings, embedder, engine=engine)
    assert same(report, build_index(here, embedder))
    assert 0 < report.embedded < 6
    assert report.reused > report.embedded
    assert content(settings.index) == content(here.index)


def test_a_node_that_is_killed_costs_time_and_no_document(
    cluster: Cluster, engine: RayEngine, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.cluster._TASK_TEXTS", 48)
    settings = IndexSettings(corpus=tmp_path / "corpus", index=tmp_path / "ray")
    here = beside(settings, "here")
    settings.corpus.mkdir()
    words = random.Random(0)
    for number in range(12):
        text = " ".join(f"The {' '.join(words.choices(WORDS, k=9))} {words.randrange(10**6)}." for _ in range(30))
        (settings.corpus / f"story{number}.txt").write_text(text, encoding="utf-8")
    [node] = cluster.worker_nodes
    raylet = node.all_processes["raylet"][0].process.pid
    told: list[tuple[int, int]] = []

    def killing(done: int, total: int) -> None:
        told.append((done, total))
        if cluster.worker_nodes and done:
            wait_until(lambda: processes_with("MapBatches(Encoder)).submit", raylet))
            cluster.remove_node(node, allow_graceful=False)

    report = build_index(settings, embedder, engine=engine, progress=killing)
    assert not cluster.worker_nodes
    assert told[-1] == (report.embedded, report.embedded)
    assert same(report, build_index(here, embedder))
    assert content(settings.index) == content(here.index)


def test_the_command_builds_on_the_cluster(
    engine: RayEngine, copied: IndexSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # This process is connected already; the test below connects.
    monkeypatch.setattr("indexer.cluster.ray_engine", lambda *_: nullcontext(engine))
    (copied.corpus / "lamp.txt").write_text("A keeper lights the lamp.", encoding="utf-8")
    (copied.corpus / "empty.txt").write_bytes(b"")
    where = ["--corpus", str(copied.corpus), "--index", str(copied.index)]
    done = CliRunner().invoke(app, [*where, "--engine", "ray", "--address", "auto"])
    assert done.exit_code == 1
    assert done.stdout.startswith("Indexed 4 documents")
    assert "Not indexed: empty.txt: the file is empty" in done.stderr
    assert check(copied.index) == []


@pytest.mark.slow
def test_the_command_starts_ray_and_ends_it(copied: IndexSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_worker_niceness", "0")
    (copied.corpus / "lamp.txt").write_text("A keeper lights the lamp.", encoding="utf-8")
    before = processes_with("raylet/raylet")
    done = run(copied)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Indexed 4 documents")
    assert check(copied.index) == []
    wait_until(lambda: set(processes_with("raylet/raylet")) <= set(before))


def test_the_command_says_why_it_cannot(copied: IndexSettings) -> None:
    before = current(copied.index)
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    for options, words in (
        (["--address", f"127.0.0.1:{closed}"], "No Ray cluster answers"),
        (["--address", "ray://127.0.0.1:10001"], "is no address"),
        (["--watch"], "leave out --watch"),
    ):
        done = run(copied, *options)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
        assert words in done.stderr
    assert current(copied.index) == before


def test_without_the_extra_the_command_says_what_to_install(copied: IndexSettings) -> None:
    code = "import sys; sys.modules['ray'] = None; from indexer.cli import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--index", str(copied.index), "--engine", "ray"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2
    assert "pip install 'cited[ray]'" in done.stderr
