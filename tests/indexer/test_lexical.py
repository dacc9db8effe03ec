from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.lexical import LexicalIndex, analyse

CHUNKS = ["the red car is fast", "the blue car and the red bus", "a green bicycle", ""]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build([analyse(text) for text in CHUNKS])


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


def test_rare_words_count_more(index: LexicalIndex) -> None:
    scores = index.scores(analyse("fast red cars"))
    assert scores.argmax() == 0
    assert scores[1] > 0
    assert list(scores[2:]) == [0, 0]


def test_weights_scale_and_repeats_add(index: LexicalIndex) -> None:
    once = index.scores(["red"])
    assert np.allclose(index.scores({"red": 0.5}), once / 2)
    assert np.allclose(index.scores(["red", "red"]), once * 2)
    assert np.allclose(index.scores({"red": 1.0, "fast": 2.0}), once + 2 * index.scores(["fast"]))


def test_scores_are_those_of_the_formula(index: LexicalIndex) -> None:
    lengths = [len(analyse(text)) for text in CHUNKS]
    idf = np.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 1 / (1 + 1.5 * (1 - 0.75 + 0.75 * lengths[2] / np.mean(lengths)))
    assert index.scores(["green"])[2] == pytest.approx(expected, rel=1e-5)


def test_unknown_words_and_no_words_score_nothing(index: LexicalIndex) -> None:
    assert not index.scores(["zebra"]).any()
    assert not index.scores([]).any()


def test_a_saved_index_scores_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "bm25")
    loaded = LexicalIndex.load(tmp_path / "bm25", len(CHUNKS))
    assert np.array_equal(loaded.scores(["red", "bus"]), index.scores(["red", "bus"]))


@pytest.mark.parametrize("token_lists", [[], [[], []]])
def test_an_index_without_words(token_lists: list[list[str]], tmp_path: Path) -> None:
    LexicalIndex.build(token_lists).save(tmp_path / "bm25")
    loaded = LexicalIndex.load(tmp_path / "bm25", len(token_lists))
    assert list(loaded.scores(["red"])) == [0] * len(token_lists)
