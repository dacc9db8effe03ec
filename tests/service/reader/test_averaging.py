from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
import typer
from safetensors.torch import load_file, save_file
from transformers import BertConfig
from typer.testing import CliRunner

from service.reader.averaging import average, main
from service.reader.model import WEIGHTS, ReaderModel, save


def run_of(folder: Path, value: float, size: int = 8) -> Path:
    """A run whose weights are all ``value``."""
    config = BertConfig(
        vocab_size=10,
        hidden_size=size,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        hidden_dropout_prob=value / 10,
    )
    model = ReaderModel(config)
    for weights in model.parameters():
        torch.nn.init.constant_(weights, value)
    save(model, folder)
    return folder


def test_the_mean_of_runs_has_their_precision_and_the_configuration_of_the_first(tmp_path: Path) -> None:
    average([run_of(tmp_path / "one", 1.0), run_of(tmp_path / "other", 4.0)], tmp_path / "mean")
    weights = load_file(tmp_path / "mean" / WEIGHTS)
    assert weights.keys() == load_file(tmp_path / "one" / WEIGHTS).keys()
    assert all(tensor.dtype is torch.float16 and (tensor == 2.5).all() for tensor in weights.values())
    config = json.loads((tmp_path / "mean" / "config.json").read_text(encoding="utf-8"))
    assert config["hidden_dropout_prob"] == 0.1


def test_a_head_that_a_run_lacks_is_that_of_the_others_and_a_run_named_twice_counts_twice(tmp_path: Path) -> None:
    one, other = run_of(tmp_path / "one", 1.0), run_of(tmp_path / "other", 4.0)
    kept = {name: t for name, t in load_file(one / WEIGHTS).items() if not name.startswith("nearness")}
    save_file(kept, one / WEIGHTS)
    average([one, one, other], tmp_path / "mean")
    weights = load_file(tmp_path / "mean" / WEIGHTS)
    assert all((tensor == (4.0 if name.startswith("nearness") else 2.0)).all() for name, tensor in weights.items())


def test_what_cannot_be_averaged_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    one, large = run_of(tmp_path / "one", 1.0), run_of(tmp_path / "large", 1.0, size=16)
    for runs in ([one], [one, large]):
        with pytest.raises(ValueError, match="run"):
            average(runs, tmp_path / "mean")
    app = typer.Typer()
    app.command()(main)
    reply = CliRunner().invoke(app, [str(tmp_path / "mean"), str(one), str(tmp_path / "none")])
    assert reply.exit_code == 2
    assert not (tmp_path / "mean").exists()
