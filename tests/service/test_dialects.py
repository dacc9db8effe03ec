from __future__ import annotations

import pytest

from service.dialects import other_spellings


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("centre", "center"),
        ("theatres", "theaters"),
        ("metre", "meter"),
        ("fibres", "fibers"),
        ("colour", "color"),
        ("neighbouring", "neighboring"),
        ("organisation", "organization"),
        ("analysed", "analyzed"),
        ("catalogue", "catalog"),
        ("programmes", "programs"),
        ("licence", "license"),
        ("tyres", "tires"),
        ("grey", "gray"),
        ("aeroplane", "airplane"),
    ],
)
def test_each_spelling_gives_the_other(british: str, american: str) -> None:
    assert american in other_spellings(british)
    assert british in other_spellings(american)


@pytest.mark.parametrize("word", ["four", "our", "your", "filled", "selling", "brand", "is", "a", ""])
def test_words_of_one_spelling_give_none(word: str) -> None:
    assert list(other_spellings(word)) == []
