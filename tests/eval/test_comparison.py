from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eval.comparison import Change, compare
from eval.figures import measure
from eval.judging import Values
from eval.runs import Judged, Run, RunError, interval_of


def make_run(rights: list[int], first: int = 0) -> Run:
    rows: dict[str, Values] = {
        f"q{number}": {"right": right, "answerable": 1, "refused": 0, "confidence": 0.5, "nugget_recall": right}
        for number, right in enumerate(rights, start=first)
    }
    return Run(
        created=datetime.now(UTC),
        gold={},
        asked={},
        machine={},
        figures={name: interval_of(estimate) for name, estimate in measure(list(rows.values())).items()},
        questions={name: Judged(kind="fact", style="plain", split="dev", values=row) for name, row in rows.items()},
    )


def change(before: Run, after: Run, name: str) -> Change:
    return next(change for change in compare(before, after).changes if change.figure.name == name)


def test_a_run_is_as_good_as_itself() -> None:
    run = make_run([1, 0] * 20)
    comparison = compare(run, run)
    assert {change.verdict for change in comparison.changes} == {"noise", "not measured"}
    assert (len(comparison.drops), comparison.gained, comparison.lost) == (0, [], [])


def test_a_large_drop_is_worse_and_a_small_one_is_noise() -> None:
    good, worse, little = make_run([1] * 40), make_run([1] * 25 + [0] * 15), make_run([1] * 39 + [0])
    assert change(good, worse, "right").verdict == "worse"
    assert change(good, worse, "nugget recall").verdict == "worse"
    assert change(worse, good, "right").verdict == "better"
    assert change(good, little, "right").verdict == "noise"
    assert {drop.figure.name for drop in compare(good, worse).drops} >= {"right", "fully right", "nugget recall"}
    assert compare(good, little).drops == []


def test_questions_that_turned_are_named() -> None:
    comparison = compare(make_run([1, 0, 1]), make_run([0, 1, 1]))
    assert (comparison.gained, comparison.lost) == (["q1"], ["q0"])


def test_only_common_questions_are_compared() -> None:
    assert compare(make_run([1] * 4), make_run([1] * 4, first=3)).questions == 1
    with pytest.raises(RunError, match="no question in common"):
        compare(make_run([1]), make_run([1], first=5))
