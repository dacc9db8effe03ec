"""Files to documents: finds the corpus folder's files, reads each by its format, and names those that cannot be."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import charset_normalizer

from indexer import glossary
from indexer.converting import Converter
from indexer.documents import DocumentError, checked
from indexer.formats import archives, kinds
from indexer.formats.kinds import Kind
from indexer.manifest import file_sha256
from indexer.markdown import read_markdown
from indexer.plaintext import read_plain_text
from indexer.records import Document

WINDOWS_PUNCTUATION = {0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97}
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that was not indexed, by its name within the corpus folder, and the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes that a document is read from: a file's, or those of a member of an archive.

    Attributes:
        name: the file's name within the corpus folder; for a member the archive's, a slash, and its path in it.
        sha256: of the bytes, in hexadecimal.
        content: the bytes; empty where there is a problem.
        archive: the name of the archive that it is a member of.
        problem: why it cannot be read.
    """

    name: str
    sha256: str
    content: bytes = b""
    archive: str | None = None
    problem: str | None = None


def corpus_files(corpus: Path) -> dict[str, Path]:
    """All files of a corpus folder by relative name, in order; hidden files and the glossary are left out."""
    files = {
        path.relative_to(corpus): path
        for path in sorted(corpus.rglob("*"))
        if path.is_file() or (path.is_symlink() and not path.exists())
    }
    return {_printable(name.as_posix()): path for name, path in files.items() if is_corpus_file(name)}


def is_corpus_file(name: Path) -> bool:
    """Whether a file of this name within the corpus folder counts as one of its documents' files."""
    return name.as_posix() != glossary.FILE_NAME and not any(part.startswith(".") for part in name.parts)


def _printable(name: str) -> str:
    """A file name as text; bytes in it that are no UTF-8 become question marks."""
    return name.encode("utf-8", errors="replace").decode("utf-8")


def file_state(path: Path) -> str:
    """SHA-256 of a file's content, or "unreadable": tells whether a file changed."""
    try:
        return file_sha256(path)
    except OSError:
        return "unreadable"


def open_file(name: str, path: Path, sha256: str, max_bytes: int) -> Iterator[Source]:
    """What a file holds to be read: itself, or, of a zip file, its members.

    A zip file that cannot be opened, or holds no file, gives itself with the problem.
    """
    try:
        promised = _promised(path.suffix)
        with path.open("rb") as file:
            is_container = kinds.is_zip(file.read(4))
        if is_container and kinds.zip_kind(path, promised) == "zip":
            yield from _members(name, path, sha256, max_bytes)
            return
        size = path.stat().st_size
        if size > max_bytes:
            yield Source(name, sha256, problem=archives.too_large(size, max_bytes))
        else:
            yield Source(name, sha256, path.read_bytes())
    except DocumentError as error:
        yield Source(name, sha256, problem=str(error))
    except OSError as error:
        yield Source(name, sha256, problem=f"cannot be read: {error.strerror}")


def _members(name: str, path: Path, sha256: str, max_bytes: int) -> Iterator[Source]:
    found = False
    for member in archives.members(path, max_bytes):
        found = True
        digest = hashlib.sha256(member.content).hexdigest()
        yield Source(_printable(f"{name}/{member.name}"), digest, member.content, name, member.problem)
    if not found:
        yield Source(name, sha256, problem="the zip file holds no files")


def read_source(source: Source, converter: Converter) -> Document:
    """The document in a source, under an id that follows from its name.

    Raises:
        DocumentError: it is of no known type, empty, broken, protected or too large; the message is the reason.
    """
    if source.problem is not None:
        raise DocumentError(source.problem)
    name = PurePosixPath(source.name)
    if source.archive is None:
        stem = name.stem
    else:
        # A member's id is made of the archive's name and its path in it: names in archives repeat.
        inner = name.relative_to(source.archive).with_suffix("").parts
        stem = "-".join([PurePosixPath(source.archive).stem, *(part.removesuffix(".zip") for part in inner)])
    return read_bytes(id_of(stem), source.content, _promised(name.suffix), converter)


def read_bytes(document_id: str, content: bytes, promised: Kind, converter: Converter) -> Document:
    """The document in a file's bytes; they decide what format it is where they are not what was promised.

    Text and Markdown are read here, all else by the converter.

    Raises:
        DocumentError: as `read_source`.
    """
    kind = kinds.binary_kind(content, promised)
    if kind == "zip":
        message = "it is a zip file, which holds documents but is none"
        raise DocumentError(message)
    if kind is not None:
        return checked(converter.convert(kind, document_id, content))
    try:
        text = decode(content)
    except DocumentError:
        if content.strip() and promised in kinds.BINARY:
            raise kinds.not_as_promised(promised) from None
        raise
    match kinds.text_kind(text, promised):
        case "html":
            return checked(converter.convert("html", document_id, text.encode()))
        case "markdown":
            return checked(read_markdown(document_id, text))
        case _:
            return checked(read_plain_text(document_id, text))


def id_of(stem: str) -> str:
    """A document id from a file's stem: what an id may not hold becomes a hyphen."""
    usable = re.sub(r"[^\w.\- ]+", "-", stem).lstrip(" .-").rstrip(" -.")
    return usable[:LONGEST_ID].rstrip(" -.") or stem


def _promised(suffix: str) -> Kind:
    kind = kinds.SUFFIXES.get(suffix.lower())
    if kind is None:
        message = f"files of type {suffix or '(none)'} are not read; known types: {', '.join(kinds.SUFFIXES)}"
        raise DocumentError(message)
    return kind


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
