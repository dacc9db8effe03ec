from __future__ import annotations

import pytest

from indexer.lexical import analyse, count_words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Cars carried", ["car", "carri"]),
        ("Huawei’s HUAWEI'S", ["huawei", "huawei"]),
        ("150,000 - yuan and 3.5", ["150000", "yuan", "and", "3.5"]),
        ("R & D, R&D", ["r&d", "r&d"]),
        ("E0X - L M7", ["e0x", "l", "m7"]),
        ("智界汽车 和", ["智界", "界汽", "汽车", "和"]),
        ("鸿蒙OS版", ["鸿蒙", "os", "版"]),
        ("ＡＢＣ①", ["abc1"]),
        ("1,5 a_b — !", ["1", "5", "a", "b"]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert analyse(text) == tokens


def test_words_are_counted_as_they_are_written_in_small_letters() -> None:
    assert count_words("The cars' car, the CAR; R2 it’s 智界") == {
        "the": 2, "cars": 1, "car": 2, "it’s": 1, "智界": 1, "r": 1,
    }  # fmt: skip
