from __future__ import annotations

import docx
import pytest

from indexer.documents import DocumentError
from indexer.formats.kinds import SUFFIXES, Kind, binary_kind, text_kind
from tests.indexer.files import docx_file, encrypted_office, epub_file, pptx_file, zip_file

BOOK = epub_file({"a.xhtml": "<p>One.</p>"})


def plain(document: docx.document.Document) -> None:
    document.add_paragraph("One.")


@pytest.mark.parametrize("promised", sorted(set(SUFFIXES.values())))
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (docx_file(plain), "docx"),
        (pptx_file(), "pptx"),
        (BOOK, "epub"),
        (b"%PDF-1.4 ...", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4 ...", "pdf"),
        (b"Some text.", None),
        (b"", None),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: Kind | None, promised: Kind) -> None:
    assert binary_kind(content, promised) == kind


def test_other_zip_files_are_archives() -> None:
    assert binary_kind(zip_file({"a.txt": b"One."}), "text") == "zip"
    with pytest.raises(DocumentError, match="not that of a Word document"):
        binary_kind(zip_file({"a.txt": b"One."}), "docx")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (encrypted_office(), "protected by a password"),
        (zip_file({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "office file of a kind"),
        (zip_file({"mimetype": b"application/vnd.oasis.opendocument.text"}), "office file of a kind"),
        (docx_file(plain)[:1000], "cannot be opened"),
        (zip_file({"word/document.xml": bytes(30_000_000)}), "zip bomb"),
    ],
)
def test_what_is_not_read_is_named(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        binary_kind(content, "docx")


@pytest.mark.parametrize(
    ("text", "promised", "kind"),
    [
        ("<!DOCTYPE html><p>One.", "text", "html"),
        ("<?xml version='1.0'?>\n<!-- x -->\n<html lang='en'>", "pdf", "html"),
        ("<p>A piece of a page.</p>", "html", "html"),
        ("No tags, 1 < 2.", "html", "text"),
        ("<div>One</div>\n# Two", "markdown", "markdown"),
        ("<p>Tags are shown.</p>", "text", "text"),
        ("Words.", "epub", "text"),
    ],
)
def test_texts_are_told_apart(text: str, promised: Kind, kind: Kind) -> None:
    assert text_kind(text, promised) == kind
