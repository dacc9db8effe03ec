"""Documents that attack the page: their text is shown as text, whatever it looks like."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.service.page.browsing import ask, content, opened, visit
from tests.service.page.samples import WEIGHT
from tests.service.server import Server

HOSTILE = (
    "<script>document.title = 'broken'; window.broken = 1</script> "
    'The zorblat engine weighs exactly 417 kilograms <img src=x onerror="window.broken = 1"> '
    "<a href='javascript:window.broken=1'>and no more</a>."
)
TITLE = "<img src=x onerror='window.broken = 1'>"
TURNED = "The zorblat engine \u202eweighs exactly 417 kilograms\u202c, says the \u2067maker\u2069 of it."


def check_unharmed(page: Page) -> None:
    assert page.evaluate("window.broken") is None
    assert "broken" not in page.title()
    assert (
        page.locator("main img, main script, main iframe, main .own b, #reader b, main a[href^=javascript]").count()
        == 0
    )


def test_a_hostile_document_is_shown_as_text(page: Page, add_document: Callable[..., None]) -> None:
    add_document("hostile", HOSTILE, title=TITLE, publisher="<b>bold</b>")
    page.goto("/")
    reply = ask(page, WEIGHT)
    citation = next(c for c in reply["citations"] if c["document_id"] == "hostile")
    page.locator(f".cite[data-cites='{citation['id']}']").first.click()
    expect(page.locator("#reader-title")).to_have_text(TITLE)
    expect(page.locator("#reader-origin")).to_contain_text("<b>bold</b>")
    assert content(page.locator("#reader-text")) == HOSTILE
    assert content(page.locator("#reader-text mark.current")) == citation["quote"]
    check_unharmed(page)
    page.goto("/?view=documents")
    expect(page.get_by_text(TITLE)).to_be_visible()
    check_unharmed(page)


def test_a_question_in_the_address_is_shown_as_text(page: Page) -> None:
    question = "<img src=x onerror='window.broken=1'> Who owns the moon?"
    visit(page, question)
    expect(page.locator(".asked")).to_have_text(question)
    page.goto("/")
    expect(page.locator("#past a")).to_have_text([question])
    check_unharmed(page)


def test_characters_that_turn_the_direction_turn_nothing_around_them(
    page: Page, server: Server, add_document: Callable[..., None]
) -> None:
    add_document("turned", TURNED, title="A \u202etitle that turns")
    page.goto("/")
    reply = ask(page, WEIGHT)
    citation = reply["citations"][0]
    assert citation["quote"] == TURNED
    page.locator(".cite").first.click()
    mark = page.locator("#reader-text mark.current")
    expect(mark).to_be_visible()
    assert content(mark) == TURNED
    assert server.client.get("/v1/documents/turned").json()["text"] == TURNED
    for place in ("#reader-text mark.current", ".card blockquote .own", "#result .answer .own"):
        # Each letter of the words behind the override stands right of the one before it, or further down.
        straight = page.locator(place).first.evaluate(
            """element => {
                 const node = [...element.childNodes].find(child => child.nodeValue?.includes("417"));
                 const places = [...node.nodeValue].map((_, i) => {
                   const range = document.createRange(); range.setStart(node, i); range.setEnd(node, i + 1);
                   return range.getBoundingClientRect() }).filter(place => place.width);
                 return places.every((place, i) => !i || place.left >= places[i - 1].left - 1
                                                 || place.top > places[i - 1].top) }"""
        )
        assert straight, place
        codes = page.locator(place).first.locator(".turning").evaluate_all("all => all.map(e => e.dataset.code)")
        assert codes == ["U+202E", "U+202C", "U+2067", "U+2069"]


def test_the_policy_lets_no_script_make_markup(browser: Browser, server: Server) -> None:
    with opened(browser, server.url, faults_expected=("This document requires 'TrustedHTML'",)) as page:
        page.goto("/")
        said = page.evaluate(
            """() => { try { document.querySelector("main").innerHTML = "<b>x</b>"; return "made" }
                       catch (error) { return error.name } }"""
        )
        assert said == "TypeError"
    policy = server.client.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
