from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from indexer.page_cache import prefetch

pytestmark = pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="the system cannot be asked")


def resident(path: Path) -> bool:
    """Whether a byte of each 64 KB of a file is in the cache."""
    with path.open("rb") as file:
        for start in range(0, path.stat().st_size, 64 * 1024):
            try:
                os.preadv(file.fileno(), [bytearray(1)], start, os.RWF_NOWAIT)
            except BlockingIOError:
                return False
    return True


def test_files_are_read_whole_into_the_cache(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(os.urandom(30_000_000))  # more than a kernel reads ahead
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if resident(file):
        pytest.skip("this file system keeps its files in memory")
    assert prefetch([file]) == 30_000_000
    deadline = time.monotonic() + 30
    while not resident(file):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_half_of_the_memory_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {"a": 100, "b": 1000, "c": 10_000}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(bytes(size))
    monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": 3, "SC_PAGE_SIZE": 1000}.__getitem__)
    assert prefetch(tmp_path / name for name in sizes) == 1100


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        prefetch([tmp_path / "missing"])
