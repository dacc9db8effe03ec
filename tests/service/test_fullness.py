"""What belongs in a full answer: exactly what raises its expected F measure."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.fullness import LENGTH, SENTENCES, belonging, worth_adding

sentences = st.lists(
    st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=1, max_size=SENTENCES - 1
)  # words, probability


def expected_f(answer: list[tuple[int, float]]) -> float:
    return 2 * sum(words * p for words, p in answer) / (sum(words for words, _ in answer) + LENGTH)


@given(answer=sentences, words=st.integers(1, 60), probability=st.floats(0, 1))
def test_a_sentence_is_worth_adding_if_the_answer_is_then_expected_to_be_better(
    answer: list[tuple[int, float]], words: int, probability: float
) -> None:
    gain = expected_f([*answer, (words, probability)]) - expected_f(answer)
    assume(abs(gain) > 1e-9)
    counts, probabilities = zip(*answer, strict=True)
    assert worth_adding(counts, probabilities, probability) == (gain > 0)


def test_an_answer_ends_somewhere() -> None:
    assert not worth_adding([1] * SENTENCES, [1.0] * SENTENCES, 1.0)


def test_a_second_sentence_belongs_more_than_its_score_says() -> None:
    assert belonging(0.9, 0.9) == 1
    assert 0.2 / 0.8 < belonging(0.2, 0.8) < 1
    assert belonging(0.0, 0.8) == 0


@pytest.mark.parametrize("score", [0.0, 0.5])
def test_without_a_good_sentence_nothing_belongs(score: float) -> None:
    assert belonging(score, 0.0) == 0
