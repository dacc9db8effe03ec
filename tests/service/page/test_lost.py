"""A service that is still loading its models when it is asked, and one that is killed in the middle of an answer."""

from __future__ import annotations

import signal
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.service.page.browsing import opened
from tests.service.page.relay import relaying
from tests.service.server import serving

QUESTION = "How many stores does Voyah have?"


def test_a_loading_service_is_waited_for_and_a_killed_one_is_told(
    browser: Browser, index: Path, tmp_path: Path
) -> None:
    with (
        serving(index, tmp_path / "log", wait=False) as server,
        relaying(server.url) as relay,
        opened(browser, relay.url, faults_expected=("Failed to load resource",)) as page,
    ):
        page.goto(f"/?q={QUESTION.replace(' ', '+')}")
        expect(page.get_by_role("status").first).to_contain_text("being loaded")
        expect(page.locator("#result .facts")).to_be_visible(timeout=120_000)
        expect(page.locator("#state")).to_be_empty()

        relay.arm(b"event: sentence", hold=True)
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator(".waiting .sentence")).to_have_count(1)
        server.stop(signal.SIGKILL)
        relay.go_down()
        expect(page.locator(".problem .kind")).to_have_text("The connection is gone")
        expect(page.locator(".incomplete .sentence")).to_have_count(1)
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".problem .reason")).to_contain_text("cannot be reached")
