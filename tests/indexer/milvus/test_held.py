from __future__ import annotations

from indexer.milvus.held import Held


def held(most: int) -> tuple[Held[str, str], list[list[str]]]:
    asked: list[list[str]] = []

    def fetch(keys: list[str]) -> dict[str, str]:
        asked.append(keys)
        return {key: key * 2 for key in keys if key != "none"}

    return Held(fetch, most, len), asked


def test_what_is_not_held_is_fetched_together_and_once() -> None:
    values, asked = held(100)
    assert values.many(["a", "b", "a"]) == {"a": "aa", "b": "bb"}
    assert values.many(["b", "c"]) == {"b": "bb", "c": "cc"}
    assert asked == [["a", "b"], ["c"]]


def test_a_key_without_value_gives_none_and_is_asked_for_again() -> None:
    values, asked = held(100)
    assert values.many(["none", "a"]) == {"a": "aa"}
    assert values.get("none") is None
    assert asked == [["none", "a"], ["none"]]


def test_what_was_longest_unused_goes_first_by_weight() -> None:
    values, asked = held(6)
    values.many(["a", "b", "c"])  # of weight two each
    values.get("a")
    values.get("d")
    assert values.many(["a", "c", "d"]) == {"a": "aa", "c": "cc", "d": "dd"}
    values.get("b")
    assert asked == [["a", "b", "c"], ["d"], ["b"]]


def test_values_that_came_by_another_way_are_held() -> None:
    values, asked = held(100)
    values.keep({"a": "x"})
    assert values.get("a") == "x"
    assert asked == []
