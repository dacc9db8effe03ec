"""Taking an answer along: Markdown, plain text, its address, on paper."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Page, expect

from tests.service.page.browsing import ask, visit
from tests.service.page.samples import NOWHERE, WEIGHT
from tests.service.page.test_hostile import HOSTILE


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text: str = page.evaluate("navigator.clipboard.readText()")
    expect(page.get_by_role("button", name=button)).to_be_visible()
    return text


@pytest.mark.usefixtures("zorblat")
def test_plain_text_carries_every_sentence_and_source(page: Page) -> None:
    page.goto("/")
    reply = ask(page, WEIGHT)
    text = copied(page, "Copy as text")
    assert text.startswith(WEIGHT)
    for sentence in reply["sentences"]:
        marks = "".join(f"[{number}]" for number in sentence["citations"])
        assert f"{sentence['text']} {marks}" in text
    for citation in reply["citations"]:
        place = f"({citation['document_id']} [{citation['start']}:{citation['end']}])"
        assert f"[{citation['id']}] The zorblat, Gazette, 2025-11-25 {place}" in text
        assert " ".join(citation["quote"].split()) in text


def test_markdown_of_a_hostile_document_renders_as_its_text(page: Page, add_document: Callable[..., None]) -> None:
    add_document("hostile", f"{HOSTILE} [a link](javascript:alert(1)) *and* `more`", title="# A _title_ | <b>")
    page.goto("/")
    reply = ask(page, WEIGHT)
    html = MarkdownIt().enable("table").render(copied(page, "Copy as Markdown"))
    for forbidden in ("<script", "<img", "<b>", "<a ", "<code", "<table"):
        assert forbidden not in html
    assert "# A _title_ | &lt;b&gt;" in html
    for sentence in reply["sentences"]:
        assert "&lt;img src=x onerror=&quot;window.broken = 1&quot;&gt;" in html, sentence


def test_a_refusal_is_copied_with_what_is_nearest(page: Page) -> None:
    reply = visit(page, NOWHERE)
    text = copied(page, "Copy as text")
    assert reply["answer"] in text
    for sentence in reply["nearest"]:
        assert " ".join(sentence["text"].split()) in text


def test_the_link_asks_the_question_again(page: Page) -> None:
    visit(page, NOWHERE)
    link = copied(page, "Copy link")
    assert parse_qs(urlsplit(link).query) == {"q": [NOWHERE]}
    page.goto(link)
    expect(page.locator(".asked")).to_have_text(NOWHERE)


@pytest.mark.usefixtures("zorblat")
def test_paper_shows_the_question_the_answer_and_the_sources(page: Page) -> None:
    page.goto("/")
    reply = ask(page, WEIGHT)
    page.locator(".cite").first.click()
    expect(page.locator("#reader")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".asked")).to_be_visible()
    expect(page.locator("#result .answer")).to_be_visible()
    expect(page.locator(".card")).to_have_count(len(reply["citations"]))
    expect(page.locator(".card").first).to_be_visible()
    for hidden in ("#top", "#asking", "#reader", ".tools", "#keys"):
        expect(page.locator(hidden).first).to_be_hidden()
