from __future__ import annotations

import pytest

from indexer.embedding import Embedder
from service.thesaurus import compared, near_words


@pytest.mark.parametrize(("word", "near"), [("shops", "stores"), ("kids", "children"), ("percentage", "percent")])
def test_words_that_mean_nearly_the_same(word: str, near: str) -> None:
    assert near in near_words(word)


@pytest.mark.parametrize("word", ["monday", "three", "sixth", "january", "qqxz"])
def test_what_stands_in_a_row_has_no_word_for_it(word: str) -> None:
    assert near_words(word) == ()


def test_other_forms_of_a_word_and_its_denial_are_not_compared(embedder: Embedder) -> None:
    words = ["legal", "illegal", "legally", "buyer", "seller", "shops", "stores", "store", "banana"]
    assert dict(compared(words, embedder)) == {"shops": ["stores"], "stores": ["shops"]}


def test_the_file_holds_what_is_compared(embedder: Embedder) -> None:
    words = ["shops", "stores", "kids", "children"]
    for word, near in compared(words, embedder):
        assert set(near) <= set(near_words(word))
