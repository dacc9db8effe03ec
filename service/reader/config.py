"""The settings of a training run, read from a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

DEFAULT = Path(__file__).with_name("training.toml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LossWeights(_Strict):
    """How much each head's loss counts."""

    span: float = Field(ge=0)
    answerability: float = Field(ge=0)
    evidence: float = Field(ge=0)
    relevance: float = Field(default=0.0, ge=0)
    nearness: float = Field(default=0.0, ge=0)


class NegativeShares(_Strict):
    """Share of an answerable question's appearances that use each kind of negative."""

    mined: float = Field(ge=0, le=1)
    sentence_removed: float = Field(ge=0, le=1)
    other_constraint: float = Field(ge=0, le=1)
    random: float = Field(ge=0, le=1)


class TrainingConfig(_Strict):
    """Everything that decides what a training run computes; see ``training.toml`` for what each field means."""

    seed: int
    max_tokens: int = Field(ge=64, le=512)
    tokens_per_batch: int = Field(ge=512)
    examples: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    head_learning_rate: float = Field(gt=0)
    weight_decay: float = Field(ge=0)
    warmup_share: float = Field(ge=0, lt=1)
    dropout: float = Field(ge=0, lt=1)
    label_smoothing: float = Field(ge=0, lt=1)
    average_decay: float = Field(ge=0, lt=1)
    checkpoint_minutes: float = Field(gt=0, le=10)
    held_out_share: float = Field(gt=0, lt=0.5)
    crop_share: float = Field(ge=0, le=1)
    title_share: float = Field(ge=0, le=1)
    reworded_share: float = Field(default=0.0, ge=0, le=1)
    loss: LossWeights
    teacher_sha256: str = ""
    teacher_every: int = Field(default=1, ge=1)
    larger_embedder_sha256: str = ""
    larger_reader_share: float = Field(default=0.0, ge=0, le=1)
    frozen_layers: int = Field(default=0, ge=0)
    sources: dict[str, float]
    own_negatives: tuple[str, ...] = ()
    negatives: NegativeShares


def read_config(path: Path = DEFAULT) -> TrainingConfig:
    """The configuration in ``path``; raises `pydantic.ValidationError` where it is not one."""
    return TrainingConfig.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
