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
        ("北光的价格是多少？", "what is the price of Nordlys?"),
        ("北光8月的销量是多少", "what is the sales of Nordlys in August?"),
        ("斯卡恩是什么时候成立的?", "when Skagen Line founded?"),
        ("斯卡恩 2026年计划推出几款新车?", "how many new models Skagen Line plan launched in 2026?"),
        ("北光S7价格", "Nordlys S7 price?"),
        ("斯卡恩有多少家门店？", "how many stores does Skagen Line have?"),
        ("北光和斯卡恩各有多少家门店？", "how many stores does Nordlys and Skagen Line have?"),
        ("北光和斯卡恩有什么区别？", "what is the difference between Nordlys and Skagen Line?"),
        ("2025年年底北光多少钱？", "how much is Nordlys at the end of 2025?"),
        ("斯卡恩有哪些品牌？", "which brands does Skagen Line have?"),
        ("北光十月份卖了多少辆？", "how many Nordlys were sold in October?"),
        ("斯卡恩是哪一天开幕的？", "on what date Skagen Line opened?"),
        ("2025年8月20日斯卡恩宣布了什么？", "what Skagen Line announced on August 20 2025?"),
        ("斯卡恩生产电池吗？", "does Skagen Line produced battery?"),
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
