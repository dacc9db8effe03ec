from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.asking import AskError
from eval.cli import app
from eval.contradictions import OWN_PAIRS, Found, Pair, load_pairs, score
from service.contradiction import Difference


def row(
    number: int, *, conflict: bool, a: str = "It buys 12 ships.", b: str = "It buys 20 ships."
) -> dict[str, object]:
    return {"id": f"p{number}", "a": a, "b": b, "conflict": conflict, "why": "number: ships"}


def found(said: list[bool], true: list[bool]) -> list[Found]:
    return [
        Found(Pair.model_validate(row(i, conflict=holds)), Difference.FIGURE if claimed else None)
        for i, (claimed, holds) in enumerate(zip(said, true, strict=True))
    ]


def test_the_shipped_pairs_are_enough_and_half_of_them_near_misses() -> None:
    pairs = load_pairs(OWN_PAIRS)
    conflicts = sum(pair.conflict for pair in pairs)
    assert len(pairs) >= 60
    assert 0.4 <= conflicts / len(pairs) <= 0.6
    assert len({(pair.a, pair.b) for pair in pairs}) == len(pairs)


def test_scores_are_shares_of_what_is_said_and_of_what_is() -> None:
    scores = score(found([True, True, False, False], [True, False, True, False]))
    assert scores.precision.value == pytest.approx(1 / 2)
    assert scores.recall.value == pytest.approx(1 / 2)
    more = score(found([True, True, True, False], [True, True, False, False]))
    assert more.precision.value == pytest.approx(2 / 3)
    assert more.recall.value == 1
    assert more.f1.value == pytest.approx(0.8)
    assert math.isnan(score(found([False], [False])).precision.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no pair"),
        (json.dumps(row(1, conflict=True)) + "\n{}", "pairs.jsonl:2: "),
        (
            json.dumps(row(1, conflict=True)) + "\n" + json.dumps(row(1, conflict=False)),
            "pairs.jsonl:2: id 'p1' is used twice",
        ),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pairs.jsonl").write_text(text)
    with pytest.raises(AskError, match=message):
        load_pairs(tmp_path / "pairs.jsonl")


def test_the_command_prints_the_figures_and_what_is_got_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [
        row(1, conflict=True),
        row(2, conflict=False, b="It buys twelve ships."),
        row(3, conflict=True, b="The sea is calm."),
    ]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, rows)))
    result = CliRunner().invoke(app, ["pairs", "pairs.jsonl"])
    assert result.exit_code == 0
    assert "3 pairs, 2 of them conflicts" in result.output
    assert "p3 missed" in result.output
    assert "p1" not in result.output
    assert "50.0" in result.output
    assert CliRunner().invoke(app, ["pairs", "nowhere.jsonl"]).exit_code == 2
