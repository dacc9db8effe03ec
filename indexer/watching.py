"""Following a corpus folder: which of its files change, told when they have come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from watchfiles import Change, watch

from indexer import glossary
from indexer.reading import is_corpus_file

# A change is told when nothing has followed it for so long, and at the latest after the second time.
REST_MILLISECONDS = 400
LONGEST_MILLISECONDS = 5_000
LOOK_MILLISECONDS = 500


def changes(corpus: Path, index: Path, on_missing: Callable[[], None]) -> Iterator[list[str]]:
    """Names of files in a folder that were made, changed or removed, again and again; empty when all may have.

    The first one is empty: what happened before the folder was watched is not known.

    Args:
        corpus: the folder; it may go and come back.
        index: what changes in this folder does not count, should it lie within the other.
        on_missing: is called when the folder is not there, once each time that it goes.
    """
    base, own = corpus.absolute(), index.absolute()

    def counts(_: Change, changed: str) -> bool:
        path = Path(changed)
        if path.is_relative_to(own) or not path.is_relative_to(base):
            return False
        name = path.relative_to(base)
        return name.as_posix() == glossary.FILE_NAME or is_corpus_file(name)

    while True:
        if not corpus.is_dir():
            on_missing()
            while not corpus.is_dir():
                time.sleep(LOOK_MILLISECONDS / 1000)
        watched = corpus.stat().st_ino
        first = True
        for found in watch(
            base,
            watch_filter=counts,
            debounce=LONGEST_MILLISECONDS,
            step=REST_MILLISECONDS,
            rust_timeout=LOOK_MILLISECONDS,
            yield_on_timeout=True,
        ):
            if not corpus.is_dir() or corpus.stat().st_ino != watched:
                break
            if first:
                yield []
                first = False
            elif found:
                yield sorted({Path(changed).relative_to(base).as_posix() for _, changed in found})
