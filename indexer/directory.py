"""The index directory on disk: one folder a snapshot, a pointer to the current one, and a lock for writers.

    index/CURRENT            "<snapshot id> <SHA-256 of its manifest>"
    index/<snapshot id>/     immutable once it has this name
    index/.new-…/            being written; left over only when a writer was killed
    index/.lock              held by the one writer

A reader follows ``CURRENT``. A writer makes a folder beside the others, brings it to the disk, gives it its name, and
replaces ``CURRENT`` by one atomic rename: whenever it is killed, the pointer leads to a whole snapshot.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer import manifest

POINTER = "CURRENT"
LOCK = ".lock"
NEW_PREFIX = ".new-"
OLD_PREFIX = ".old-"
LOCK_WAIT_SECONDS = 30.0


class IndexBusyError(RuntimeError):
    """Another process is writing this index."""


def current(index: Path) -> tuple[str, str] | None:
    """Id of the current snapshot and the digest of its manifest; None when there is none.

    Raises:
        ValueError: the pointer file is not of the form that this program writes.
    """
    try:
        words = (index / POINTER).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        message = f"{index / POINTER} is damaged"
        raise ValueError(message) from error
    if len(words) != 2 or "/" in words[0] or words[0].startswith("."):
        message = f"{index / POINTER} is damaged"
        raise ValueError(message)
    return words[0], words[1]


def exists(index: Path) -> bool:
    """Whether the directory has a current snapshot, sound or not."""
    return (index / POINTER).exists()


@contextmanager
def writer_lock(index: Path, wait_seconds: float = LOCK_WAIT_SECONDS) -> Iterator[None]:
    """Hold the index for writing; the kernel frees it when the process dies.

    Raises:
        IndexBusyError: another writer holds it for longer than ``wait_seconds``.
    """
    index.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with (index / LOCK).open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    message = f"Another process is writing the index {index}; wait for it to finish and try again."
                    raise IndexBusyError(message) from error
                time.sleep(0.05)
        _remove_leftovers(index)
        yield


def clean(index: Path, keep: set[str]) -> None:
    """Remove all snapshots but those to keep; only under the lock.

    A process that still has an old snapshot open keeps it: mapped files outlive their names.
    """
    for path in index.iterdir():
        if path.name not in keep and (path / manifest.FILE_NAME).is_file():
            # Out of the way at once: a half-removed snapshot must not look like one.
            leftover = index / f"{OLD_PREFIX}{path.name}-{time.monotonic_ns()}"
            path.rename(leftover)
    _remove_leftovers(index)


def _remove_leftovers(index: Path) -> None:
    for path in index.iterdir():
        if path.name.startswith((NEW_PREFIX, OLD_PREFIX)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def new_folder(index: Path) -> Path:
    """An empty folder for a writer to fill; only under the lock."""
    folder = index / f"{NEW_PREFIX}{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir()
    return folder


def publish(index: Path, folder: Path, snapshot: str) -> None:
    """Bring a finished folder to the disk, name it, and make it current; only under the lock."""
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)
    target = index / snapshot
    if target.exists():
        # The same id with other bytes: a damaged snapshot that is being repaired.
        target.rename(index / f"{OLD_PREFIX}{snapshot}-{time.monotonic_ns()}")
    folder.rename(target)
    _sync(index)
    point_to(index, snapshot)


def point_to(index: Path, snapshot: str) -> None:
    """Make a snapshot current by one atomic rename; only under the lock."""
    pointer = index / f"{NEW_PREFIX}{POINTER}"
    pointer.write_text(f"{snapshot} {manifest.file_sha256(index / snapshot / manifest.FILE_NAME)}\n", encoding="ascii")
    _sync(pointer)
    pointer.replace(index / POINTER)
    _sync(index)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
