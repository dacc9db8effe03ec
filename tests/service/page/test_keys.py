"""The page on a service that asks for keys: the field for one, and what a key without the scope takes away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from service.keys import create_key
from tests.service.page.browsing import opened, sentences
from tests.service.server import Server, serving

QUESTION = "How many stores does Voyah have?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def tokens(folder: Path) -> dict[str, str]:
    return {
        "ask": create_key(folder / "keys.json", "ask", "ask")[1],
        "write": create_key(folder / "keys.json", "write", "write")[1],
    }


@pytest.fixture(scope="module")
def guarded(built_index: Path, folder: Path, tokens: dict[str, str]) -> Iterator[Server]:
    assert tokens
    index = Path(shutil.copytree(built_index, folder / "index"))
    with serving(index, folder / "log", keys=folder / "keys.json") as server:
        yield server


@pytest.fixture
def page(browser: Browser, guarded: Server) -> Iterator[Page]:
    with opened(browser, guarded.url, faults_expected=("Failed to load resource",)) as page:
        yield page


def use(page: Page, token: str) -> None:
    field = page.get_by_label("This service wants a key")
    expect(field).to_be_focused()
    field.fill(token)
    page.get_by_role("button", name="Use the key").click()


def test_a_key_is_asked_for_once_and_kept_in_this_tab_only(page: Page, tokens: dict[str, str]) -> None:
    page.goto(f"/?q={QUESTION.replace(' ', '+')}")
    expect(page.locator("#key-reason")).to_contain_text("asks for an API key")
    assert not Axe().run(page).response["violations"]
    use(page, "wrong")
    expect(page.locator("#key-reason")).to_contain_text("no such API key")
    use(page, tokens["ask"])
    expect(page.locator("#result .facts")).to_be_visible()
    assert sentences(page)
    expect(page.locator("#key")).to_be_hidden()
    page.reload()
    expect(page.locator("#result .facts")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('cited.key')") == tokens["ask"]
    assert tokens["ask"] not in page.evaluate("JSON.stringify(localStorage)")
    assert tokens["ask"] not in page.url


def test_a_key_that_may_only_ask_takes_writing_away(page: Page, guarded: Server, tokens: dict[str, str]) -> None:
    page.goto("/?view=documents")
    use(page, tokens["ask"])
    expect(page.locator("#list .document").first).to_be_visible()
    page.get_by_text("Paste text").click()
    page.get_by_label("Text, plain or Markdown").fill("The grey pebbles weigh 31 grams.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#read-only")).to_contain_text("Documents can only be read here")
    expect(page.locator("#writing")).to_be_hidden()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    assert not Axe().run(page).response["violations"]
    listed = guarded.client.get("/v1/documents", headers={"Authorization": f"Bearer {tokens['ask']}"}).json()
    assert len(listed["documents"]) == page.locator("#list .document").count()


def test_a_key_that_may_write_writes(page: Page, tokens: dict[str, str]) -> None:
    page.goto("/?view=documents")
    use(page, tokens["write"])
    page.get_by_text("Paste text").click()
    page.get_by_label("Text, plain or Markdown").fill("The grey pebbles weigh 31 grams.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#queue .done")).to_contain_text("✓ added")
