from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.normalisation import normalise_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(TEXTS)
def test_a_second_pass_changes_nothing(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_line_ends_and_blanks_are_unified() -> None:
    assert normalise_text("\ufeffa\u00a0b  \r\nc\rd\n\n\n\n e\u200b\0\n") == "a b\nc\nd\n\n e"


def test_words_quotes_and_signs_stay() -> None:
    text = "“R & D” — ‘150,000 - yuan’ E0X - L 作者：智界 1.5 °C"
    assert normalise_text(text) == text


def test_accents_are_composed() -> None:
    assert normalise_text("cafe\u0301") == "café"


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        normalise_text("half \ud83d of it")
