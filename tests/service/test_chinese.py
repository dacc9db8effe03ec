from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from service.chinese import in_english, is_chinese
from service.names import Names

names = Names(
    Glossary(entities=[Entity(canonical="Nordlys", chinese="北光"), Entity(canonical="Skagen Line", chinese="斯卡恩")])
)


def english(text: str) -> str:
    mentions = names.find(text)
    return in_english(text, mentions, [names.entities[m.entities[0]].canonical for m in mentions])


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("北光的价格是多少？", "what is the Nordlys price?"),
        ("北光8月的销量是多少", "what is the Nordlys August sales units sold?"),
        ("斯卡恩是什么时候成立的?", "when Skagen Line established?"),
        ("斯卡恩 2026年计划推出几款新车?", "how many models Skagen Line 2026 plan launch new models?"),
        ("北光S7价格", "Nordlys S7 price?"),
    ],
)
def test_questions_about_named_things(asked: str, expected: str) -> None:
    assert english(asked) == expected
    assert not is_chinese(english(asked))


def test_what_the_dictionary_lacks_is_left_alone() -> None:
    asked = "请详细分析北光在国际航运市场竞争中的优势与劣势"
    assert english(asked) == asked


def test_is_chinese() -> None:
    assert is_chinese("北")
    assert not is_chinese("Nordlys, 85 €")
