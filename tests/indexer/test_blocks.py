from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.blocks import find_blocks

LINES = st.lists(
    st.sampled_from(
        ["# H", "## Two", "- item", "1. one", "▍Bar", "Words here.", "no stop", "", "  spaced  ", "中文。", "a"]
    ),
    max_size=12,
)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in find_blocks(text)]


@given(LINES)
def test_blocks_are_in_order_and_lose_only_marks(lines: list[str]) -> None:
    text = "\n".join(lines)
    blocks = find_blocks(text)
    end = 0
    for block in blocks:
        gap = text[end : block.start]
        assert all(character in "#-1.▍ \n" for character in gap), gap
        assert end <= block.start < block.end
        end = block.end
    assert not text[end:].strip()


def test_marked_headings_have_their_levels() -> None:
    blocks = find_blocks("# One\n\n### Three ##\nText.")
    assert [(block.kind, block.level) for block in blocks] == [("heading", 1), ("heading", 3), ("paragraph", 0)]


def test_a_bar_marks_a_heading_and_is_left_out() -> None:
    assert kinds("▍Two Ways\nThe first way is the longer one.")[0] == ("heading", "Two Ways")


def test_a_line_of_its_own_over_sentences_is_a_heading() -> None:
    text = "What the partners share\nThe partners share stations, workshops and one common account.\n"
    assert kinds(text)[0] == ("heading", "What the partners share")


def test_facts_without_full_stops_are_no_headings() -> None:
    assert {kind for kind, _ in kinds("Price of the coupe 500,000 yuan\nPrice of the van 300,000 yuan")} == {
        "paragraph"
    }


def test_an_unfinished_last_line_is_no_heading() -> None:
    assert kinds("They sell cars in many large towns.\nThe last part is also")[-1][0] == "paragraph"


def test_quoted_and_ended_lines_are_no_headings() -> None:
    text = "“It works!”\nHe said this to all of the people in the hall."
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "paragraph"]


def test_list_items_lose_their_marks() -> None:
    assert kinds("- one thing\n* two\n3) three") == [("item", "one thing"), ("item", "two"), ("item", "three")]


def test_a_negative_number_or_year_is_no_list_mark() -> None:
    assert kinds("-5 degrees were measured.\n\n2024. was the year.") == [
        ("paragraph", "-5 degrees were measured."),
        ("paragraph", "2024. was the year."),
    ]


def test_a_hard_wrapped_paragraph_is_one_block() -> None:
    text = (
        "The committee met on the first of May and decided after long\n"
        "debate that Paris and London should both be asked before the\n"
        "end of the year."
    )
    assert kinds(text) == [("paragraph", text)]


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = (
        "The first paragraph ends in a full stop, as it should do.\nThe second one is here, on the next line.\nThird."
    )
    assert len(kinds(text)) == 3
