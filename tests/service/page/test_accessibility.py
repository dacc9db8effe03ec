"""Every state of the page under axe-core, in both themes and both widths, and the page by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.service.page.browsing import NARROW, WIDE, Theme, opened
from tests.service.page.relay import Relay
from tests.service.page.samples import NOWHERE, WEIGHT, add_documents, take_documents_away
from tests.service.page.states import STATES
from tests.service.server import Server

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", autouse=True)
def documents(server: Server) -> Iterator[None]:
    """What the states need; they only read it."""
    add_documents(server.client)
    yield
    take_documents_away(server.client)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation(state: str, browser: Browser, relay: Relay) -> None:
    with opened(browser, relay.url, faults_expected=("Failed to load",)) as page:
        STATES[state](page, relay)
        for theme, width in product(get_args(Theme), (NARROW, WIDE)):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert not found.response["violations"], f"{theme} {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_can_be_done_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.type(WEIGHT)
    page.keyboard.press("Enter")
    expect(page.locator(".facts")).to_be_visible()

    def tab_to(selector: str) -> None:
        for _ in range(40):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never comes to {selector}")

    tab_to(".cite")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#reader mark.current")).to_be_visible()
    tab_to("#reader-text")
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator(".cite").first).to_be_focused()
    page.goto("/?view=documents")
    expect(page.locator("#list .document").first).to_be_visible()
    tab_to("#files")
    tab_to("summary")
    page.keyboard.press("Enter")
    expect(page.locator("#new-text")).to_be_visible()
    tab_to("#list .open")
    page.keyboard.press("Enter")
    expect(page.locator("#reader-title")).to_be_visible()


def test_the_answer_is_announced_once_as_it_comes(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Your question").fill(NOWHERE)
    page.keyboard.press("Enter")
    stream = page.get_by_role("log")
    expect(stream).to_contain_text("Not in the documents")
    assert stream.get_attribute("aria-live") == "polite"
    expect(stream.locator("p")).to_have_count(1)


def test_nothing_moves_where_less_motion_is_wanted(page: Page) -> None:
    moving = "document.getAnimations().length"
    still = """() => [...document.querySelectorAll("*")].filter(e => parseFloat(getComputedStyle(e).animationDuration)
                || parseFloat(getComputedStyle(e).transitionDuration)).length"""
    page.goto(f"/?q={NOWHERE.replace(' ', '+')}")
    expect(page.locator(".facts")).to_be_visible()
    assert page.evaluate(still) == 0
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(still) > 0  # so that the check above can fail
