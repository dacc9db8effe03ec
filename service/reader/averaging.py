"""The mean of the weights of runs that went on from one another: ``python -m service.reader.averaging OUT RUN RUN…``.

What one run has learned and another forgotten is often kept by their mean (Wortsman et al. 2022, arXiv 2203.05482).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import torch
import typer
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

WEIGHTS, CONFIG = "model.safetensors", "config.json"


def average(runs: list[Path], out: Path) -> None:
    """Write the mean of the weights in the folders ``runs``, in the precision of the first, with its configuration.

    Raises:
        ValueError: the runs are fewer than two, or of different shapes.
    """
    if len(runs) < 2:
        raise ValueError("a mean needs two runs")
    weights = [load_file(run / WEIGHTS) for run in runs]
    if any({k: v.shape for k, v in w.items()} != {k: v.shape for k, v in weights[0].items()} for w in weights):
        raise ValueError("the runs' weights have different shapes")
    mean = {
        name: torch.stack([run[name].float() for run in weights]).mean(dim=0).to(first.dtype)
        for name, first in weights[0].items()
    }
    out.mkdir(parents=True, exist_ok=True)
    save_file(mean, out / WEIGHTS, metadata={"format": "pt"})
    shutil.copyfile(runs[0] / CONFIG, out / CONFIG)


def main(
    out: Annotated[Path, typer.Argument(help="The folder to write.")],
    runs: Annotated[list[Path], typer.Argument(help="Folders with model.safetensors and config.json.")],
) -> None:
    """Average the weights of two or more runs."""
    try:
        average(runs, out)
    except (OSError, ValueError, SafetensorError) as error:
        raise typer.BadParameter(str(error)) from error


if __name__ == "__main__":
    typer.run(main)
