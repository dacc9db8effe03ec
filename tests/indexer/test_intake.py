"""A folder as people have it: each format, each kind of bad file, archives; built, changed and built again."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import build_index, delete_document, is_stale, put_document
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.report import BuildReport
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.files import (
    SHIPS,
    docx_file,
    drawn_pdf,
    encrypted_office,
    encrypted_zip,
    epub_file,
    grid,
    lines,
    many_pages,
    paragraph,
    pdf,
    pptx_file,
    scanned_pdf,
    zip_file,
)
from tests.indexer.samples import BEES

LEDGER = pdf([paragraph("The ledger lies in the tower."), grid(SHIPS)])


@pytest.fixture
def folder(tmp_path: Path) -> IndexSettings:
    (tmp_path / "corpus").mkdir()
    return IndexSettings(corpus=tmp_path / "corpus", index=tmp_path / "index", max_pages=40, max_file_bytes=2_000_000)


def put(settings: IndexSettings, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = settings.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def problems(report: BuildReport) -> dict[str, str]:
    return {problem.name: problem.reason for problem in report.problems}


def test_what_can_be_read_is_indexed_and_the_rest_is_named(folder: IndexSettings, embedder: Embedder) -> None:
    put(
        folder,
        {
            "note.md": b"# Note\n\nA note is here.",
            "plain.txt": b"Plain text is here.",
            "page.html": BEES.encode(),
            "ledger.pdf": LEDGER,
            "Letter (final).docx": docx_file(lambda document: document.add_paragraph("A letter is here.")),
            "talk.pptx": pptx_file(),
            "book.epub": epub_file({"a.xhtml": "<p>A book is here.</p>"}),
            "more.zip": zip_file({
                "one.txt": b"One is here.", "sub/two.pdf": drawn_pdf(lines(["Two is here."])), "bad.pdf": b"%PDF-1.4",
                "inner.zip": zip_file({"three.md": b"Three is here."}), "picture.png": b"\x89PNG",
            }),
            "named wrongly.pdf": BEES.replace("Bees", "Wasps").encode(),
            "an archive.txt": zip_file({"four.txt": b"Four is here."}),
            "secret.pdf": pdf([paragraph("Secret.")], password="k"),
            "scan.pdf": scanned_pdf(),
            "broken.pdf": LEDGER[:300],
            "secret.docx": encrypted_office(),
            "broken.docx": docx_file(lambda _: None)[:5000],
            "locked.zip": encrypted_zip("five.txt"),
            "bomb.zip": zip_file({"zeros.txt": bytes(40_000_000)}),
            "bomb.docx": zip_file({"word/document.xml": bytes(40_000_000)}),
            "long.pdf": many_pages(41),
            "large.txt": b"word " * 500_000,
            "empty.pdf": b"",
            "song.mp3": b"ID3",
            "nothing.zip": zip_file({}),
        },
    )  # fmt: skip
    report = build_index(folder, embedder)
    snapshot = Snapshot.open(folder.index, embedder)
    assert sorted(snapshot.documents) == [
        "Letter -final", "an archive-four", "book", "ledger", "more-inner-three", "more-one", "more-sub-two",
        "named wrongly", "note", "page", "plain", "talk",
    ]  # fmt: skip
    reasons = {
        "more.zip/bad.pdf": "broken: a PDF that cannot be opened",
        "more.zip/picture.png": "files of type .png are not read",
        "secret.pdf": "protected by a password",
        "scan.pdf": "no text, only pictures",
        "broken.pdf": "broken",
        "secret.docx": "protected by a password",
        "broken.docx": "a Word document that cannot be opened",
        "locked.zip/five.txt": "protected by a password",
        "bomb.zip": "zip bomb",
        "bomb.docx": "zip bomb",
        "long.pdf": "41 pages are more than the limit of 40",
        "large.txt": "2,500,000 bytes are more than the limit of 2,000,000",
        "empty.pdf": "empty",
        "song.mp3": "files of type .mp3 are not read",
        "nothing.zip": "holds no files",
    }
    found = problems(report)
    assert found.keys() == reasons.keys()
    for name, reason in reasons.items():
        assert reason in found[name], name
    ledger, talk = snapshot.documents["ledger"], snapshot.documents["talk"]
    assert "Borealis — Length: 53 m; Crew: 19." in ledger.text
    assert ledger.pages == (0,)
    assert len(talk.pages) == 4
    assert is_stale(folder, embedder) is None


def test_pages_are_stored_and_stay_through_every_change(folder: IndexSettings, embedder: Embedder) -> None:
    put(folder, {"long.pdf": many_pages(5), "note.txt": b"A note is here."})
    build_index(folder, embedder)
    before = Snapshot.open(folder.index, embedder).documents["long"]
    assert len(before.pages) == 5
    put_document(folder.index, embedder, Document("new", "New words are here.", ""), folder)
    delete_document(folder.index, embedder, "note", folder)
    (folder.corpus / "other.txt").write_text("Other words.", encoding="utf-8")
    build_index(folder, embedder)
    assert Snapshot.open(folder.index, embedder).documents["long"] == before
    assert [before.page_at(before.text.index(f"on page {page}.")) for page in range(1, 6)] == [1, 2, 3, 4, 5]


def test_pages_count_in_the_digest(folder: IndexSettings, embedder: Embedder) -> None:
    text = "One is here. Two is here."
    first = put_document(folder.index, embedder, Document("a", text, "", pages=(0,)), folder)
    second = put_document(folder.index, embedder, Document("a", text, "", pages=(0, 13)), folder)
    assert first.snapshot != second.snapshot


def test_an_archive_that_has_not_changed_is_not_read_again(folder: IndexSettings, embedder: Embedder) -> None:
    archive = {"one.txt": b"One is here.", "two.txt": b"Two is here."}
    put(folder, {"a.zip": zip_file(archive)})
    build_index(folder, embedder)
    assert not build_index(folder, embedder).changed
    delete_document(folder.index, embedder, "a-one", folder)
    put_document(folder.index, embedder, Document("a-two", "Two was written anew.", ""), folder)
    put(folder, {"a.zip": zip_file({**archive, "three.txt": b"Three is here."})})
    assert "a.zip" in str(is_stale(folder, embedder))
    build_index(folder, embedder)
    documents = Snapshot.open(folder.index, embedder).documents
    # What was deleted and written over the API stands, since those members have not changed.
    assert sorted(documents) == ["a-three", "a-two"]
    assert documents["a-two"].text == "Two was written anew."
    put(folder, {"a.zip": zip_file({"two.txt": b"Two is new.", "three.txt": b"Three is here."})})
    build_index(folder, embedder)
    documents = Snapshot.open(folder.index, embedder).documents
    assert {name: document.text for name, document in documents.items()} == {
        "a-three": "Three is here.", "a-two": "Two is new.",
    }  # fmt: skip
    (folder.corpus / "a.zip").unlink()
    put(folder, {"b.txt": b"B is here."})
    build_index(folder, embedder)
    assert list(Snapshot.open(folder.index, embedder).documents) == ["b"]


def test_two_files_of_one_id_are_named(folder: IndexSettings, embedder: Embedder) -> None:
    put(folder, {
        "a-b.txt": b"First is here.", "a.zip": zip_file({"b.txt": b"Second is here.", "c.txt": b"C is here."}),
        "a-b.pdf": LEDGER,
    })  # fmt: skip
    report = build_index(folder, embedder)
    assert problems(report) == {
        "a-b.txt": "its document id 'a-b' is already that of a-b.pdf",
        "a.zip/b.txt": "its document id 'a-b' is already that of a-b.pdf",
    }
    (folder.corpus / "a-b.pdf").unlink()
    (folder.corpus / "a-b.txt").unlink()
    assert problems(build_index(folder, embedder)) == {}
    assert Snapshot.open(folder.index, embedder).documents["a-b"].text == "Second is here."
