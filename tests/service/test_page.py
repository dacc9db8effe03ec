"""The page in a real browser: what a person sees and clicks, and that documents never become markup."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.service.server import Server

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUESTION = "How many kilograms does the zorblat engine weigh?"
TEXT = (
    "😀 A first line with 智界 and 𝔘nusual letters.\n\nThe zorblat engine of Quarzheim weighs exactly 417 kilograms. "
    "😀 It was painted blue.\n\n" + "\n\n".join(f"Filler paragraph number {n} about gardens." for n in range(80))
)
HOSTILE = (
    "<script>document.title = 'broken'; window.broken = 1</script> "
    'The zorblat engine weighs exactly 417 kilograms <img src=x onerror="window.broken = 1"> '
    "<a href='javascript:window.broken=1'>and no more</a>."
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page whose console must stay free of errors; the content policy reports its violations there."""
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(20_000)
    page = context.new_page()
    faults: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    yield page
    context.close()
    assert not faults
    assert hosts <= {server.url.split("/")[2]}


def ask(page: Page, question: str) -> dict[str, Any]:
    """Ask on the page; return the reply that it got."""
    page.goto("/")
    page.get_by_label("Your question").fill(question)
    with page.expect_response("**/v1/answers") as response:
        page.get_by_role("button", name="Ask").click()
    reply: dict[str, Any] = response.value.json()
    return reply


def test_a_click_on_a_citation_marks_its_quote_in_its_document(
    page: Page, server: Server, add_document: Callable[..., None]
) -> None:
    add_document("zorblat", TEXT, title="The zorblat", publisher="Gazette", published="2025-11-25")
    reply = ask(page, QUESTION)
    assert reply["status"] == "answered", reply
    expect(page.locator("#result .answer")).to_contain_text(reply["sentences"][0]["text"])
    for citation in reply["citations"]:
        page.get_by_role("button", name=f"Source {citation['id']}:").first.click()
        expect(page.locator("#document-title")).to_have_text(citation["title"])
        mark = page.locator("#document-text mark")
        expect(mark).to_be_in_viewport()
        assert mark.evaluate("element => element.textContent") == citation["quote"]
        shown = page.locator("#document-text").evaluate("element => element.textContent")
        assert shown == server.client.get(f"/v1/documents/{citation['document_id']}").json()["text"]
    assert any("417" in citation["quote"] for citation in reply["citations"])
    first = page.locator(".card").first
    expect(first).to_contain_text(reply["citations"][0]["quote"])
    page.get_by_label("Close the document").click()
    expect(page.locator("#document")).to_be_hidden()
    first.get_by_role("button", name="Show in the document").click()
    assert page.locator("#document-text mark").evaluate("e => e.textContent") == reply["citations"][0]["quote"]


def test_a_refusal_looks_different_and_shows_what_is_nearest(page: Page) -> None:
    reply = ask(page, "What is the population of Iceland?")
    assert reply["status"] == "not_found"
    expect(page.get_by_text("Not in the documents", exact=True)).to_be_visible()
    expect(page.locator("#result.not_found .answer")).to_have_text(reply["answer"])
    for nearest in reply["nearest"]:
        expect(page.locator("#result")).to_contain_text(nearest["text"])


def test_a_hostile_document_is_shown_as_text(page: Page, add_document: Callable[..., None]) -> None:
    add_document("hostile", HOSTILE, title="<img src=x onerror='window.broken = 1'>", publisher="<b>bold</b>")
    reply = ask(page, QUESTION)
    citation = next(c for c in reply["citations"] if c["document_id"] == "hostile")
    page.get_by_role("button", name=f"Source {citation['id']}:").first.click()
    expect(page.locator("#document-title")).to_have_text("<img src=x onerror='window.broken = 1'>")
    expect(page.locator("#document-origin")).to_have_text("<b>bold</b>")
    assert page.locator("#document-text").evaluate("element => element.textContent") == HOSTILE
    assert page.locator("main img, main script, main b, main a[href^=javascript]").count() == 0
    assert page.evaluate("window.broken") is None
    assert "broken" not in page.title()


def test_an_address_of_a_question_asks_it_and_back_goes_back(page: Page) -> None:
    page.goto(f"/?q={quote_plus('What is the population of Iceland?')}")
    expect(page.locator("#result")).to_be_visible()
    assert page.get_by_label("Your question").input_value() == "What is the population of Iceland?"
    page.get_by_label("Your question").fill("Who owns the moon?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=Who+owns+the+moon%3F")
    expect(page.locator("#result")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Your question")).to_have_value("What is the population of Iceland?")
    expect(page.locator("#result")).to_be_visible()


def test_the_description_of_the_api_works_offline_and_under_the_policy(page: Page) -> None:
    page.goto("/docs")
    expect(page.get_by_text("/v1/answers", exact=True)).to_be_visible()


def test_a_problem_is_shown_in_its_own_words(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    reply_text = "holds the control character"
    page.goto("/?q=%01control")
    expect(page.get_by_role("status")).to_contain_text(reply_text)
    expect(page.locator("#result")).to_be_hidden()
    context.close()
