"""A writer that is killed at any moment leaves a whole index behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from indexer.build import delete_document
from indexer.checking import check
from indexer.embedding import Embedder
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot

CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link"}


def run_killed_at(step: int, settings: IndexSettings, embedder: Embedder) -> bool:
    """Delete a document in a child process that kills itself before its step-th change of the disk.

    Deleting embeds nothing, so that a forked child can do it. Returns whether the child was killed.
    """
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal seen
            opened = arguments[2] if event == "open" else 0
            if event in CHANGES or (isinstance(opened, int) and opened & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            delete_document(settings.index, embedder, "bread", settings)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child must not run on into the test session
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def test_killed_before_any_change_of_the_disk(copied: IndexSettings, embedder: Embedder, tmp_path: Path) -> None:
    shutil.copytree(copied.index, tmp_path / "before")
    old = Snapshot.open(copied.index, embedder).id
    seen: list[str] = []
    left: set[str] = set()
    step = 0
    while step < 500:
        step += 1
        killed = run_killed_at(step, copied, embedder)
        now = Snapshot.open(copied.index, embedder).id
        assert check(copied.index) == []
        seen.append(now)
        if now != old:
            # The change is in force although its writer may have died while cleaning.
            left = {path.name for path in copied.index.iterdir()}
            shutil.rmtree(copied.index)
            shutil.copytree(tmp_path / "before", copied.index)
        if not killed:
            break
    assert not killed
    assert step > 20
    assert seen[0] == old
    assert seen[-1] != old
    # Once the switch is made no later kill undoes it.
    first_new = next(i for i, snapshot in enumerate(seen) if snapshot != old)
    assert old not in seen[first_new:]
    assert left == {".lock", "CURRENT", old, seen[-1]}


def test_a_build_killed_from_outside_while_embedding(copied: IndexSettings, embedder: Embedder) -> None:
    old = Snapshot.open(copied.index, embedder)
    (copied.index / ".lock").unlink()
    for number in range(60):
        text = " ".join(f"Story {number} has a sentence with the number {part} in it." for part in range(10))
        (copied.corpus / f"story{number}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "indexer", "--corpus", str(copied.corpus), "--index", str(copied.index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        deadline = time.monotonic() + 120
        while not (copied.index / ".lock").exists():
            assert process.poll() is None, process.stdout and process.stdout.read()
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert Snapshot.open(copied.index, embedder).id == old.id
    assert check(copied.index) == []
    # The lock died with its holder: the next writer need not wait.
    delete_document(copied.index, embedder, "bread", copied)
    assert "bread" not in Snapshot.open(copied.index, embedder).documents
