from __future__ import annotations

from pathlib import Path

import pytest
import torch
import typer
from safetensors.torch import load_file, save_file
from typer.testing import CliRunner

from service.reader.averaging import CONFIG, WEIGHTS, average, main


def run_of(folder: Path, value: float, size: int = 3) -> Path:
    folder.mkdir()
    save_file({"head": torch.full((size,), value, dtype=torch.float16)}, folder / WEIGHTS)
    (folder / CONFIG).write_text(f'{{"value": {value}}}', encoding="utf-8")
    return folder


def test_the_mean_of_runs_has_the_precision_and_configuration_of_the_first(tmp_path: Path) -> None:
    average([run_of(tmp_path / "one", 1.0), run_of(tmp_path / "other", 4.0)], tmp_path / "mean")
    weights = load_file(tmp_path / "mean" / WEIGHTS)
    assert weights["head"].dtype is torch.float16
    assert weights["head"].tolist() == [2.5, 2.5, 2.5]
    assert (tmp_path / "mean" / CONFIG).read_text(encoding="utf-8") == '{"value": 1.0}'


def test_what_cannot_be_averaged_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    one, long = run_of(tmp_path / "one", 1.0), run_of(tmp_path / "long", 1.0, size=4)
    for runs in ([one], [one, long]):
        with pytest.raises(ValueError, match="run"):
            average(runs, tmp_path / "mean")
    app = typer.Typer()
    app.command()(main)
    reply = CliRunner().invoke(app, [str(tmp_path / "mean"), str(one), str(tmp_path / "none")])
    assert reply.exit_code == 2
    assert not (tmp_path / "mean").exists()
