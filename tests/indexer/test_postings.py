from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.lexical import analyse
from indexer.postings import Postings, PostingsWriter, Weighted

CHUNKS = ["the red car is fast", "the blue car and the red bus", "a green bicycle", ""]


def written(token_lists: list[list[str]], folder: Path) -> tuple[Postings, dict[str, int]]:
    writer = PostingsWriter()
    for tokens in token_lists:
        writer.add(tokens)
    writer.save(folder)
    return Postings(folder), writer.terms


def query(terms: dict[str, int], postings: Postings, weights: dict[str, float]) -> list[Weighted]:
    """The query with the inverse document frequencies of these chunks."""
    n = len(postings.lengths)
    known = [(terms[term], weight) for term, weight in weights.items() if term in terms]
    holding = [len(postings.chunks_with(number)) for number, _ in known]
    return [
        Weighted(t, w, np.float32(np.log(1 + (n - h + 0.5) / (h + 0.5))))
        for (t, w), h in zip(known, holding, strict=True)
    ]


@pytest.fixture
def small(tmp_path: Path) -> tuple[Postings, dict[str, int]]:
    return written([analyse(text) for text in CHUNKS], tmp_path / "postings")


def test_scores_are_those_of_the_formula(small: tuple[Postings, dict[str, int]]) -> None:
    postings, terms = small
    lengths = [len(analyse(text)) for text in CHUNKS]
    idf = np.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 1 / (1 + 1.5 * (1 - 0.75 + 0.75 * lengths[2] / np.mean(lengths)))
    scores = postings.scores(query(terms, postings, {"green": 1.0}), float(np.mean(lengths)), np.arange(4))
    assert scores[2] == pytest.approx(expected, rel=1e-6)
    assert [scores[0], scores[1], scores[3]] == [0, 0, 0]


def test_weights_scale_and_terms_add(small: tuple[Postings, dict[str, int]]) -> None:
    postings, terms = small
    once, half, both = (
        postings.scores(query(terms, postings, weights), 4.0, np.arange(4))
        for weights in ({"red": 1.0}, {"red": 0.5}, {"red": 1.0, "fast": 2.0})
    )
    fast = postings.scores(query(terms, postings, {"fast": 2.0}), 4.0, np.arange(4))
    assert np.allclose(half, once / 2)
    assert np.allclose(both, once + fast)


def test_the_best_come_first_and_only_above_zero(small: tuple[Postings, dict[str, int]]) -> None:
    postings, terms = small
    chunks, scores = postings.best(query(terms, postings, dict.fromkeys(analyse("fast red cars"), 1.0)), 4.0, 10, None)
    assert list(chunks) == [0, 1]
    assert scores[0] > scores[1] > 0
    live = np.array([False, True, True, True])
    assert list(postings.best(query(terms, postings, {"red": 1.0}), 4.0, 10, live)[0]) == [1]
    assert len(postings.best([], 4.0, 10, None)[0]) == 0
    assert len(postings.best(query(terms, postings, {"red": 1.0}), 4.0, 0, None)[0]) == 0


def test_leaving_lists_out_changes_nothing(tmp_path: Path) -> None:
    """MaxScore against going through all, on chunks whose words are as unevenly frequent as in text."""
    random = np.random.default_rng(3)
    frequency = 1 / np.arange(1, 301)
    words = np.array([f"w{number}" for number in range(300)])
    lists = [
        random.choice(words, size=random.integers(1, 80), p=frequency / frequency.sum()).tolist() for _ in range(3000)
    ]
    postings, terms = written(lists, tmp_path / "postings")
    alive = random.random(3000) > 0.1
    for mean_length in (20.0, 40.0, 90.0):
        for _ in range(40):
            asked = {str(w): float(random.choice([0.5, 1.0])) for w in random.choice(words, size=6, replace=False)}
            weighted = query(terms, postings, asked)
            scores = postings.scores(weighted, mean_length, np.arange(3000))
            for k, live in ((1, None), (10, alive), (50, None), (5000, alive)):
                shown = scores if live is None else np.where(live, scores, 0)
                order = [row for row in np.argsort(-shown, kind="stable")[:k] if shown[row] > 0]
                chunks, best = postings.best(weighted, mean_length, k, live)
                assert list(chunks) == order
                assert np.array_equal(best, shown[order])


def test_many_occurrences_are_counted_as_many(tmp_path: Path) -> None:
    postings, terms = written([["a"] * 70_000 + ["b"]], tmp_path / "postings")
    assert postings.terms_in(0, 1) == 70_001
    [score] = postings.scores([Weighted(terms["a"], 1.0, np.float32(1))], 70_001.0, np.arange(1))
    assert score == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("token_lists", [[], [[], []]])
def test_chunks_without_words(token_lists: list[list[str]], tmp_path: Path) -> None:
    postings, terms = written(token_lists, tmp_path / "postings")
    assert terms == {}
    assert postings.terms_in(0, len(token_lists)) == 0
