from __future__ import annotations

import pytest

from service.qualifiers import excludes, unmet


@pytest.mark.parametrize(
    ("asked", "said", "excluded"),
    [
        ("at the end of 2025", "by mid-2025", True),
        ("at the end of 2025", "in late 2025", False),
        ("at the end of 2025", "between mid-2025 and the end of the year", False),
        ("in the second quarter", "in the fourth quarter of next year", True),
        ("the top version", "it starts at 20 euros", True),
        ("the top version", "the flagship costs 30 euros", False),
        ("the price", "it starts at 20 euros", False),
        ("shops outside Norway", "1,200 shops nationwide", True),
        ("how many a month", "sold 400 a year", True),
        ("the second-generation ferry", "its first generation", True),
        ("its second ferry", "a first step towards it", False),
    ],
)
def test_positions_exclude_each_other(asked: str, said: str, excluded: bool) -> None:  # noqa: FBT001  # a table's column
    assert excludes(asked, said) is excluded


def test_a_position_is_asked_for_and_not_taken() -> None:
    assert unmet("How many tickets per month?", ["They sold 400 tickets.", "In August."])
    assert not unmet("How many tickets per month?", ["They sold 400 tickets.", "Such are the monthly sales."])
    assert not unmet("How many tickets?", ["They sold 400 tickets."])
    assert not unmet("What came before?", ["It sailed."])  # a matter of wording
