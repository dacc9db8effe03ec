"""EPUB books to documents: the chapters in the order in which they are read."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from datetime import date
from urllib.parse import unquote

from lxml.etree import QName
from lxml.etree import _Element as Element

from indexer.documents import DocumentError
from indexer.formats.markup import lines_of
from indexer.formats.xml import parse_xml
from indexer.records import Document

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
# Fonts may be scrambled in a book that is otherwise open.
FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
CHAPTER_TYPES = {"application/xhtml+xml", "text/html"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_epub(stem: str, content: bytes) -> Document:
    """Read an EPUB book; its title, publisher, date and language are those that it states.

    Raises:
        DocumentError: it is protected or holds no text. A broken file may raise anything.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        if _is_protected(container):
            message = "it is protected against copying (DRM)"
            raise DocumentError(message)
        package_path = _package_path(container)
        package = parse_xml(container.read(package_path))
        lines = [line for name in _chapters(package, package_path) for line in _chapter(container, name)]
    if not lines:
        message = "it holds no text"
        raise DocumentError(message)
    language = _stated(package, "language")
    return Document(
        stem,
        "\n\n".join(lines),
        _stated(package, "title"),
        publisher=_stated(package, "publisher") or None,
        published=_date(_stated(package, "date")),
        language=language if LANGUAGE.fullmatch(language) and language.lower() != "und" else "",
    )


def _is_protected(container: zipfile.ZipFile) -> bool:
    if ENCRYPTION not in container.namelist():
        return False
    methods = [
        element.get("Algorithm", "")
        for element in parse_xml(container.read(ENCRYPTION)).iter()
        if _is(element, "EncryptionMethod")
    ]
    return any(method not in FONT_SCRAMBLING for method in methods)


def _package_path(container: zipfile.ZipFile) -> str:
    for element in parse_xml(container.read(CONTAINER)).iter():
        if _is(element, "rootfile"):
            return str(element.get("full-path", ""))
    message = "it names no package"
    raise KeyError(message)


def _is(element: Element, name: str) -> bool:
    """Whether it has a name, in whatever namespace; comments have none."""
    return isinstance(element.tag, str) and QName(element).localname == name


def _chapters(package: Element, package_path: str) -> list[str]:
    """The files of the chapters in reading order; what the book marks as beside that order is left out."""
    folder = posixpath.dirname(package_path)
    files = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in package.iter()
        if _is(item, "item")
        and item.get("media-type") in CHAPTER_TYPES
        and "nav" not in item.get("properties", "").split()
    }
    spine = [item for item in package.iter() if _is(item, "itemref") and item.get("linear") != "no"]
    return [files[item.get("idref")] for item in spine if item.get("idref") in files]


def _chapter(container: zipfile.ZipFile, name: str) -> list[str]:
    try:
        content = container.read(name)
    except KeyError:
        return []
    return lines_of(content)


def _stated(package: Element, name: str) -> str:
    return " ".join((package.findtext(f".//{DUBLIN_CORE}{name}") or "").split())


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
