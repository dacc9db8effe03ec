"""The mean of the weights of runs that went on from one another: ``python -m service.reader.averaging OUT RUN RUN…``.

What one run has learned and another forgotten is often kept by their mean (Wortsman et al. 2022, arXiv 2203.05482).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import torch
import typer
from safetensors import SafetensorError

from service.reader.model import load, save


def average(runs: list[Path], out: Path) -> None:
    """Write the mean of the weights in the folders ``runs``, with the configuration of the first.

    Raises:
        ValueError: the runs are fewer than two, or of different shapes.
    """
    if len(runs) < 2:
        raise ValueError("a mean needs two runs")
    mean, *others = [load(run) for run in runs]
    states = [model.state_dict() for model in (mean, *others)]
    shapes = [{name: tensor.shape for name, tensor in state.items()} for state in states]
    if any(shape != shapes[0] for shape in shapes):
        raise ValueError("the runs' weights have different shapes")
    mean.load_state_dict({name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]})
    save(mean, out)


def main(
    out: Annotated[Path, typer.Argument(help="The folder to write.")],
    runs: Annotated[list[Path], typer.Argument(help="Folders with the model of a run.")],
) -> None:
    """Average the weights of two or more runs."""
    try:
        average(runs, out)
    except (OSError, ValueError, SafetensorError) as error:
        raise typer.BadParameter(str(error)) from error


if __name__ == "__main__":
    typer.run(main)
