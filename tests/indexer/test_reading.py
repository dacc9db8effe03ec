from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.documents import DocumentError
from indexer.reading import corpus_files, decode, read_file
from tests.indexer.samples import write_corpus


def test_each_type_is_read(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    found = {name: read_file(path, 10_000).id for name, path in corpus_files(corpus).items()}
    assert found == {"bees.html": "bees", "bread.txt": "bread", "tides.md": "tides"}


def test_folders_are_searched_and_hidden_files_and_the_glossary_left_out(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "deep" / "er").mkdir(parents=True)
    (corpus / "deep" / "er" / "x.txt").write_text("X.")
    (corpus / ".hidden").mkdir()
    (corpus / ".hidden" / "y.txt").write_text("Y.")
    assert list(corpus_files(corpus)) == ["bees.html", "bread.txt", "deep/er/x.txt", "tides.md"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Größe 智界 “q”".encode(), "Größe 智界 “q”"),
        (b"\xef\xbb\xbfWith a mark.", "With a mark."),
        (b"It costs 150,000 - yuan, he said. " * 20 + b"\x93quoted\x94 by him", "“quoted” by him"),
        ("价格为十五万元。It sells.".encode() + b"\xff Yes.", "价格为十五万元。It sells. Yes."),
        (("价格为十五万元，很多人都想买这款新车。" * 10).encode("gb18030"), "价格为十五万元"),
        ("Der Käufer zahlte für die Größe der schönen Tür über Gebühr. ".encode("cp1252") * 5, "Käufer zahlte für"),
        ("Plain words in UTF-16, with a mark.".encode("utf-16"), "Plain words in UTF-16"),
    ],
)
def test_odd_bytes_are_decoded(content: bytes, expected: str) -> None:
    assert expected in decode(content)
    assert "\ufffd" not in decode(content)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.md", b" \n\n ", "empty"),
        ("front.md", b"---\ntitle: T\n---\n", "no words"),
        ("numbers.txt", b"558\n01\n", "no words"),
        ("binary.txt", bytes(range(256)) * 20, "binary"),
        ("zeros.md", b"ab\0\0\0" * 50, "binary"),
        ("huge.txt", b"word " * 500, "2,500 bytes"),
        ("picture.png", b"\x89PNG", "type .png"),
        ("noext", b"text", "known types"),
        ("bad.md", b"---\ntitle: [\n---\nText.", "YAML"),
        ("page.html", b"<html></html>", "no main text"),
        ("bad id?.txt", b"Text is here.", "no document id"),
    ],
)
def test_what_cannot_be_indexed_is_refused_with_the_reason(
    name: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=reason):
        read_file(tmp_path / name, 2_000 if name == "huge.txt" else 10_000)


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(DocumentError, match="cannot be read"):
        read_file(tmp_path / "gone.txt", 10)


def test_files_that_lead_nowhere_or_have_odd_names_are_listed(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.txt")).write_text("Text is here.", encoding="utf-8")
    files = corpus_files(tmp_path)
    assert list(files) == ["gone.txt", "odd?.txt"]
    with pytest.raises(DocumentError, match="no document id"):
        read_file(files["odd?.txt"], 100)
