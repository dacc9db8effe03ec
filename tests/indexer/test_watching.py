"""``cited index --watch``, in a process of its own, on a folder that people work in."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.checking import check
from indexer.embedding import Embedder
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.files import drawn_pdf, lines
from tests.indexer.samples import GLOSSARY

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 120


class Watching:
    """The process, and the lines that it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str) -> list[str]:
        """The lines up to the one with these words."""
        seen: list[str] = []
        deadline = time.monotonic() + WAIT_SECONDS
        while not seen or words not in seen[-1]:
            try:
                seen.append(self._lines.get(timeout=max(deadline - time.monotonic(), 0.01)))
            except queue.Empty:
                raise AssertionError("".join(seen)) from None
        return seen


@contextmanager
def watching(settings: IndexSettings) -> Iterator[Watching]:
    command = [sys.executable, "-m", "indexer", "--watch", "--corpus", settings.corpus, "--index", settings.index]
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Watching(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def documents(settings: IndexSettings, embedder: Embedder) -> set[str]:
    return set(Snapshot.open(settings.index, embedder).documents)


def test_it_follows_what_happens_in_the_folder(copied: IndexSettings, embedder: Embedder) -> None:
    with watching(copied) as watch:
        watch.until("Watching")
        (copied.corpus / "lamp.pdf").write_bytes(drawn_pdf(lines(["A keeper lights the lamp."])))
        told = watch.until("Indexed 4 documents")
        assert any("Changed: lamp.pdf" in line for line in told)
        assert documents(copied, embedder) == {"bees", "bread", "lamp", "tides"}

        (copied.corpus / "lamp.pdf").unlink()
        (copied.corpus / "deep").mkdir()
        (copied.corpus / "deep" / "oil.txt").write_text("Oil burns in the lamp.", encoding="utf-8")
        watch.until("Indexed 4 documents")
        assert documents(copied, embedder) == {"bees", "bread", "oil", "tides"}

        (copied.corpus / "bad.pdf").write_bytes(b"%PDF-1.4 no more")
        watch.until("Not indexed: bad.pdf: it is broken")

        (copied.corpus / "glossary.yaml").write_text("- canonical: [", encoding="utf-8")
        watch.until("glossary")
        (copied.corpus / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
        watch.until("4 documents")

        (copied.corpus / ".hidden.swp").write_text("x", encoding="utf-8")
        (copied.corpus / "bad.pdf").unlink()
        told = watch.until("4 documents")
        assert not any("hidden" in line for line in told)

        began = time.monotonic()
        watch.process.send_signal(signal.SIGINT)
        watch.until("Stopped.")
        assert watch.process.wait(30) == 0
        assert time.monotonic() - began < 10
    assert check(copied.index) == []


def test_the_folder_may_go_and_come_back(copied: IndexSettings, embedder: Embedder, tmp_path: Path) -> None:
    with watching(copied) as watch:
        watch.until("Watching")
        before = documents(copied, embedder)
        copied.corpus.rename(tmp_path / "elsewhere")
        watch.until("There is no corpus folder")
        assert documents(copied, embedder) == before
        shutil.copytree(tmp_path / "elsewhere", tmp_path / "prepared")
        (tmp_path / "prepared" / "oil.txt").write_text("Oil burns in the lamp.", encoding="utf-8")
        (tmp_path / "prepared").rename(copied.corpus)
        watch.until("Indexed 4 documents")
        assert documents(copied, embedder) == before | {"oil"}
        watch.process.send_signal(signal.SIGINT)
        assert watch.process.wait(30) == 0


def test_an_interrupt_in_the_middle_of_a_conversion_ends_it_at_once(copied: IndexSettings, embedder: Embedder) -> None:
    before = Snapshot.open(copied.index, embedder).id
    words = ["Many words stand on each line of this page. " * 2] * 55
    (copied.corpus / "long.pdf").write_bytes(drawn_pdf(*[lines(words)] * 1500))
    with watching(copied) as watch:
        deadline = time.monotonic() + WAIT_SECONDS
        while not _children(watch.process.pid):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        children = _children(watch.process.pid)
        watch.process.send_signal(signal.SIGINT)
        watch.until("Stopped.")
        assert watch.process.wait(30) == 0
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert Snapshot.open(copied.index, embedder).id == before


def _children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        threads = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for group in [found, *threads] for child in group]
