from __future__ import annotations

from datetime import date

import pytest

from indexer.documents import DocumentError
from indexer.markdown import read_markdown, readable_text
from tests.indexer.samples import TIDES


def test_front_matter_fields() -> None:
    document = read_markdown("stem", TIDES)
    assert (document.id, document.title, document.publisher) == ("tides", "How Tides Work", "Harbour Office")
    assert (document.published, document.language) == (date(2024, 3, 5), "en")
    assert (document.source, document.note, document.url) == ("leaflet", "first page only", None)
    assert document.text.startswith("The Moon raises")


def test_without_front_matter_the_stem_is_the_id() -> None:
    document = read_markdown("stem", "# Head\n\nText.")
    assert (document.id, document.title, document.text) == ("stem", "", "# Head\n\nText.")


def test_null_and_missing_dates_are_none_and_ids_stay_text() -> None:
    assert read_markdown("s", "---\npublished: null\nid: 7\n---\nText.").published is None
    assert read_markdown("s", "---\nid: 7\n---\nText.").id == "7"


def test_a_date_as_text_is_read() -> None:
    assert read_markdown("s", "---\npublished: '2024-03-05'\n---\nText.").published == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("front", "reason"),
    [("title: [", "YAML"), ("published: May 2024", "ISO date"), ("title: [a, b]", "'title'"), ("id: {a: 1}", "'id'")],
)
def test_faulty_front_matter_is_refused(front: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_markdown("s", f"---\n{front}\n---\nText.")


def test_inline_marks_go_and_block_marks_stay() -> None:
    body = (
        "Title\n=====\n\nA **bold** and *soft*\nlink [to here](http://x.example) and `code`.\n\n## Sub ##\n\n"
        "- one\n- two\n  1. deep\n\n3. three\n4. four\n\n> Quoted text.\n\n![A picture](p.png)\n\nx &amp; y  \nz\n"
    )
    assert readable_text(body) == (
        "# Title\n\nA bold and soft link to here and code.\n\n## Sub\n\n- one\n\n- two\n\n1. deep\n\n"
        "3. three\n\n4. four\n\nQuoted text.\n\nA picture\n\nx & y z"
    )


def test_tables_become_sentences() -> None:
    table = "| Model | Price |\n|---|---|\n| S800 | 708,000 yuan |\n| R7 | 259,800 yuan |\n"
    assert readable_text(table) == "S800 — Price: 708,000 yuan.\n\nR7 — Price: 259,800 yuan."


def test_html_and_code_are_text() -> None:
    body = "A <b>word</b>.\n\n    x = 1\n\n<script>alert(1)</script>\n"
    assert readable_text(body) == "A <b>word</b>.\n\nx = 1\n\n<script>alert(1)</script>"
