"""The mean of the weights of runs that went on from one another: ``python -m service.reader.averaging OUT RUN RUN…``.

What one run has learned and another forgotten is often kept by their mean (Wortsman et al. 2022, arXiv 2203.05482).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import torch
import typer
from safetensors import SafetensorError
from safetensors.torch import load_file

from service.reader.model import EXTRA_HEADS, WEIGHTS, load, save


def average(runs: list[Path], out: Path) -> None:
    """Write the mean of the weights in the folders ``runs``, with the configuration of the first.

    A run that is named twice counts twice. A head that a run has not learned yet is the mean of the other runs'.

    Raises:
        ValueError: the runs are fewer than two, or of different shapes.
    """
    if len(runs) < 2:
        raise ValueError("a mean needs two runs")
    states = [{name: tensor.float() for name, tensor in load_file(run / WEIGHTS).items()} for run in runs]
    given = {name: [state[name] for state in states if name in state] for state in states for name in state}
    lacking = any(len(tensors) < len(runs) and not name.startswith(EXTRA_HEADS) for name, tensors in given.items())
    if lacking or any(tensor.shape != tensors[0].shape for tensors in given.values() for tensor in tensors):
        raise ValueError("the runs' weights have different shapes")
    mean = load(runs[0], new_heads=True)
    mean.load_state_dict({name: torch.stack(tensors).mean(dim=0) for name, tensors in given.items()})
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
