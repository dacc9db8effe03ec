"""What the commands share: progress bars, errors that end a command, settings with options over them."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from eval.asking import AskError
from eval.comparison import Change
from eval.goldset import GoldError
from eval.runs import RunError
from eval.transcript import TranscriptError
from indexer.build import Progress as BuildProgress
from service.settings import Settings, SettingsError, load_settings

BAD_INPUT = 2

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it logs every build at debug level, whatever is asked for

console = Console(highlight=False)
if not console.is_terminal:  # a file or a pipe has no width to fit tables into
    console = Console(highlight=False, width=200)


@contextmanager
def plain_errors(interrupted: str = "Interrupted.") -> Iterator[None]:
    """End the command with exit code 2 and a message, instead of a traceback, for what a user can put right."""
    try:
        yield
    except (GoldError, RunError, TranscriptError, AskError, SettingsError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from error
    except KeyboardInterrupt:
        typer.echo(interrupted, err=True)
        raise typer.Exit(BAD_INPUT) from None


def settings_with(**values: object) -> Settings:
    """Return the settings of the environment with options over them."""
    return load_settings(**values)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a progress bar on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield progress


def indexing(progress: Progress) -> BuildProgress:
    """Return what tells a progress bar how far a build of an index is."""
    task = progress.add_task("indexing", total=None)

    def on_progress(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)

    return on_progress


def folder_options(corpus: Path | None, index: Path | None) -> dict[str, Path | None]:
    """Return the settings for a corpus: a corpus other than the configured one gets an index of its own."""
    if corpus is not None and index is None:
        index = Path("runs") / "indexes" / corpus.resolve().name
    return {"corpus": corpus, "index": index}


def show_change(change: Change) -> tuple[str, ...]:
    """Return the cells of a row for a table of changes."""
    factor, digits = (100, 1) if change.figure.unit == "share" else (1, 0)

    def number(value: float, sign: str = "") -> str:
        return f"{value * factor:{sign}.{digits}f}" if not math.isnan(value) else "–"

    difference = change.difference
    interval = f"[{number(difference.low, '+')}, {number(difference.high, '+')}]"
    test = "" if change.p is None else f"p={change.p:.3f}"
    cells = (number(change.before), number(change.after), number(difference.value, "+"), interval, test)
    return (change.figure.name, *cells, change.verdict)
