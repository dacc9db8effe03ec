from __future__ import annotations

from collections import Counter

from indexer.lexical import analyse, count_words
from service.vocabulary import Vocabulary, english, surprise

TEXTS = ["The Shangjie H5 is a carriage of steel.", "Steel is strong."]
WORDS = sum((count_words(text) for text in TEXTS), Counter[str]())
COUNTS = {"steel": 2, "strong": 1, "carriag": 1}
vocabulary = Vocabulary(2, lambda stem: COUNTS.get(stem, 0), analyse, lambda _: WORDS)


def test_rare_words_weigh_more_here_and_in_english() -> None:
    assert vocabulary.weight("strong", "strong") > vocabulary.weight("steel", "steel")
    assert vocabulary.weight("ogr", "ogre") > vocabulary.weight("peopl", "people")
    assert surprise("the") < surprise("steel") < surprise("Shangjie") == 1.0
    assert english()["the"] > english()["steel"]


def test_corrects_towards_the_corpus_within_one_edit_or_two_in_long_words() -> None:
    assert vocabulary.correct("Shangji") == "shangjie"
    assert vocabulary.correct("carriagges") == "carriage"
    assert vocabulary.correct("shngj") == "shngj"


def test_leaves_english_short_and_foreign_words_alone() -> None:
    for word in ("marriage", "steal", "H5", "Stl", "尚界", "Zeekr"):
        assert vocabulary.correct(word) == word


def test_names_count_as_known() -> None:
    other = Vocabulary(2, lambda _: 0, analyse, lambda _: WORDS)
    assert other.correct("Luxeeed", ["Luxeed X9"]) == "luxeed"


def test_inflections_of_known_words_are_known() -> None:
    for word in ("carriages", "sayed", "shangjies"):
        assert vocabulary.correct(word) == word
    assert vocabulary.correct("doees") == "does"


def test_words_that_ask_and_common_english_words() -> None:
    asked = ("hwo", "mny", "wich", "waht", "teh", "precentage", "Precentage")
    assert [vocabulary.correct(word) for word in asked] == [
        "how", "many", "which", "what", "the", "percentage", "Precentage",
    ]  # fmt: skip
    assert (vocabulary.correct("wat", first=True), vocabulary.correct("wat")) == ("what", "wat")


def test_two_words_are_one_where_the_corpus_writes_them_so() -> None:
    counted = Vocabulary(2, lambda _: 0, analyse, lambda _: WORDS, lambda word: WORDS[word])
    assert counted.joined("car", "riage")
    assert not counted.joined("steel", "car")
    assert not counted.joined("s", "trong")


def test_words_are_spelt_as_the_corpus_spells_them() -> None:
    words = Counter({"center": 3, "colour": 1, "grey": 1, "gray": 2})
    spelt = Vocabulary(2, lambda _: 0, analyse, lambda _: words, lambda word: words[word])
    assert [spelt.respelt(word) for word in ("centre", "center", "color", "theatre", "grey")] == [
        "center", "center", "colour", "theatre", "grey",
    ]  # fmt: skip


def test_a_word_that_the_corpus_lacks_gives_way_to_the_nearest_that_it_has() -> None:
    assert vocabulary.nearest_held("robust", ["sturdy", "strong", "steel"]) == "strong"
    assert vocabulary.nearest_held("carriages", ["steel"]) == "carriages"
    assert vocabulary.nearest_held("robust", ["sturdy"]) == "robust"
