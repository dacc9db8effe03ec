"""Asking: the box, the examples, the answer as it comes in, the address, the way back, the history."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.service.page.browsing import ask, content, opened, sentences, visit
from tests.service.page.relay import Relay
from tests.service.page.samples import LENGTH, NOWHERE, WEIGHT
from tests.service.server import Server


def box(page: Page) -> Locator:
    return page.get_by_label("Your question")


@pytest.mark.usefixtures("zorblat")
def test_an_answer_stands_with_its_sentences_marks_and_sources(page: Page) -> None:
    page.goto("/")
    expect(box(page)).to_be_focused()
    reply = ask(page, WEIGHT)
    assert reply["status"] == "answered", reply
    assert sentences(page) == [sentence["text"] for sentence in reply["sentences"]]
    marks = [
        [content(mark) for mark in each.locator(".cite").all()] for each in page.locator(".answer .sentence").all()
    ]
    assert marks == [[str(number) for number in sentence["citations"]] for sentence in reply["sentences"]]
    expect(page.locator(".kind")).to_have_text("Answered from the documents")
    for citation, card in zip(reply["citations"], page.locator(".card").all(), strict=True):
        expect(card).to_contain_text(citation["title"])
        assert content(card.locator("blockquote .own")) == citation["quote"]
    expect(page.locator(".card").first).to_contain_text("Gazette · 25 November 2025")


@pytest.mark.usefixtures("zorblat")
def test_the_confidence_is_said_in_words_with_the_figure_behind_it(page: Page) -> None:
    page.goto("/")
    reply = ask(page, WEIGHT)
    words = {0.9: "very likely right", 0.75: "likely right", 0.5: "more likely right than not", 0.0: "uncertain"}
    expected = next(said for least, said in words.items() if reply["confidence"] >= least)
    figure = int(reply["confidence"] * 100 + 0.5)
    expect(page.locator(".confidence")).to_contain_text(f"This reply is {expected}")
    expect(page.locator(".confidence")).to_contain_text(f"({figure} %)")


def test_the_page_says_what_it_is_reading_while_it_waits(browser: Browser, relay: Relay) -> None:
    with opened(browser, relay.url) as page:
        page.goto("/")
        relay.arm(b"event: passages", hold=True)
        box(page).fill(NOWHERE)
        page.keyboard.press("Enter")
        expect(page.locator(".waiting .kind")).to_contain_text("Reading 8 passages of")
        expect(page.locator(".facts")).to_have_count(0)
        relay.release()
        expect(page.locator(".facts")).to_be_visible()


@pytest.mark.usefixtures("disagreement")
def test_the_first_sentence_stands_while_the_second_is_awaited(browser: Browser, relay: Relay) -> None:
    with opened(browser, relay.url) as page:
        page.goto("/")
        relay.arm(b"event: sentence", hold=True)
        box(page).fill(LENGTH)
        page.keyboard.press("Enter")
        expect(page.locator(".waiting .sentence")).to_have_count(1)
        expect(page.locator(".waiting .cite")).to_be_disabled()
        expect(page.locator("#stream p")).to_have_count(1)  # what a screen reader hears
        first = content(page.locator(".waiting .sentence .own"))
        relay.release()
        expect(page.locator(".facts")).to_be_visible()
        assert first in content(page.locator("#result"))
        expect(page.locator("#stream")).to_contain_text("The documents disagree")


def test_examples_come_from_the_corpus_and_each_is_answered(page: Page, server: Server) -> None:
    page.goto("/")
    links = page.locator("#examples a")
    expect(links.first).to_be_visible(timeout=60_000)
    questions = [content(link) for link in links.all()]
    assert questions == server.client.get("/v1/suggestions").json()["questions"]
    assert len(questions) >= 3
    for question in questions:
        assert server.client.post("/v1/answers", json={"question": question}).json()["status"] != "not_found", question
    links.first.click()
    expect(page.locator(".facts")).to_be_visible()
    expect(box(page)).to_have_value(questions[0])


def test_an_address_of_a_question_asks_it_and_back_goes_back(page: Page) -> None:
    visit(page, NOWHERE)
    assert box(page).input_value() == NOWHERE
    box(page).fill("Who owns the moon?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=Who+owns+the+moon%3F")
    expect(page.locator(".asked")).to_have_text("Who owns the moon?")
    assert page.title() == "Who owns the moon? – Cited"
    page.go_back()
    expect(box(page)).to_have_value(NOWHERE)
    expect(page.locator(".asked")).to_have_text(NOWHERE)
    page.go_forward()
    expect(box(page)).to_have_value("Who owns the moon?")
    expect(page.locator(".asked")).to_have_text("Who owns the moon?")
    page.get_by_role("link", name="Cited").click()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#result")).to_be_hidden()


def test_a_new_line_takes_the_shift_key(page: Page) -> None:
    page.goto("/")
    box(page).fill("One line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and another")
    assert box(page).input_value() == "One line\nand another"
    assert "?q=" not in page.url


def test_questions_are_remembered_by_this_browser_until_they_are_cleared(page: Page, browser: Browser) -> None:
    visit(page, NOWHERE)
    page.goto("/")
    past = page.locator("#past a")
    expect(past).to_have_text([NOWHERE])
    past.click()
    expect(page.locator(".asked")).to_have_text(NOWHERE)
    page.go_back()
    with opened(browser, page.url) as other:  # another browser knows nothing of it
        other.goto("/")
        expect(other.locator("#welcome")).to_be_visible()
        expect(other.locator("#past")).to_be_hidden()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#past")).to_be_hidden()
    page.reload()
    expect(page.locator("#past")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_a_history_that_somebody_else_wrote_does_no_harm(page: Page) -> None:
    page.goto("/")
    for kept in ("{", "null", '[1, {"question": 2}, {"question": "<b>What?</b>"}]'):
        page.evaluate("kept => localStorage.setItem('cited.questions', kept)", kept)
        page.reload()
        expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#past a")).to_have_text(["<b>What?</b>"])


def test_the_key_for_asking_again_goes_to_the_box(page: Page) -> None:
    visit(page, NOWHERE)
    page.locator("body").click(position={"x": 5, "y": 400})
    page.keyboard.press("Control+k")
    expect(box(page)).to_be_focused()
