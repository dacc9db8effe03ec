from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.converting import Converter
from indexer.documents import DocumentError
from indexer.reading import corpus_files, decode, file_state, id_of, open_file, read_source
from indexer.records import Document
from tests.indexer.samples import BEES, write_corpus


def read(path: Path, converter: Converter, max_bytes: int = 1_000_000) -> list[Document]:
    return [read_source(source, converter) for source in open_file(path.name, path, file_state(path), max_bytes)]


def test_text_markdown_and_html_are_read(tmp_path: Path, converter: Converter) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    found = {name: [document.id for document in read(path, converter)] for name, path in corpus_files(corpus).items()}
    assert found == {"bees.html": ["bees"], "bread.txt": ["bread"], "tides.md": ["tides"]}


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
        ("«».txt", b"Text is here.", "no document id"),
        ("broken.pdf", b"%PDF-1.7 and no more", "a PDF that cannot be opened"),
        ("noise.pdf", bytes(range(256)) * 20, "not that of a PDF"),
        ("noise.docx", bytes(range(256)) * 20, "not that of a Word document"),
        ("cut.docx", b"PK\x03\x04 and no more", "a Word document that cannot be opened"),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument" * 99, "old Office version"),
        ("letter.txt", b"{\\rtf1\\ansi A letter.}", "rich text"),
    ],
)
def test_what_cannot_be_indexed_is_refused_with_the_reason(
    name: str, content: bytes, reason: str, tmp_path: Path, converter: Converter
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=reason):
        read(tmp_path / name, converter, 2_000 if name == "huge.txt" else 10_000)


def test_an_unreadable_file_is_refused(tmp_path: Path, converter: Converter) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(DocumentError, match="cannot be read"):
        read(tmp_path / "gone.txt", converter)


def test_files_that_lead_nowhere_or_have_odd_names_are_listed(tmp_path: Path, converter: Converter) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.txt")).write_text("Text is here.", encoding="utf-8")
    files = corpus_files(tmp_path)
    assert list(files) == ["gone.txt", "odd?.txt"]
    (source,) = open_file("odd?.txt", files["odd?.txt"], "", 100)
    assert read_source(source, converter).id == "odd"


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("report", "report"),
        ("Report (final) v2", "Report -final- v2"),
        ("R & D: plan?", "R - D- plan"),
        ("智界", "智界"),
        (".-x-.", "x"),
        ("a" * 300, "a" * 200),
        ("«»", "«»"),
    ],
)
def test_any_file_name_gives_an_id(stem: str, expected: str) -> None:
    assert id_of(stem) == expected


@pytest.mark.parametrize("name", ["page.txt", "page.pdf", "page.docx", "page.htm"])
def test_a_page_is_read_as_one_whatever_it_is_called(name: str, tmp_path: Path, converter: Converter) -> None:
    (tmp_path / name).write_text(BEES, encoding="utf-8")
    (document,) = read(tmp_path / name, converter)
    assert (document.id, document.title) == ("page", "Bees in Winter")
    assert "<p>" not in document.text


@pytest.mark.parametrize("name", ["note.pdf", "note.html", "note.epub"])
def test_plain_text_is_read_as_such_whatever_it_is_called(name: str, tmp_path: Path, converter: Converter) -> None:
    (tmp_path / name).write_text("A keeper lights the lamp at 5 < 6 o'clock.", encoding="utf-8")
    (document,) = read(tmp_path / name, converter)
    assert document.text == "A keeper lights the lamp at 5 < 6 o'clock."


def test_markdown_may_begin_with_html(tmp_path: Path, converter: Converter) -> None:
    (tmp_path / "readme.md").write_text("<p>Logo</p>\n\n# Lamp\n\nIt shines.", encoding="utf-8")
    assert read(tmp_path / "readme.md", converter)[0].text.endswith("# Lamp\n\nIt shines.")


def test_the_language_is_found_where_it_is_not_stated(tmp_path: Path, converter: Converter) -> None:
    german = "Der Leuchtturmwärter zündet jeden Abend die Lampe an, damit die Schiffe den Hafen finden."
    for name, text in {
        "de.txt": german,
        "de.md": f"# Leuchtturm\n\n{german}",
        "en.md": f"---\nlanguage: en\n---\n{german}",
        "zh.txt": "价格为十五万元，很多人都想买这款新车。",
        "short.txt": "Lux 4711.",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = {name: read(path, converter)[0].language for name, path in corpus_files(tmp_path).items()}
    assert found == {"de.txt": "de", "de.md": "de", "en.md": "en", "zh.txt": "zh", "short.txt": "en"}
