"""The documents view: list, read, add by file and by pasting, replace, delete, with the error of each file."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.service.page.browsing import content, opened
from tests.service.server import Server

MINE = ("pebbles", "From my notes", "bad")


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page on which documents are refused, which the browser tells in its console."""
    with opened(browser, server.url, faults_expected=("Failed to load resource",)) as page:
        yield page


@pytest.fixture(autouse=True)
def tidy(server: Server) -> Iterator[None]:
    yield
    for document_id in MINE:
        server.client.delete(f"/v1/documents/{document_id}")


def file(name: str, text: str | bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode() if isinstance(text, str) else text}


def document(server: Server, document_id: str) -> httpx.Response:
    return server.client.get(f"/v1/documents/{document_id}")


def test_every_document_is_listed_and_can_be_read(page: Page, server: Server) -> None:
    page.goto("/")
    page.get_by_role("link", name="Documents").click()
    listed = server.client.get("/v1/documents").json()["documents"]
    expect(page.locator("#list .document")).to_have_count(len(listed))
    page.get_by_role("button", name=listed[0]["title"], exact=True).click()
    expect(page.locator("#reader-title")).to_have_text(listed[0]["title"])
    assert content(page.locator("#reader-text")) == document(server, listed[0]["id"]).json()["text"]
    assert f"id={listed[0]['id']}" in page.url
    page.reload()
    expect(page.locator("#reader-title")).to_have_text(listed[0]["title"])
    page.go_back()
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator("#list .document")).to_have_count(len(listed))


def test_files_are_added_and_one_that_fails_says_why(page: Page, server: Server) -> None:
    page.goto("/?view=documents")
    expect(page.locator("#list .document").first).to_be_visible()
    title = "title: 'Pebbles, and where they''re from'"
    front = f"---\n{title}\npublished: 2026-03-04\nnote: >-\n  long\npublisher: null\n---\n"
    files = [
        file("pebbles.md", f"{front}\nThe grey pebbles of Quarzheim weigh 31 grams each.\n"),
        file("picture.png", b"\x89PNG"),
        file("latin.txt", "Größe".encode("latin-1")),
        file("bad.txt", "--- ... ---"),
    ]
    page.locator("#files").set_input_files(files)
    lines = page.locator("#queue li")
    expect(lines).to_have_count(4)
    expect(lines.nth(0)).to_contain_text("✓ added, 1 passage")
    expect(lines.nth(1)).to_contain_text("Only Markdown and plain text can be added here")
    expect(lines.nth(2)).to_contain_text("not text in UTF-8")
    refusal = server.client.put("/v1/documents/bad", json={"text": "--- ... ---"}).json()["detail"]
    expect(lines.nth(3)).to_contain_text(refusal)
    added = document(server, "pebbles").json()
    assert added["title"] == "Pebbles, and where they're from"
    assert (added["published"], added["publisher"]) == ("2026-03-04", None)
    assert added["text"] == "The grey pebbles of Quarzheim weigh 31 grams each."
    expect(page.get_by_role("button", name=added["title"], exact=True)).to_be_visible()
    page.get_by_role("link", name="Ask").click()
    page.get_by_label("Your question").fill("How many grams do the grey pebbles weigh?")
    page.keyboard.press("Enter")
    expect(page.locator("#result .answer")).to_contain_text("31 grams")


def test_text_is_pasted_replaced_and_deleted(page: Page, server: Server) -> None:
    page.goto("/?view=documents")
    page.get_by_text("Paste text").click()
    page.get_by_label("Text, plain or Markdown").fill("The grey pebbles weigh 31 grams.")
    page.get_by_role("textbox", name="Title").fill("From my notes")
    page.get_by_role("textbox", name="Date").fill("yesterday")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#queue .failed")).to_contain_text("published:")  # the form keeps what was written
    page.get_by_role("textbox", name="Date").fill("2026-03-04")
    page.get_by_role("button", name="Save").click()
    title = page.get_by_role("button", name="From my notes", exact=True)
    expect(title).to_be_visible()
    assert document(server, "From my notes").json()["published"] == "2026-03-04"

    page.get_by_role("button", name="Replace From my notes").click()
    area = page.get_by_label("Text, plain or Markdown")
    expect(area).to_have_value("The grey pebbles weigh 31 grams.")
    area.fill("The grey pebbles weigh 32 grams.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#queue li").last).to_contain_text("✓ replaced, 1 passage")
    expect(page.locator("#documents-title")).to_be_focused()  # the list has been drawn anew
    replaced = document(server, "From my notes").json()
    assert (replaced["text"], replaced["published"]) == ("The grey pebbles weigh 32 grams.", "2026-03-04")

    page.get_by_role("button", name="Delete From my notes").click()
    page.get_by_role("button", name="Keep it").click()
    assert document(server, "From my notes").status_code == 200
    page.get_by_role("button", name="Delete From my notes").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#state")).to_have_text("Deleted: From my notes")
    expect(title).to_have_count(0)
    assert document(server, "From my notes").status_code == 404
