from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.values import Kind, calendar, dozens_counted, find_values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("over 1 million vehicles", [(Kind.NUMBER, "1000000")]),
        ("a budget of 179.7 billion yuan", [(Kind.MONEY, "179700000000")]),
        ("between 350,000 and 450,000 yuan", [(Kind.MONEY, "350000"), (Kind.MONEY, "450000")]),
        ("the 150,000 - yuan class", [(Kind.MONEY, "150000")]),
        ("by mid - 2025 it rose to 22.3%", [(Kind.DATE, "2025"), (Kind.PERCENT, "22.3%")]),
        ("more than 50 percent", [(Kind.PERCENT, "50%")]),
        ("on November 20, 2025", [(Kind.DATE, "2025 november 20")]),
        ("twelve cars and Five more", [(Kind.NUMBER, "12"), (Kind.NUMBER, "5")]),
        ("a dozen cars, half a dozen ships, two dozen", [(Kind.NUMBER, "12"), (Kind.NUMBER, "6"), (Kind.NUMBER, "24")]),
        ("dozens of cars, several dozen ships", []),
        ("in 2019", [(Kind.YEAR, "2019")]),
        ("US$3 bn", [(Kind.MONEY, "3000000000")]),
        ("the S7 with L3 in a 4S shop on the E0X - L", []),
        ("about a quarter of them and two-thirds of the rest", [(Kind.PERCENT, "25%"), (Kind.PERCENT, "66.6667%")]),
        ("half of the cars, the first third of the road", [(Kind.PERCENT, "50%")]),
        ("It May be so", []),
        ("It is a Tier 1 supplier", []),
    ],
)
def test_finds_values_in_canonical_form(text: str, expected: list[tuple[Kind, str]]) -> None:
    assert [(value.kind, value.canonical) for value in find_values(text)] == expected


def test_dozens_are_counted() -> None:
    assert dozens_counted("Are a dozen or two dozen of 30 ships new?") == "Are 12 or 24 of 30 ships new?"
    assert dozens_counted("Are dozens of ships new?") == "Are dozens of ships new?"


def test_the_same_number_in_other_words_is_equal() -> None:
    forms = ["1.5 million", "1,500,000", "1500 thousand"]
    assert {value.canonical for form in forms for value in find_values(form)} == {"1500000"}


def test_calendar_holds_years_and_months() -> None:
    assert calendar("sold 1,649 units in August 2025, as on 2024-03-01") == {"august", "2025", "2024", "march"}


@given(st.text(alphabet=st.sampled_from("0123456789,.- %$€yuanmilioMayJne ABS7"), max_size=60))
def test_spans_are_ordered_and_inside(text: str) -> None:
    last = 0
    for value in find_values(text):
        assert last <= value.start < value.end <= len(text)
        last = value.end
