"""The kernel's page cache: files that will be searched are asked for before a question needs them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_WINDOW = 128 * 1024  # bytes that are asked for at once: of more, kernels read only the beginning
_SHARE = 0.5  # of the machine's memory, that is filled at most


def prefetch(paths: Iterable[Path]) -> int:
    """Have files read into the cache, the first ones first, as many as leave half of the memory to others.

    What is there already is not read again. Gives how many bytes are there then; 0 where the system cannot be asked.

    Raises:
        OSError: a file cannot be opened.
    """
    if not hasattr(os, "posix_fadvise"):
        return 0
    left = int(_SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    asked = 0
    for path in paths:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if asked + size > left:
                break
            for start in range(0, size, _WINDOW):
                os.posix_fadvise(file.fileno(), start, _WINDOW, os.POSIX_FADV_WILLNEED)
                os.pread(file.fileno(), 1, min(start + _WINDOW, size) - 1)  # waits for it: questions read meanwhile
            asked += size
    return asked
