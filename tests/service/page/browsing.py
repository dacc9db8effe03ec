"""A real browser on a real server: how the tests and the screenshots open the page and ask on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

Theme = Literal["light", "dark"]
WIDE = 1600
NARROW = 360

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = shutil.which("chromium")
    assert path, "these tests need Chromium: apt-get install chromium"
    expect.set_options(timeout=20_000)  # the machine may have other things to do
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser,
    url: str,
    *,
    theme: Theme = "light",
    width: int = 1280,
    height: int = 900,
    faults_expected: tuple[str, ...] = (),
) -> Iterator[Page]:
    """A page whose console must stay free of errors (the content policy tells there) and which asks no other host."""
    context = browser.new_context(
        base_url=url,
        color_scheme=theme,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    faults: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    yield page
    context.close()
    # What is expected is what the browser itself tells: a reply that is an error, a line that is cut.
    assert not [fault for fault in faults if not fault.startswith(faults_expected)]
    assert hosts <= {url.split("/")[2]}


def ask(page: Page, question: str) -> dict[str, Any]:
    """Ask in the box of the page that is open; return the reply as the service would give it without a stream."""
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    return wait_for_reply(page, question)


def visit(page: Page, question: str) -> dict[str, Any]:
    """Ask by the address."""
    page.goto(f"/?q={quote_plus(question)}")
    return wait_for_reply(page, question)


def wait_for_reply(page: Page, question: str) -> dict[str, Any]:
    """Wait until the answer stands; return the same answer from the API."""
    expect(page.locator("#result :is(.facts, .reason)")).to_be_visible()
    response = page.request.post("/v1/answers", data={"question": question})
    reply: dict[str, Any] = response.json()
    return reply


def content(element: Locator) -> str:
    """The text content of an element, white space and all."""
    text: str = element.evaluate("element => element.textContent")
    return text


def sentences(page: Page) -> list[str]:
    """The sentences of the answer that is shown, without their marks."""
    return [content(each) for each in page.locator("#result .answer .sentence > .own").all()]
