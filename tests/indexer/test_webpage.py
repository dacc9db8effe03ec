from __future__ import annotations

from datetime import date

import pytest

from indexer.documents import DocumentError
from indexer.sentences import document_sentences
from indexer.webpage import read_html
from tests.indexer.samples import BEES


def test_the_main_text_is_taken_with_its_headings() -> None:
    document = read_html("bees", BEES)
    assert (document.id, document.title) == ("bees", "Bees in Winter")
    sentences, _ = document_sentences(document)
    texts = [document.text[s.start : s.end] for s in sentences]
    assert "Food" in [document.text[s.start : s.end] for s in sentences if s.is_heading]
    assert "A colony keeps its queen warm by shivering in a tight cluster all winter long." in texts
    assert not any("Cookie" in text or "Home" in text for text in texts)


def test_markup_in_the_text_is_text() -> None:
    page = BEES.replace("A colony", "A &lt;script&gt;alert(1)&lt;/script&gt; colony").replace(
        "</article>", "<script>bad()</script></article>"
    )
    text = read_html("b", page).text
    assert "<script>alert(1)</script> colony" in text
    assert "bad()" not in text


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(DocumentError, match="no main text"):
        read_html("x", "<html><head><title>T</title></head><body></body></html>")


def test_the_date_is_taken_where_the_page_states_it_and_never_guessed() -> None:
    stated = BEES.replace("<title>", '<meta property="article:published_time" content="2023-11-02T08:00:00Z"><title>')
    assert read_html("b", stated).published == date(2023, 11, 2)
    guessable = BEES.replace("Cookie notice", "Copyright 2019").replace("all winter long", "since 12 March 2021")
    assert read_html("b", guessable).published is None


def test_tables_become_sentences() -> None:
    cells = [("Bee", "Weight"), ("Queen", "200 mg"), ("Drone", "230 mg")]
    rows = "".join(f"<tr><td>{bee}</td><td>{weight}</td></tr>" for bee, weight in cells)
    page = BEES.replace("</article>", f"<p>The weights are these.</p><table>{rows}</table></article>")
    text = read_html("b", page).text
    assert "Queen — Weight: 200 mg.\n\nDrone — Weight: 230 mg." in text
