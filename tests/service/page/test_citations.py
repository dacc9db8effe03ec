"""Citations: from a sentence to its quote in its document, to the character, by pointer and by key."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.service.page.browsing import NARROW, ask, content, opened, visit
from tests.service.page.samples import LENGTH, WEIGHT
from tests.service.server import Server


def current(page: Page) -> Locator:
    return page.locator("#reader-text mark.current")


def check_quote(page: Page, server: Server, citation: dict[str, Any]) -> None:
    """The document is open at the quote, the whole of it is shown, and just the quote is marked."""
    expect(page.locator("#reader-title")).to_have_text(citation["title"])
    expect(current(page)).to_have_attribute("data-cites", str(citation["id"]))
    expect(current(page)).to_be_in_viewport()
    assert content(current(page)) == citation["quote"]
    text = server.client.get(f"/v1/documents/{citation['document_id']}").json()["text"]
    assert content(page.locator("#reader-text")) == text
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    # What stands before the mark counts as many code points as the offset says.
    before = current(page).evaluate(
        """mark => { const range = document.createRange(); range.setStart(mark.closest("#reader-text"), 0);
                     range.setEndBefore(mark); return Array.from(range.toString()).length }"""
    )
    assert before == citation["start"]


@pytest.mark.usefixtures("zorblat")
def test_a_click_on_a_mark_opens_the_document_at_the_quote(page: Page, server: Server) -> None:
    page.goto("/")
    reply = ask(page, WEIGHT)
    assert any("417" in citation["quote"] for citation in reply["citations"])
    for citation in reply["citations"]:
        page.locator(f"#result .cite[data-cites='{citation['id']}']").first.click()
        check_quote(page, server, citation)
    assert f"quote={reply['citations'][-1]['id']}" in page.url


@pytest.mark.usefixtures("zorblat")
def test_the_passage_around_the_quote_is_marked_too(page: Page) -> None:
    page.goto("/")
    reply = ask(page, WEIGHT)
    citation = reply["citations"][0]
    page.locator(".cite").first.click()
    expect(current(page)).to_be_visible()
    around = [
        passage["text"]
        for passage in reply["passages"]
        if passage["document_id"] == citation["document_id"]
        and passage["start"] <= citation["start"]
        and citation["end"] <= passage["end"]
    ]
    assert content(page.locator("#reader-text .passage")) in around


@pytest.mark.usefixtures("zorblat")
def test_a_card_opens_its_quote_by_key_and_escape_goes_back_to_the_card(page: Page, server: Server) -> None:
    page.goto("/")
    reply = ask(page, WEIGHT)
    card = page.get_by_role("button", name="Open source 1 at its quote")
    card.focus()
    page.keyboard.press("Enter")
    check_quote(page, server, reply["citations"][0])
    expect(page.locator("#reader")).to_be_focused()
    expect(page.locator(".card").first).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(card).to_be_focused()


@pytest.mark.usefixtures("disagreement")
def test_arrow_keys_go_from_quote_to_quote_and_back_closes_the_document(page: Page, server: Server) -> None:
    page.goto("/")
    reply = ask(page, LENGTH)
    first, second = reply["citations"][:2]
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#result .cite").first.focus()
    page.keyboard.press("ArrowRight")
    check_quote(page, server, first)
    page.keyboard.press("ArrowRight")
    check_quote(page, server, second)
    expect(page.locator("#reader-place")).to_have_text(f"Quote 2 of {len(reply['citations'])}")
    page.keyboard.press("ArrowLeft")
    check_quote(page, server, first)
    page.get_by_role("button", name="Next quote").click()
    check_quote(page, server, second)
    page.go_back()
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator(".facts")).to_be_visible()


@pytest.mark.usefixtures("disagreement")
def test_arrow_keys_are_left_alone_in_the_question_box(page: Page) -> None:
    page.goto("/")
    ask(page, LENGTH)
    page.get_by_label("Your question").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#reader")).to_be_hidden()


@pytest.mark.usefixtures("disagreement")
def test_pointer_and_focus_light_up_what_belongs_together(page: Page) -> None:
    page.goto("/")
    ask(page, LENGTH)
    sentences, cards = page.locator("#result .sentence"), page.locator(".card")
    sentences.nth(1).locator(".own").hover()
    number = sentences.nth(1).get_attribute("data-cites")
    assert number
    lit = page.locator(f".card[data-cites='{number}']")
    expect(lit).to_have_class("card lit")
    assert page.locator(".card.lit").count() == 1
    assert lit.locator("blockquote .own").evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    cards.nth(0).hover()
    expect(page.locator(".sentence.lit")).to_have_attribute("data-cites", "1")
    page.mouse.move(2, 2)
    expect(page.locator(".lit")).to_have_count(0)
    page.locator(".cite[data-cites='2']").first.focus()
    expect(page.locator(".card[data-cites='2']")).to_have_class("card lit")
    page.locator(".cite[data-cites='1']").first.click()
    expect(current(page)).to_be_visible()  # what is pointed at lights up what is there
    sentences.nth(0).locator(".own").hover()
    expect(current(page)).to_have_class("current lit")


@pytest.mark.usefixtures("zorblat")
def test_an_address_can_name_the_quote(page: Page, server: Server) -> None:
    page.goto("/")
    reply = ask(page, WEIGHT)
    page.locator(".cite").first.click()
    check_quote(page, server, reply["citations"][0])
    page.reload()
    check_quote(page, server, reply["citations"][0])


@pytest.mark.usefixtures("zorblat")
def test_on_a_small_screen_the_document_takes_the_answers_place(browser: Browser, server: Server) -> None:
    with opened(browser, server.url, width=NARROW, height=640) as page:
        reply = visit(page, WEIGHT)
        page.locator(".cite").first.click()
        check_quote(page, server, reply["citations"][0])
        expect(page.locator("#result")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        page.get_by_role("button", name="Close the document").click()
        expect(page.locator("#result")).to_be_visible()


def test_other_names_of_a_thing_are_told_where_an_answer_names_it(page: Page) -> None:
    visit(page, "How many stores does Voyah have?")
    name = page.locator("#result .name").first
    expect(name).to_be_visible()
    entities = page.request.get("/v1/entities").json()["entities"]
    called = content(name)
    all_names = [{e["name"], *e["names"], *chain(*e["scoped"].values()), e["chinese"]} for e in entities]
    others = next(names for names in all_names if called in names) - {called, None}
    tip = page.locator("#tip")
    name.hover()
    for other in others:
        expect(tip).to_contain_text(other)
    tip.hover()  # it stays while the pointer is on it
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    name.focus()
    expect(tip).to_be_visible()
    described = page.locator(f"#{name.get_attribute('aria-describedby')}")
    for other in others:
        assert other in content(described)
