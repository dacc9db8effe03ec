"""Zip files: their members one by one, within limits that hold whatever the archive says of itself."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from indexer.documents import DocumentError

MAX_MEMBERS = 20_000
MAX_DEPTH = 3
MAX_EXPANDED_BYTES = 2_000_000_000
MAX_RATIO = 200
# Below this size a high ratio does no harm: small files of repeated words compress well.
RATIO_COUNTS_FROM_BYTES = 20_000_000

ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its path there (through archives in it, if any), and its bytes or why it has none."""

    name: str
    content: bytes = b""
    problem: str | None = None


def check_expansion(archive: zipfile.ZipFile, already: int = 0) -> int:
    """How many bytes an archive expands to, ``already`` included.

    Raises:
        DocumentError: it has too many members, or would expand to too much, in total or for its size.
    """
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        message = f"it holds {len(infos):,} files, more than the limit of {MAX_MEMBERS:,}"
        raise DocumentError(message)
    expanded, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if already + expanded > MAX_EXPANDED_BYTES:
        message = f"it expands to more than {MAX_EXPANDED_BYTES:,} bytes (a zip bomb?)"
        raise DocumentError(message)
    if expanded > RATIO_COUNTS_FROM_BYTES and expanded > MAX_RATIO * packed:
        message = f"it expands to {expanded:,} bytes, more than {MAX_RATIO} times its size (a zip bomb?)"
        raise DocumentError(message)
    return already + expanded


def too_large(size: int, limit: int) -> str:
    """The problem of a file with more bytes than are read."""
    return f"{size:,} bytes are more than the limit of {limit:,} (setting max_file_bytes)"


def members(archive: Path | bytes, max_bytes: int) -> Iterator[Member]:
    """The files of an archive and of the archives in it, in the archive's order; hidden ones are left out.

    A member that cannot be taken out, or is an archive too deep or unsafe, comes with the problem instead.

    Raises:
        DocumentError: it cannot be opened, or expands to more than is safe.
    """
    yield from _Opener(max_bytes).members(archive, "", 1)


class _Opener:
    """Opens an archive and those in it, with one count of members and bytes for all of them."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._members = 0
        self._expanded = 0

    def members(self, archive: Path | bytes, prefix: str, depth: int) -> Iterator[Member]:
        try:
            with zipfile.ZipFile(io.BytesIO(archive) if isinstance(archive, bytes) else archive) as opened:
                self._expanded = check_expansion(opened, self._expanded)
                for info in opened.infolist():
                    path = PurePosixPath(info.filename.replace("\\", "/"))
                    if not info.is_dir() and not _is_hidden(path):
                        yield from self._member(opened, info, f"{prefix}{path}", depth)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, UnicodeError) as error:
            message = f"it is broken: a zip file that cannot be opened ({error})"
            raise DocumentError(message) from error

    def _member(self, opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, depth: int) -> Iterator[Member]:
        self._members += 1
        if self._members > MAX_MEMBERS:
            message = f"it holds more than {MAX_MEMBERS:,} files"
            raise DocumentError(message)
        if info.flag_bits & ENCRYPTED_FLAG:
            yield Member(name, problem="it is protected by a password; pack it without one")
            return
        if info.file_size > self._max_bytes:
            yield Member(name, problem=too_large(info.file_size, self._max_bytes))
            return
        try:
            content = opened.read(info)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            yield Member(name, problem=f"it cannot be taken out of the archive: {error}")
            return
        if PurePosixPath(name).suffix.lower() != ".zip":
            yield Member(name, content)
        elif depth == MAX_DEPTH:
            yield Member(name, problem=f"archives within archives are opened {MAX_DEPTH} deep, not deeper")
        else:
            try:
                yield from self.members(content, f"{name}/", depth + 1)
            except DocumentError as error:
                yield Member(name, problem=str(error))


def _is_hidden(path: PurePosixPath) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
