"""Word, PowerPoint and EPUB files, and the HTML that two of them are made of."""

from __future__ import annotations

from datetime import date

import docx
import pytest

from indexer.converting import Converter
from indexer.documents import DocumentError, checked
from indexer.formats.book import read_epub
from indexer.formats.markup import lines_of
from indexer.formats.slides import read_pptx
from indexer.formats.word import read_docx
from tests.indexer.files import SHIPS, add_docx_table, docx_file, epub_file, pptx_file, zip_file

SHIP_ROWS = [
    "Aurora — Length: 41 m; Crew: 12.",
    "Borealis — Length: 53 m; Crew: 19.",
    "Cassiopeia — Length: 38 m; Crew: 9.",
]


def report(document: docx.document.Document) -> None:
    document.add_heading("Lights of the bay", 0)
    document.add_heading("Keepers", 1)
    told = document.add_paragraph("The keeper lights ")
    told.add_run("the lamp").bold = True
    told.add_run(" at dusk.")
    document.add_paragraph("First lamp", style="List Bullet")
    document.add_paragraph("Second lamp", style="List Bullet")
    add_docx_table(document, SHIPS)
    document.add_paragraph("The ferry comes at nine.")


def test_word_files_keep_headings_lists_and_tables() -> None:
    document = read_docx("a", docx_file(report))
    assert document.text.split("\n\n") == [
        "# Lights of the bay", "# Keepers", "The keeper lights the lamp at dusk.", "- First lamp", "- Second lamp",
        *SHIP_ROWS, "The ferry comes at nine.",
    ]  # fmt: skip
    assert document.pages == ()
    assert checked(document).title == "Lights of the bay"
    assert read_docx("a", docx_file(report, "The Yearbook")).title == "The Yearbook"


def test_slides_are_pages() -> None:
    document = checked(read_pptx("a", pptx_file(), 10))
    assert document.text.split("\n\n") == [
        "# Tides of the bay", "- Spring tides come at new moon", "- Neap tides come a week later",
        "Notes: The ferry waits for the spring tide.", "# Ships", *SHIP_ROWS, "Oslo — Berths: 40.",
        "Bergen — Berths: 22.",
        "Berths are counted in spring.",
    ]  # fmt: skip
    places = ["Tides", "Notes", "Ships", "Borealis", "Oslo", "counted"]
    assert [document.page_at(document.text.index(place)) for place in places] == [1, 1, 3, 3, 4, 4]
    assert len(document.pages) == 4
    with pytest.raises(DocumentError, match="4 slides are more than the limit of 3"):
        read_pptx("a", pptx_file(), 3)


def test_books_are_read_in_the_order_of_their_spine() -> None:
    chapters = {
        "z.xhtml": "<h1>One</h1><p>The keeper of the light writes each morning about ships.</p>",
        "a.xhtml": "<h1>Two</h1><p>A storm comes<sup><a href='#n1'>1</a></sup>.</p>",
    }
    document = read_epub("a", epub_file(chapters))
    assert document.text == (
        "# One\n\nThe keeper of the light writes each morning about ships.\n\n# Two\n\nA storm comes."
    )
    assert (document.title, document.publisher, document.published) == (
        "The Keeper's Book",
        "Bay Press",
        date(1911, 5, 4),
    )
    assert document.language == "en-GB"
    assert read_epub("a", epub_file(chapters, language="und")).language == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (epub_file({"a.xhtml": "<p>One.</p>"}, encryption="http://www.w3.org/2001/04/xmlenc#aes128-cbc"), "DRM"),
        (epub_file({"a.xhtml": "<img src='a.png'/>"}), "no text"),
        (zip_file({"mimetype": b"application/epub+zip"}), "broken: an EPUB book that cannot be read"),
        (zip_file({"META-INF/container.xml": b"<container>"}), "broken: an EPUB book"),
    ],
)
def test_books_that_cannot_be_read_say_why(content: bytes, reason: str, converter: Converter) -> None:
    with pytest.raises(DocumentError, match=reason):
        converter.convert("epub", "a", content)


def test_scrambled_fonts_are_no_protection() -> None:
    book = epub_file({"a.xhtml": "<p>One stands here.</p>"}, encryption="http://www.idpf.org/2008/embedding")
    assert read_epub("a", book).text == "One stands here."


def test_broken_office_files_say_so(converter: Converter) -> None:
    with pytest.raises(DocumentError, match="a Word document that cannot be read"):
        converter.convert("docx", "a", zip_file({"word/document.xml": b"<w:document"}))
    with pytest.raises(DocumentError, match="a PowerPoint file that cannot be read"):
        converter.convert("pptx", "a", zip_file({"ppt/presentation.xml": b"<p:presentation"}))
    with pytest.raises(DocumentError, match="no text"):
        converter.convert("docx", "a", docx_file(lambda _: None))


SPANNING = (
    "<table><caption>Ships</caption><tr><th>Port</th><th colspan=2>2024</th></tr>"
    "<tr><th></th><th>spring</th><th>autumn</th></tr><tr><td rowspan=2>Oslo</td><td>1</td><td>2</td></tr>"
    "<tr><td>3</td><td>4</td></tr></table>"
)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One <b>two</b>, <i>three</i>.</p><p>Four</p>", ["One two, three.", "Four"]),
        ("<div>loose <span>text</span><br>next<p>block</p>tail</div>", ["loose text next", "block", "tail"]),
        ("<h3>A <em>b</em></h3>", ["### A b"]),
        ("<ol><li>one</li><li>two<ul><li>deep</li></ul></li></ol>", ["1. one", "2. two", "- deep"]),
        ("<ul><li><p>one</p><p>more</p></li></ul>", ["- one", "more"]),
        ("<script>x()</script><style>y</style><nav>z</nav><p>kept</p>", ["kept"]),
        ("<!-- no --><p>a&amp;b &lt;c&gt;</p>", ["a&b <c>"]),
        (SPANNING, ["Ships", "Oslo — 2024 spring: 1; 2024 autumn: 2.", "Oslo — 2024 spring: 3; 2024 autumn: 4."]),
        ("<table><tr><td>A<table><tr><td>x</td><td>1</td></tr></table></td><td>B</td></tr></table>", ["A x: 1.: B."]),
        ("", []),
        ("<p> </p>", []),
        ("<div>" * 1000 + "deep" + "</div>" * 1000, []),
    ],
)
def test_html_becomes_lines(markup: str, expected: list[str]) -> None:
    assert lines_of(markup) == expected
