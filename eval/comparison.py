"""Two runs of the same questions: what got better, what worse, and whether that is more than chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from eval.figures import FIGURES, Figure, columns_of
from eval.metrics.intervals import Estimate, mcnemar, paired_bootstrap
from eval.runs import Run, RunError

Verdict = Literal["better", "worse", "noise", "not measured"]

_SIGNIFICANCE = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """How one figure changed; ``p`` is McNemar's p-value where the figure counts right replies."""

    figure: Figure
    before: float
    after: float
    difference: Estimate
    p: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes of all figures, and the ids of the questions that turned right or wrong."""

    questions: int
    changes: list[Change]
    gained: list[str]
    lost: list[str]

    @property
    def drops(self) -> list[Change]:
        """The figures that must not drop and did, by more than chance."""
        return [change for change in self.changes if change.figure.gated and change.verdict == "worse"]


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs on the questions that both hold.

    Raises:
        RunError: they have no question in common.

    """
    common = [question_id for question_id in before.questions if question_id in after.questions]
    if not common:
        message = "the two runs have no question in common"
        raise RunError(message)
    old, new = (columns_of(run.questions[question_id].values for question_id in common) for run in (before, after))
    changes = []
    for figure in FIGURES:
        difference = paired_bootstrap(old, new, figure.statistic)
        p = None
        if figure.name == "right":
            p = mcnemar(old["right"], new["right"])
        elif figure.name == "fully right":
            rows = old["answerable"] == 1
            p = mcnemar(old["right"][rows], new["right"][rows])
        values = figure.statistic(old), figure.statistic(new)
        changes.append(Change(figure, *values, difference, p, _verdict(figure, difference, p)))
    turned = {question_id: new["right"][i] - old["right"][i] for i, question_id in enumerate(common)}
    return Comparison(
        questions=len(common),
        changes=changes,
        gained=[question_id for question_id, change in turned.items() if change > 0],
        lost=[question_id for question_id, change in turned.items() if change < 0],
    )


def _verdict(figure: Figure, difference: Estimate, p: float | None) -> Verdict:
    if math.isnan(difference.value):  # one of the runs has nothing to measure
        return "not measured"
    chance = difference.low <= 0 <= difference.high if p is None else p >= _SIGNIFICANCE
    if chance:
        return "noise"
    return "better" if (difference.value > 0) == (figure.better == "higher") else "worse"
