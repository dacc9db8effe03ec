"""Runs that differ in one kind of data are judged on the same held-out examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from service.reader import ablation
from service.reader.config import read_config
from tests.service.reader.test_train import CONFIG

pytestmark = pytest.mark.timeout(240)


def test_each_kind_is_left_out_once() -> None:
    config = read_config(Path(ablation.__file__).with_name("training_pages.toml"))
    made = ablation.variants(config)
    assert len(made) == 1 + len(ablation.SOURCES) + len(ablation.NEGATIVES)
    assert made["all"] == config
    without = made["no NQ-open and QED"]
    assert {s for s, times in config.sources.items() if times != without.sources[s]} == {"nq_open_oracle", "qed_dev"}
    assert made["no negatives: mined"].negatives.mined == 0
    assert made["no negatives: mined"].sources == config.sources
    assert len({str(variant) for variant in made.values()}) == len(made)


def test_what_is_all_there_is_is_not_left_out(data: Path, tmp_path: Path) -> None:
    config, out = tmp_path / "run.toml", tmp_path / "out"
    config.write_text(CONFIG.format(examples=16), encoding="utf-8")
    command = ["--data", str(data), "--out", str(out), "--config", str(config), "--examples", "16"]
    application = typer.Typer()
    application.command()(ablation.main)
    result = CliRunner().invoke(application, command, catch_exceptions=False)
    assert result.exit_code == 0
    reached = json.loads((out / "ablation.json").read_text(encoding="utf-8"))
    assert list(reached) == ["all", *(f"no negatives: {name.replace('_', ' ')}" for name in ablation.NEGATIVES)]
    held_out = {figures["examples"] for groups in reached.values() for figures in groups.values()}
    assert len(held_out) == 1
    assert all(0 <= figures["span_f1"] <= 1 for groups in reached.values() for figures in groups.values())
