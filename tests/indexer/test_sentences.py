from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.records import Document
from indexer.sentences import document_sentences, split_sentences

PIECES = st.sampled_from(
    [
        "Mr. Yu ",
        "the U.S. ",
        "R & D ",
        "150,000 - yuan ",
        "E0X - L ",
        "3.5 ",
        "“Yes. ",
        "” ",
        '"',
        "'",
        ". ",
        "! ",
        "? ",
        "…",
        "\n",
        "\n\n",
        "He said ",
        "it. ",
        "你好。",
        "“真的？”",
        "(a. b) ",
        "Inc. ",
        "e.g. ",
        "😀 ",
        "é",
        "word ",
        "word " * 45,
        "1. ",
        "; ",
        "—",
    ]
)
PARAGRAPHS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=80))


def texts(text: str, language: str = "en") -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, language)]


@given(PARAGRAPHS)
def test_spans_are_ordered_apart_and_whole(text: str) -> None:
    end = 0
    for span in split_sentences(text):
        assert end <= span.start < span.end
        assert not text[end : span.start].strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        end = span.end
    assert not text[end:].strip()


@given(PARAGRAPHS)
def test_a_documents_sentences_hold_all_but_the_marks(text: str) -> None:
    document = Document("d", text, "")
    sentences, paths = document_sentences(document)
    assert len(sentences) == len(paths)
    starts, ends = [s.start for s in sentences], [s.end for s in sentences]
    left = "".join(text[a:b] for a, b in zip([0, *ends], [*starts, len(text)], strict=True))
    # What stands in no sentence is white space and the marks of headings and list items.
    assert not re.sub(r"[#\-*+•‣▪◦·\u2580-\u259f\u25a0\u25c6]|\d{1,2}[.)]", "", left).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Yu of R & D sold it. It went well.", ["Mr. Yu of R & D sold it.", "It went well."]),
        ("Sales in the U.S. market rose. Fine.", ["Sales in the U.S. market rose.", "Fine."]),
        ("It costs 150,000 - yuan. Few pay.", ["It costs 150,000 - yuan.", "Few pay."]),
        ("The E0X - L platform is new. So is this.", ["The E0X - L platform is new.", "So is this."]),
        ("It grew by 3.5 percent. By 2.0 more later.", ["It grew by 3.5 percent.", "By 2.0 more later."]),
        ("No traditional Tier 1 supplier did. Yes.", ["No traditional Tier 1 supplier did.", "Yes."]),
        ("Seres Group Inc. joined, e.g. in May. Good.", ["Seres Group Inc. joined, e.g. in May.", "Good."]),
        ("It takes approx. 5 days. Then rest.", ["It takes approx. 5 days.", "Then rest."]),
        ("“We go on. We grow,” said Yu. He left.", ["“We go on. We grow,” said Yu.", "He left."]),
        ("The makers' role grew. It's the brands' choice.", ["The makers' role grew.", "It's the brands' choice."]),
        (
            "It came in May. Huawei paid for R & D. Yu sold an NEV. Huawei won.",
            ["It came in May.", "Huawei paid for R & D.", "Yu sold an NEV.", "Huawei won."],
        ),
        ("“It comes in May. Yu knows,” he said. Yes.", ["“It comes in May. Yu knows,” he said.", "Yes."]),
        ("It ran on.Then it stopped.", ["It ran on.", "Then it stopped."]),
        ("Well... He went. (It rained.)", ["Well...", "He went.", "(It rained.)"]),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_long_quotation_is_parted() -> None:
    many = "that the works go on " * 9
    parts = ["Yu said, “We go on.", f"We know {many.strip()}.", "We grow,” he added."]
    assert texts(" ".join([*parts, "He left."])) == [*parts, "He left."]
    tokens = ["Said Yu : `` We go on .", f"We know {many}.", "We grow . ''"]
    assert texts(" ".join([*tokens, "The pilots ' boats left ."])) == [*tokens, "The pilots ' boats left ."]


def test_chinese() -> None:
    text = "价格为15.8万元。“第一句。第二句。”他说。U.S.市场很大！真的吗？"
    expected = ["价格为15.8万元。", "“第一句。第二句。”", "他说。", "U.S.市场很大！", "真的吗？"]
    assert texts(text, "zh") == texts(text) == expected


@pytest.mark.parametrize("language", ["en-GB", "zh-Hans", "xx", "", "日本"])
def test_any_language_tag_is_taken(language: str) -> None:
    assert texts("One is here. Two is there.", language) == ["One is here.", "Two is there."]


def test_headings_and_items_have_sentences_and_paths() -> None:
    text = "# Top\n\nIntro is short.\n\n## Sub\n\n- First item. With more.\n- Second\n\n# Next\n\nEnd of it."
    sentences, paths = document_sentences(Document("d", text, "T"))
    found = [(text[s.start : s.end], s.is_heading, path) for s, path in zip(sentences, paths, strict=True)]
    assert found == [
        ("Top", True, ("Top",)),
        ("Intro is short.", False, ("Top",)),
        ("Sub", True, ("Top", "Sub")),
        ("First item.", False, ("Top", "Sub")),
        ("With more.", False, ("Top", "Sub")),
        ("Second", False, ("Top", "Sub")),
        ("Next", True, ("Next",)),
        ("End of it.", False, ("Next",)),
    ]
