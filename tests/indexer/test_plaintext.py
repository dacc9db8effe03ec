from __future__ import annotations

from datetime import date

import pytest

from indexer.plaintext import is_furniture, read_plain_text
from tests.indexer.samples import BREAD


def test_the_first_line_is_the_title_where_it_looks_like_one() -> None:
    assert read_plain_text("bread", BREAD).title == "Baking Bread at Home"
    assert read_plain_text("x", "It all began with a sentence.\nThen another one came along after it.").title == ""


def test_a_printed_iso_date_is_taken_and_left_out() -> None:
    document = read_plain_text(
        "n", " date 2024-03-05 Boats Race in the Bay\n\nTwelve boats raced across the bay today."
    )
    assert (document.published, document.title) == (date(2024, 3, 5), "Boats Race in the Bay")
    assert document.text.startswith("Boats Race")


@pytest.mark.parametrize(
    "line", ["12/11 2025", "05.03.2024", "2024-13-45 Boats", "In 2024-03 it rained.", "March 5, 2024"]
)
def test_other_dates_are_not_guessed(line: str) -> None:
    assert read_plain_text("n", f"{line}\n\nTwelve boats raced across the bay today.").published is None


def test_a_date_inside_the_text_is_not_the_date_of_publication() -> None:
    assert read_plain_text("n", "Boats raced.\nMore boats.\n2024-03-05 was the day.").published is None


@pytest.mark.parametrize(
    "line",
    [
        "558",
        "01",
        "12/11 2025",
        "----",
        "分享",
        "分享到微信",
        "作者:李 来源:example.com",
        "来源：新华",
        "Layout 丨 Yang",
        "Image Source: A",
        "Image/GAC Official",
        "Photo by: Li",
        "Boats in the bay - © Agency",
        "Share",
        "ADVERTISEMENT",
    ],
)
def test_page_furniture_is_left_out(line: str) -> None:
    assert is_furniture(line)
    assert line not in read_plain_text("n", f"Boats raced here today.\n{line}\nThey were fast.").text


@pytest.mark.parametrize(
    "line",
    [
        "In 2024 558 were sold.",
        "Sharing helps all of them.",
        "Images of it were shown.",
        "Layouts differ.",
        "Sources say that it rained.",
        "5 cars",
        "图片很好看。",
        "Photography is an art.",
    ],
)
def test_sentences_stay(line: str) -> None:
    assert not is_furniture(line)


def test_a_photo_credit_goes_and_its_caption_stays() -> None:
    text = "Boats are seen at the pier in May. [Photo by A. Li/example.com]\nThey raced."
    assert read_plain_text("n", text).text == "Boats are seen at the pier in May.\nThey raced."
