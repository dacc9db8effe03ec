"""States that are no plain answer: a disagreement, a refusal, a problem, a lost server, a key that is wanted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.page.browsing import ask, content, opened, visit, wait_for_reply
from tests.service.page.relay import Relay
from tests.service.page.samples import LENGTH, NOWHERE
from tests.service.page.states import not_found_near
from tests.service.server import Server


@pytest.mark.usefixtures("disagreement")
def test_claims_that_disagree_stand_side_by_side_with_their_dates(page: Page) -> None:
    page.goto("/")
    reply = ask(page, LENGTH)
    assert reply["status"] == "conflicting", reply
    expect(page.locator(".kind")).to_have_text("The documents disagree")
    claims = page.locator(".claim")
    said = reply["conflicts"][0]["claims"]
    assert [content(claim.locator(".sentence .own")) for claim in claims.all()] == [claim["text"] for claim in said]
    assert [content(date) for date in page.locator(".claim .date").all()] == ["1 February 2026", "25 November 2025"]
    boxes = [claim.bounding_box() for claim in claims.all()]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]


def test_a_refusal_looks_different_and_shows_what_is_nearest_as_such(page: Page) -> None:
    reply = visit(page, NOWHERE)
    assert reply["status"] == "not_found"
    expect(page.locator("#result.not_found .kind")).to_have_text("Not in the documents")
    expect(page.locator("#result.not_found .answer")).to_have_text(reply["answer"])
    border = page.locator("#result.not_found .answer").evaluate("e => getComputedStyle(e).borderStyle")
    assert border == "dashed"


def test_a_refusal_names_the_nearest_that_the_documents_say(page: Page, relay: Relay) -> None:
    not_found_near(page, relay)
    reply = wait_for_reply(page, content(page.locator(".asked")))
    shown = [content(each) for each in page.locator(".nearest .sentence .own").all()]
    assert shown == [sentence["text"] for sentence in reply["nearest"]]
    expect(page.locator(".nearest")).to_contain_text("No answer to the question")
    page.locator(".nearest .cite").first.click()
    assert content(page.locator("#reader-text mark.current")) == reply["citations"][0]["quote"]


@pytest.mark.usefixtures("disagreement")
def test_a_server_lost_in_mid_stream_is_told_and_asked_again(browser: Browser, relay: Relay) -> None:
    with opened(browser, relay.url, faults_expected=("Failed to load",)) as page:
        page.goto("/")
        relay.arm(b"event: sentence")
        page.get_by_label("Your question").fill(LENGTH)
        page.keyboard.press("Enter")
        expect(page.locator(".problem .kind")).to_have_text("The connection is gone")
        expect(page.locator(".problem .reason")).to_contain_text("before the answer was complete")
        expect(page.locator(".incomplete .sentence")).to_have_count(1)
        relay.go_down()
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".problem .reason")).to_contain_text("cannot be reached")
        relay.down = False
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".claim")).to_have_count(2)
        expect(page.locator(".problem")).to_have_count(0)


def test_a_problem_is_shown_in_its_own_words(browser: Browser, server: Server) -> None:
    with opened(browser, server.url, faults_expected=("Failed to load",)) as page:
        page.goto("/?q=%01control")
        expect(page.locator(".problem .reason")).to_contain_text("holds the control character")
        expect(page.get_by_role("alert")).to_be_visible()


def test_a_question_that_was_left_does_not_come_in_over_the_next(browser: Browser, relay: Relay) -> None:
    with opened(browser, relay.url) as page:
        page.goto("/")
        relay.arm(b"event: passages", hold=True)
        page.get_by_label("Your question").fill(NOWHERE)
        page.keyboard.press("Enter")
        expect(page.locator(".waiting .kind")).to_contain_text("passages")
        reply = ask(page, "Who owns the moon?")
        relay.release()
        page.wait_for_timeout(300)
        expect(page.locator(".asked")).to_have_text("Who owns the moon?")
        expect(page.locator("#result .answer")).to_have_text(reply["answer"])


def test_the_description_of_the_api_works_offline_and_under_the_policy(page: Page) -> None:
    page.goto("/docs")
    expect(page.get_by_text("/v1/answers", exact=True)).to_be_visible()
    expect(page.get_by_text("/v1/suggestions", exact=True)).to_be_visible()
