from __future__ import annotations

import pytest

from service.chinese.words import simplified, value, word_list, words


@pytest.mark.parametrize(
    ("numeral", "expected"),
    [
        ("五", 5), ("十", 10), ("十一", 11), ("二十", 20), ("两百", 200), ("三千五百", 3500), ("百万", 1_000_000),
        ("1.5万", 15_000), ("一百二十万", 1_200_000), ("十二亿", 1_200_000_000), ("两万亿", 2e12), ("三点五", 3.5),
        ("二〇二五", 2025), ("1,200", 1200), ("2千", 2000), ("一万两千", 12_000),
    ],
)  # fmt: skip
def test_value_of_a_numeral(numeral: str, expected: float) -> None:
    assert value(numeral) == pytest.approx(expected)


def english(text: str) -> list[str]:
    return [next(iter(word.readings.values())) for word in words(text, {}) if any(word.readings.values())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五个品牌", ["five", "brand"]),
        ("1.5万名员工", ["15,000", "employees"]),
        ("百分之二十", ["20 percent"]),
        ("第二艘船", ["second", "ship"]),
        ("两百多家店", ["over 200", "stores"]),
        ("2025年8月20日", ["on August 20 2025"]),
        ("二〇二四年十一月", ["in November 2024"]),
        ("2025年年底", ["at the end of 2025"]),
        ("2025年第三季度", ["in the third quarter of 2025"]),
        ("2026年上半年", ["in the first half of 2026"]),
        ("明年", ["next year"]),
    ],
)
def test_figures_and_times(text: str, expected: list[str]) -> None:
    assert english(text) == expected


def test_the_fewest_words_cover_the_text() -> None:
    assert [word.chinese for word in words("中国家庭销售网络有多少", {})] == ["中国", "家庭", "销售网络", "有", "多少"]


def test_names_are_as_given() -> None:
    (name, _, noun) = words("上海号的船", {0: (3, "MS Shanghai", "ship")})
    assert (name["name"], name.kind, noun["nouns"]) == ("MS Shanghai", "ship", "ship")


def test_unknown_characters_are_told() -> None:
    assert ["unknown" in word for word in words("饕餮船", {})] == [True, True, False]


def test_traditional_characters_are_read_as_simplified_ones_at_the_same_place() -> None:
    assert simplified("這艘電動渡輪多少錢?") == "这艘电动渡轮多少钱?"


def test_every_traditional_character_stands_with_another_one() -> None:
    pairs = word_list()["traditional"].split()
    assert all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs)
    assert len({pair[0] for pair in pairs}) == len(pairs)


def test_the_words_of_the_list_are_in_simplified_characters() -> None:
    stored = word_list()
    held = [word for sort in ("nouns", "verbs", "adjectives") for listed in stored[sort].values() for word in listed]
    assert [word for word in held if simplified(word) != word] == []
