from __future__ import annotations

import pytest

from indexer.documents import checked
from indexer.formats.tables import row_name, sentences
from indexer.records import Document
from indexer.sentences import document_sentences


@pytest.mark.parametrize(
    ("rows", "header_rows", "expected"),
    [
        pytest.param(
            [["Model", "Price", "Range"], ["S800", "708,000 yuan", "505 km"], ["R7", "259,800 yuan", ""]],
            1,
            ["S800 — Price: 708,000 yuan; Range: 505 km.", "R7 — Price: 259,800 yuan."],
            id="named columns",
        ),
        pytest.param(
            [["", "2023", "2024"], ["Revenue", "12", "15"]],
            None,
            ["Revenue — 2023: 12; 2024: 15."],
            id="years are names",
        ),
        pytest.param(
            [["Price", "708,000 yuan"], ["Range", "505 km"]],
            None,
            ["Price: 708,000 yuan.", "Range: 505 km."],
            id="pairs",
        ),
        pytest.param(
            [["Ship", "Crew"], ["Aurora", "12"], ["Borealis", "19"]],
            None,
            ["Aurora — Crew: 12.", "Borealis — Crew: 19."],
            id="names over figures",
        ),
        pytest.param([["1", "2", "3"], ["4", "5", "6"]], None, ["1 — 2; 3.", "4 — 5; 6."], id="no names"),
        pytest.param(
            [["", "2024", "2024"], ["Port", "spring", "autumn"], ["Oslo", "40", "42"]],
            2,
            ["Oslo — 2024 spring: 40; 2024 autumn: 42."],
            id="two rows of names",
        ),
        pytest.param(
            [["Port", "Pier", "Depth"], ["Oslo", "A", "9 m"], ["", "B", "11 m"]],
            1,
            ["Oslo — Pier: A; Depth: 9 m.", "Oslo — Pier: B; Depth: 11 m."],
            id="a name for several rows",
        ),
        pytest.param(
            [["Lamp", "Use", "Since"], ["North", "It leads ships. It is red.", "1911"]],
            1,
            ["North — Use: It leads ships. It is red.", "North — Since: 1911."],
            id="sentences in cells",
        ),
        pytest.param([["Only"], ["cells"]], None, ["Only", "cells"], id="one column"),
        pytest.param([["a", "b"]], 1, ["a — b"], id="names without rows"),
        pytest.param([["", " "], []], None, [], id="nothing"),
        pytest.param([["A", "B"], ["x"], ["y", "2", "3"]], 1, ["x.", "y — B: 2; 3."], id="rows of unlike length"),
    ],
)
def test_rows_become_sentences(rows: list[list[str]], header_rows: int | None, expected: list[str]) -> None:
    assert sentences(rows, header_rows) == expected


def test_a_long_row_makes_a_line_for_each_cell() -> None:
    rows = [["Lamp", "Left", "Right"], ["North", "so " * 100, "and " * 100]]
    left, right = sentences(rows, 1)
    assert left.startswith("North — Left: so so")
    assert right.startswith("North — Right: and and")


def test_each_row_is_one_sentence_of_the_index_and_none_is_a_heading() -> None:
    rows = [["Model", "Price", "Maker"], ["Aito M9", "approx. 470,000 yuan", "Seres Co. Ltd."], ["1", "5.5 m", "No. 3"]]
    told = sentences(rows, 1)
    found, _ = document_sentences(document := checked(Document("a", "\n\n".join(["The prices are these.", *told]), "")))
    assert [document.text[s.start : s.end] for s in found if not s.is_heading] == ["The prices are these.", *told]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Aito M9 — Price: 470,000 yuan; Range: 505 km.", "Aito M9"),
        ("Price: 470,000 yuan.", None),
        ("The lamp — a red one — shines: it is night.", None),
        ("The keeper said: lamps — all of them — burn.", None),
    ],
)
def test_a_row_says_what_it_is_about(sentence: str, name: str | None) -> None:
    assert row_name(sentence) == name
