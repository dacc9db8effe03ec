"""Taking in a corpus folder: which files are read and which stand as they were, several files at a time."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.converting import Converter
from indexer.cut import Cut
from indexer.documents import DocumentError
from indexer.manifest import CorpusFile
from indexer.reading import Source, corpus_files, file_state, open_file, read_source
from indexer.records import Document
from indexer.settings import IndexSettings

if TYPE_CHECKING:
    from indexer.engine import Engine

# Files that are being read or wait for it, for each thread that reads.
AHEAD = 4


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file or a member of an archive.

    ``fresh`` is the document where it was read now, ``cut`` its sentences and chunks where it was cut at once.
    """

    name: str
    file: CorpusFile
    fresh: Document | None = None
    cut: Cut | None = None


def take_in(
    settings: IndexSettings,
    recorded: Mapping[str, CorpusFile],
    stands: Callable[[CorpusFile], bool],
    engine: Engine | None = None,
) -> Iterator[TakenIn]:
    """All files of the corpus folder, in order.

    Args:
        settings: where the folder lies, and the limits of reading.
        recorded: what became of each file at the last folder build.
        stands: whether the document of a file that has not changed need not be read again.
        engine: reads the files in place of this process's threads.
    """
    jobs = _jobs(settings, _Record(recorded, stands))
    if engine is not None:
        yield from engine.read(jobs)
        return
    # The converter is closed first, also when the build is interrupted: the threads then have nothing to wait for.
    with ThreadPoolExecutor(settings.threads) as pool, Converter(settings) as converter:
        yield from _in_order(jobs, lambda source: pool.submit(taken_in, source, converter), AHEAD * settings.threads)


class _Record:
    """What is known from the last folder build."""

    def __init__(self, files: Mapping[str, CorpusFile], stands: Callable[[CorpusFile], bool]) -> None:
        self._files = files
        self._stands = stands
        self._members: defaultdict[str, list[TakenIn]] = defaultdict(list)
        for name, file in files.items():
            if file.archive is not None:
                self._members[file.archive].append(TakenIn(name, file))

    def of_file(self, name: str, sha256: str, archive: str | None = None) -> TakenIn | None:
        """A file's or member's entry, if it need not be read again."""
        file = self._files.get(name)
        if file is None or (file.sha256, file.archive) != (sha256, archive) or file.document_id is None:
            return None
        return TakenIn(name, file) if self._stands(file) else None

    def of_archive(self, name: str, sha256: str) -> list[TakenIn]:
        """An archive's entry and those of its members, if none of them need be read again; else nothing."""
        members = self._members.get(name, [])
        if not members or self._files[name].sha256 != sha256:
            return []
        whole = all(member.file.document_id and self._stands(member.file) for member in members)
        return [TakenIn(name, self._files[name]), *members] if whole else []


def _jobs(settings: IndexSettings, record: _Record) -> Iterator[TakenIn | Source]:
    """Each file of the folder as it was, or what is to be read of it."""
    for name, path in corpus_files(settings.corpus).items():
        sha256 = file_state(path)
        known = record.of_file(name, sha256)
        if known is not None:
            yield known
            continue
        entries = record.of_archive(name, sha256)
        if entries:
            yield from entries
            continue
        for position, source in enumerate(open_file(name, path, sha256, settings.max_file_bytes)):
            if source.archive is not None and position == 0:
                yield TakenIn(name, CorpusFile(sha256=sha256))
            yield record.of_file(source.name, source.sha256, source.archive) or source


def taken_in(source: Source, converter: Converter) -> TakenIn:
    """What becomes of a file or member when it is read."""
    try:
        fresh = read_source(source, converter)
    except DocumentError as error:
        return TakenIn(source.name, CorpusFile(sha256=source.sha256, archive=source.archive, problem=str(error)))
    file = CorpusFile(sha256=source.sha256, archive=source.archive, document_id=fresh.id)
    return TakenIn(source.name, file, fresh)


def _in_order(
    jobs: Iterator[TakenIn | Source], submit: Callable[[Source], Future[TakenIn]], ahead: int
) -> Iterator[TakenIn]:
    """Have the sources read, some ahead of what is asked for, and give everything in the order in which it came."""
    waiting: deque[TakenIn | Future[TakenIn]] = deque()
    try:
        for job in jobs:
            waiting.append(job if isinstance(job, TakenIn) else submit(job))
            if len(waiting) > ahead:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        for left in waiting:
            if isinstance(left, Future):
                left.cancel()


def _result(job: TakenIn | Future[TakenIn]) -> TakenIn:
    return job if isinstance(job, TakenIn) else job.result()
