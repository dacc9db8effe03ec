"""PDFs are made by code, so that what they say is known; only the layout is PDF's."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from indexer.documents import DocumentError, checked
from indexer.formats.pdf import read_pdf
from indexer.records import Document
from indexer.settings import IndexSettings
from tests.indexer.files import (
    BODY,
    FOOT,
    HEAD,
    SHIPS,
    Drawing,
    bullets,
    drawn_pdf,
    grid,
    heading,
    lines,
    many_pages,
    paragraph,
    pdf,
    plain_table,
    scanned_pdf,
)

WORDS = re.findall(
    r"\w+",
    "harbour keeper lantern tide ship ledger tower winter island ferry rope signal captain cargo anchor storm coast "
    "weather journey morning evening channel current",
)


def prose(seed: int, sentences: int = 6) -> str:
    """Sentences of known words, each sentence different."""
    chance = random.Random(seed)
    return " ".join(
        " ".join([f"The {chance.choice(WORDS)}", *chance.choices(WORDS, k=chance.randint(9, 16))]) + "."
        for _ in range(sentences)
    )


def read(content: bytes, max_pages: int = 50) -> Document:
    return checked(read_pdf("a", content, max_pages))


def paragraphs(content: bytes) -> list[str]:
    return read(content).text.split("\n\n")


def test_paragraphs_are_whole_and_what_repeats_on_each_page_is_gone() -> None:
    told = [prose(seed) for seed in range(14)]
    document = read(pdf([paragraph(text) for text in told], running=True))
    assert document.text.split("\n\n") == told
    assert len(document.pages) == 2
    assert HEAD not in document.text
    assert FOOT not in document.text


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    told = [prose(seed) for seed in range(20)]
    content = pdf([paragraph(text) for text in told], columns, running=True)
    assert paragraphs(content) == told
    assert len(read(content).pages) > 1


def test_a_title_over_two_columns_comes_first() -> None:
    def draw(canvas: Canvas) -> None:
        lines(["The Lights of the Bay and Their Keepers in Winter"], size=20)(canvas)
        lines([f"Left line {number} tells of the keeper and" for number in range(20)], 72, 700)(canvas)
        lines([f"Right line {number} tells of the ships and" for number in range(20)], 320, 700)(canvas)
        lines(["Below both stands a line that is as wide as the two columns are together, and long."], 72, 400)(canvas)

    text = read(drawn_pdf(draw)).text
    order = [
        text.index(part) for part in ("The Lights", "Left line 0", "Left line 19", "Right line 0", "Right line 19")
    ]
    assert order == sorted(order)
    assert text.index("Below both") > order[-1]


def test_headings_lists_and_their_order_are_kept() -> None:
    long = (
        "The second lamp, whose glass is red and which stands on the long pier behind the fish market, is lit an hour "
        "later than the first."
    )
    story = [heading("Lights of the bay", 1), paragraph(prose(1)), heading("Keepers"), paragraph(prose(2))]
    found = paragraphs(pdf([*story, bullets("The first lamp is lit at dusk.", long)]))
    assert found[:4] == ["# Lights of the bay", prose(1), "## Keepers", prose(2)]
    assert found[4:] == ["- The first lamp is lit at dusk.", f"- {long}"]


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("drawn", [True, False])
def test_tables_become_sentences(columns: int, drawn: bool) -> None:  # noqa: FBT001
    table = grid(SHIPS) if drawn and columns == 1 else plain_table(SHIPS)
    found = paragraphs(pdf([paragraph(prose(1)), table, paragraph(prose(2))], columns))
    assert found == [
        prose(1), "Aurora — Length: 41 m; Crew: 12.", "Borealis — Length: 53 m; Crew: 19.",
        "Cassiopeia — Length: 38 m; Crew: 9.", prose(2),
    ]  # fmt: skip


def test_cells_of_a_drawn_table_may_have_several_lines() -> None:
    rows = [["Lamp", "What it is for", "Since"], ["North lamp", "It leads ships from the north round the reef", "1911"],
            ["South lamp of the old harbour", "It marks the pier", "1934"]]  # fmt: skip
    assert paragraphs(pdf([paragraph(prose(1)), grid(rows)]))[1:] == [
        "North lamp — What it is for: It leads ships from the north round the reef; Since: 1911.",
        "South lamp of the old harbour — What it is for: It marks the pier; Since: 1934.",
    ]


def test_words_that_were_broken_are_made_whole_and_true_hyphens_stay() -> None:
    text = read(
        drawn_pdf(
            lines([
                "The light-house stands on the island, and the inter-",
                "national ferry passes it. A well-",
                "known keeper, who is forty-",
                "two, paints the light-",
                "house each summer with the PR-",
                "Office. It is a harbour-",
                "keeper's wish.",
            ])
        )
    ).text  # fmt: skip
    assert text == (
        "The light-house stands on the island, and the international ferry passes it. A well-known keeper, who is "
        "forty-two, paints the light-house each summer with the PR-Office. It is a harbour-keeper's wish."
    )


def test_a_paragraph_goes_on_over_a_page_and_the_notes_below_it_stand_before_it() -> None:
    body = [f"Line {word} of the keeper's ledger tells of many ships" for word in WORDS[:20]]
    first = [*body[:19], "and the very last line of the page goes on with the ship-"]
    second = ["yard on the other side of the bay, where it ends.", "Another sentence follows here at once."]

    def page_one(canvas: Canvas) -> None:
        lines(first)(canvas)
        lines(["1 A note at the foot of the page."], top=120, size=8)(canvas)

    document = read(drawn_pdf(page_one, lines(second)))
    note, joined = document.text.split("\n\n")
    assert note == "1 A note at the foot of the page."
    assert "goes on with the shipyard on the other side" in joined
    assert document.page_at(document.text.index("goes on with")) == 1
    assert document.page_at(document.text.index("yard on the other")) == 2
    assert document.page_at(document.text.index("Another sentence")) == 2


def test_pages_that_lie_on_their_side_are_read_upright() -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(0, -590)
        lines([f"Turned line {number} of the page is read like any other." for number in range(5)], top=500)(canvas)

    def with_margin_mark(canvas: Canvas) -> None:
        lines([f"Upright line {number} of the page is read like any other." for number in range(5)])(canvas)
        canvas.rotate(90)
        canvas.drawString(300, -30, "archive stamp along the margin")
        canvas.rotate(-45)
        canvas.setFont("Helvetica", 80)
        canvas.drawString(100, 100, "DRAFT")

    document = read(drawn_pdf(sideways, with_margin_mark))
    turned = " ".join(f"Turned line {number} of the page is read like any other." for number in range(5))
    upright = " ".join(f"Upright line {number} of the page is read like any other." for number in range(5))
    assert " ".join(document.text.split()) == f"{turned} {upright}"


def test_chinese_lines_are_joined_without_spaces() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 12)
        for number, text in enumerate(["灯塔的看守人每天晚上点亮灯火，", "让船只在风暴中也能找到港口。"]):
            canvas.drawString(72, 700 - 16 * number, text)

    document = read(drawn_pdf(draw))
    assert document.text == "灯塔的看守人每天晚上点亮灯火，让船只在风暴中也能找到港口。"
    assert document.language == "zh"


def test_empty_pages_count() -> None:
    document = read(drawn_pdf(lines(["One stands here."]), lambda _: None, lines(["Three stands here."])))
    assert document.pages == (0, document.text.index("Three"), document.text.index("Three"))
    assert document.page_at(0) == 1
    assert document.page_at(document.text.index("Three")) == 3


def test_a_chapter_s_head_beside_the_page_number_goes_though_the_chapter_is_short() -> None:
    def page(number: int) -> Drawing:
        def draw(canvas: Canvas) -> None:
            canvas.setFont("Helvetica", 9)
            canvas.drawString(72, 800, f"Chapter on the {WORDS[number]}")
            canvas.drawString(500, 800, str(number + 11))
            lines(prose(number).replace(". ", ".|").split("|"), size=7)(canvas)

        return draw

    text = read(drawn_pdf(*map(page, range(4)))).text
    assert " ".join(text.split()) == " ".join(prose(number) for number in range(4))


def test_a_table_of_contents_is_left_out() -> None:
    contents = [f"{number} {word.title()} {'. ' * 30}{number * 2}" for number, word in enumerate(WORDS[:5], 1)]
    prices = [f"{word.title()} ........ {price}" for word, price in zip(WORDS[:5], [50, 12, 90, 7, 30], strict=True)]
    text = read(drawn_pdf(lines([*contents, "The chapters follow here now."]), lines(prices))).text
    assert "The chapters follow here now." in text
    assert "Keeper . ." not in text
    assert "Keeper ........ 12" in text


def test_lines_in_letters_of_two_kinds_are_one_paragraph() -> None:
    def draw(canvas: Canvas) -> None:
        for number, (font, words) in enumerate([
            ("Times-Roman", "The keeper of the northern light writes each evening into the"),
            ("Courier", "ledger of the tower, and what he writes is"),
            ("Times-Roman", "read by nobody until the spring comes."),
        ]):  # fmt: skip
            canvas.setFont(font, 11)
            canvas.drawString(72, 700 - 13 * number, words)

    assert read(drawn_pdf(draw)).text == (
        "The keeper of the northern light writes each evening into the ledger of the tower, and what he writes is read "
        "by nobody until the spring comes."
    )


def test_bold_lines_are_headings_and_bold_words_are_not() -> None:
    story = [Paragraph("<b>Keepers of the bay</b>", BODY), paragraph(f"<b>Some</b> words. {prose(1)}")]
    assert paragraphs(pdf(story)) == ["# Keepers of the bay", f"Some words. {prose(1)}"]


def test_pages_of_one_line_each_are_a_text_and_no_running_head() -> None:
    assert paragraphs(many_pages(3)) == [f"This is the line on page {number}." for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Yearbook", "The Yearbook"),
        ("Microsoft Word - draft.docx", "Lights"),
        ("untitled", "Lights"),
        (None, "Lights"),
    ],
)
def test_the_title_is_the_file_s_unless_a_program_wrote_it(title: str | None, expected: str) -> None:
    assert read(pdf([heading("Lights", 1), paragraph(prose(1))], title=title)).title == expected


def test_ten_thousand_pages_are_refused_unread() -> None:
    with pytest.raises(DocumentError, match="10,000 pages are more than the limit of 2,000"):
        read(many_pages(10_000), IndexSettings().max_pages)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf([paragraph("Secret text.")], password="k"), "password"),
        (scanned_pdf(), "2 pages hold no text, only pictures"),
        (drawn_pdf(lambda _: None), "hold no text"),
        (b"%PDF-1.7\nnothing more", "broken"),
        (many_pages(51), "51 pages are more than the limit of 50"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(content)


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    assert read(pdf([paragraph("Open text is here.")], password="")).text == "Open text is here."


@st.composite
def page_of_words(draw: st.DrawFn) -> list[list[str]]:
    """Lines of words in one or two columns, some ending in a hyphen; an empty page now and then."""
    columns = draw(st.integers(0, 2))
    return [
        [
            " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=4, max_size=6)))
            + draw(st.sampled_from(["", "", ".", "-"]))
            for _ in range(draw(st.integers(3, 12)))
        ]
        for _ in range(columns)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(page_of_words(), min_size=1, max_size=6), st.booleans())
def test_each_word_is_on_the_page_that_its_offset_says(pages: list[list[list[str]]], running: bool) -> None:  # noqa: FBT001
    """Words carry the letter of their page, so that the page of each is known however the text was put together."""

    def drawn(number: int, columns: list[list[str]]) -> Drawing:
        letter = "abcdef"[number]

        def draw(canvas: Canvas) -> None:
            if running:
                lines(["Harbour office"], top=810, size=9)(canvas)
            for column, texts in enumerate(columns):
                marked = [re.sub(r"\w+", lambda word: f"{word[0]}q{letter}q", text) for text in texts]
                lines(marked, 60 + 270 * column, size=8)(canvas)

        return draw

    content = drawn_pdf(*(drawn(number, columns) for number, columns in enumerate(pages)))
    if not any(columns for columns in pages) and not (running and len(pages) == 1):
        return
    document = read(content)
    assert len(document.pages) == len(pages)
    assert list(document.pages) == sorted(document.pages)
    found = 0
    for word in re.finditer(r"[a-z]+?q([a-f])q", document.text):
        assert document.page_at(word.start(1)) == "abcdef".index(word.group(1)) + 1
        found += 1
    assert found == sum(len(re.findall(r"\w+", text)) for columns in pages for texts in columns for text in texts)
