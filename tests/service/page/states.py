"""Every state that the page can be in, each brought about on a real server: for the checks and the screenshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote_plus

from playwright.sync_api import FilePayload, Page, expect

from tests.service.page.relay import Relay
from tests.service.page.samples import LENGTH, NOWHERE

State = Callable[[Page, Relay], None]

# Questions that the shipped corpus answers, and one that it nearly does.
ANSWERED: Final = "How many stores does Voyah have?"
DIFFERENT: Final = "How many new models is HarmonyOS Smart Mobility expected to have in 2026?"
EXPLAINED: Final = "Why is Huawei deeply embedded in the industry chain's key links?"
# What the corpus nearly answers; one of them it refuses, with what it does say.
NEARLY: Final = (
    "How many stores does Voyah have in Iceland?",
    "How many stores does Voyah have on the moon?",
    "What does the Shangjie H5 cost in Norway?",
    "How many people work for Huawei?",
)


def home(page: Page, _: Relay) -> None:
    page.goto("/")
    expect(page.locator("#examples a").first).to_be_visible(timeout=60_000)


def home_again(page: Page, relay: Relay) -> None:
    for question in (ANSWERED, NOWHERE):
        _answer(page, question)
    home(page, relay)
    expect(page.locator("#past a")).to_have_count(2)


def waiting(page: Page, relay: Relay) -> None:
    page.goto("/")
    relay.arm(b"event: passages", hold=True)
    _ask(page, EXPLAINED)
    expect(page.locator(".waiting .kind")).to_contain_text("passages")


def coming(page: Page, relay: Relay) -> None:
    page.goto("/")
    relay.arm(b"event: sentence", hold=True)
    _ask(page, EXPLAINED)
    expect(page.locator(".waiting .sentence").first).to_be_visible()


def answered(page: Page, _: Relay) -> None:
    _answer(page, ANSWERED)
    expect(page.locator(".answered")).to_be_visible()


def explained(page: Page, _: Relay) -> None:
    _answer(page, EXPLAINED)


def lit(page: Page, relay: Relay) -> None:
    answered(page, relay)
    page.locator("#result .cite").first.hover()
    expect(page.locator(".card.lit")).to_have_count(1)


def names(page: Page, relay: Relay) -> None:
    answered(page, relay)
    page.locator(".name").first.focus()
    expect(page.locator("#tip")).to_be_visible()


def reading(page: Page, relay: Relay) -> None:
    answered(page, relay)
    page.locator(".cite").first.click()
    expect(page.locator("mark.current")).to_be_visible()


def conflicting(page: Page, _: Relay) -> None:
    _answer(page, LENGTH)
    expect(page.locator(".conflicting .claim")).to_have_count(2)


def conflicting_reading(page: Page, relay: Relay) -> None:
    conflicting(page, relay)
    page.locator(".cite").first.click()
    expect(page.locator("mark.current")).to_be_visible()


def corpus_conflicting(page: Page, _: Relay) -> None:
    _answer(page, DIFFERENT)
    page.locator(".claim .cite").last.click()
    expect(page.locator("mark.current")).to_be_visible()


def not_found(page: Page, _: Relay) -> None:
    _answer(page, NOWHERE)
    expect(page.locator(".not_found")).to_be_visible()


def not_found_near(page: Page, _: Relay) -> None:
    for question in NEARLY:
        _answer(page, question)
        if page.locator(".not_found .nearest li").count():
            return
    raise AssertionError("none of these questions is refused with what comes nearest")


def refused(page: Page, _: Relay) -> None:
    page.goto("/?q=%01control")
    expect(page.locator(".problem")).to_be_visible()


def lost(page: Page, relay: Relay) -> None:
    page.goto("/")
    relay.arm(b"event: sentence")
    _ask(page, EXPLAINED)
    expect(page.locator(".problem")).to_be_visible()


def documents(page: Page, _: Relay) -> None:
    page.goto("/?view=documents")
    expect(page.locator("#list .document").first).to_be_visible()


def adding(page: Page, relay: Relay) -> None:
    documents(page, relay)
    names = ("picture.png", "old-letter.txt")
    files: list[FilePayload] = [{"name": name, "mimeType": "text/plain", "buffer": b"\xff\xfe"} for name in names]
    page.locator("#files").set_input_files(files)
    expect(page.locator("#queue .failed")).to_have_count(2)
    page.locator("summary").click()
    expect(page.locator("#new-text")).to_be_visible()


def deleting(page: Page, relay: Relay) -> None:
    documents(page, relay)
    page.locator(".document .tools button").nth(1).click()
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()


def document(page: Page, relay: Relay) -> None:
    documents(page, relay)
    page.locator("#list .open").first.click()
    expect(page.locator("#reader-title")).not_to_be_empty()


def unreachable(page: Page, relay: Relay) -> None:
    page.goto("/")
    relay.go_down()
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("alert")).to_be_visible()


STATES: Final[Mapping[str, State]] = {
    state.__name__: state
    for state in (
        home, home_again, waiting, coming, answered, explained, lit, names, reading, conflicting, conflicting_reading,
        corpus_conflicting,
        not_found, not_found_near, refused, lost, documents, adding, deleting, document, unreachable,
    )
}  # fmt: skip


def _ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def _answer(page: Page, question: str) -> None:
    page.goto(f"/?q={quote_plus(question)}")
    expect(page.locator("#result .facts")).to_be_visible()
