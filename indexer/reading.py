"""Files to documents: finds the corpus folder's files, reads each by its format, and names those that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from indexer import glossary
from indexer.documents import DocumentError, checked
from indexer.manifest import file_sha256
from indexer.markdown import read_markdown
from indexer.plaintext import read_plain_text
from indexer.records import Document
from indexer.webpage import read_html

READERS: dict[str, Callable[[str, str], Document]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain_text,
    ".html": read_html,
    ".htm": read_html,
}

WINDOWS_PUNCTUATION = {0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97}


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that was not indexed, by its name within the corpus folder, and the reason."""

    name: str
    reason: str


def corpus_files(corpus: Path) -> dict[str, Path]:
    """All files of a corpus folder by relative name, in order; hidden files and the glossary are left out."""
    files = {
        path.relative_to(corpus): path
        for path in sorted(corpus.rglob("*"))
        if path.is_file() or (path.is_symlink() and not path.exists())
    }
    return {
        _printable(name.as_posix()): path
        for name, path in files.items()
        if name.as_posix() != glossary.FILE_NAME and not any(part.startswith(".") for part in name.parts)
    }


def _printable(name: str) -> str:
    """A file name as text; bytes in it that are no UTF-8 become question marks."""
    return name.encode("utf-8", errors="replace").decode("utf-8")


def file_state(path: Path) -> str:
    """SHA-256 of a file's content, or "unreadable": tells whether a file changed."""
    try:
        return file_sha256(path)
    except OSError:
        return "unreadable"


def read_file(path: Path, max_bytes: int) -> Document:
    """Read one file.

    Raises:
        DocumentError: the file is of no known type, unreadable, empty, binary or larger than ``max_bytes``, or its
            content is not what its type promises.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        message = f"files of type {path.suffix or '(none)'} are not read; known types: {', '.join(READERS)}"
        raise DocumentError(message)
    try:
        size = path.stat().st_size
        if size > max_bytes:
            message = f"{size:,} bytes are more than the limit of {max_bytes:,} (setting max_file_bytes)"
            raise DocumentError(message)
        content = path.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise DocumentError(message) from error
    return checked(reader(path.stem, decode(content)))


def decode(content: bytes) -> str:
    """Text of a file's bytes: UTF-8 where they are that, else by the encoding that ``charset-normalizer`` finds.

    UTF-8 with some broken bytes is read as UTF-8 without them: one bad byte must not turn all others into nonsense.

    Raises:
        DocumentError: the bytes are empty or are no text.
    """
    if not content.strip():
        message = "the file is empty"
        raise DocumentError(message)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_foreign(content)
    controls = sum(character < " " and character not in "\n\r\t\f\v" for character in text[:10_000])
    if controls * 100 > len(text[:10_000]):
        message = "the content is binary, not text"
        raise DocumentError(message)
    return text


def _decode_foreign(content: bytes) -> str:
    lenient = content.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    whole = sum(character > "\x7f" for character in lenient) - broken
    if whole > broken:
        return lenient.replace("\ufffd", "")
    odd = [byte for byte in content if byte > 0x7F]
    if sum(byte in WINDOWS_PUNCTUATION for byte in odd) * 2 > len(odd):
        # Too little for statistics: English with the curly quotes and dashes of Windows.
        return content.decode("cp1252", errors="ignore")
    best = charset_normalizer.from_bytes(content).best()
    if best is None:
        message = "the content is binary, or text in no encoding that could be recognised; save it as UTF-8"
        raise DocumentError(message)
    return str(best)
