"""``cited eval``: check a gold set, run it, compare runs, measure on public benchmarks, measure speed."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eval.asking import Asker, RemoteAsker
from eval.benchmarks import clapnq_command, retrieval_command, squad_command
from eval.checker import check
from eval.comparison import Comparison, compare
from eval.console import (
    BAD_INPUT,
    console,
    folder_options,
    indexing,
    plain_errors,
    progress_bar,
    settings_with,
    show_change,
)
from eval.engine import LocalAsker, read_texts
from eval.figures import FIGURES
from eval.goldset import OWN_GOLD, load_gold
from eval.pairs_command import pairs_command
from eval.report import show, write_report
from eval.runs import GoldSet, Run, Which, ask_all, read_run, summarise, write_run
from eval.speed_command import speed_command

app = typer.Typer(help="How good the answers are: gold sets, runs, benchmarks, speed.", no_args_is_help=True)
gold_app = typer.Typer(help="Gold sets.", no_args_is_help=True)
app.add_typer(gold_app, name="gold")
app.command("clapnq")(clapnq_command)
app.command("squad")(squad_command)
app.command("retrieval")(retrieval_command)
app.command("pairs")(pairs_command)
app.command("speed")(speed_command)

GoldOption = Annotated[Path, typer.Option("--gold", help="The gold set.")]
SplitOption = Annotated[Which, typer.Option("--split", help="Which half of it.")]
CorpusOption = Annotated[Path | None, typer.Option("--corpus", help="Another corpus folder than the settings'.")]
IndexOption = Annotated[Path | None, typer.Option("--index", help="Where its index lies or is built.")]
UrlOption = Annotated[str | None, typer.Option("--base-url", help="Ask the service there, not in this process.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder of the run; an unfinished run there goes on.")]


@gold_app.command("check")
def gold_check(file: Path, corpus: CorpusOption = None) -> None:
    """Prove that a gold set is sound: evidence verbatim, nuggets in the evidence, absent things absent."""
    with plain_errors():
        questions = load_gold(file)
        texts = read_texts(settings_with(corpus=corpus))
    problems = check(questions, texts)
    if problems:
        typer.echo("\n".join(problems), err=True)
        raise typer.Exit(BAD_INPUT)
    typer.echo(f"{len(questions)} questions are sound")


@app.command("run")
def run_gold(  # noqa: PLR0913, PLR0917  # typer makes an option of each
    gold: GoldOption = OWN_GOLD,
    split: SplitOption = "all",
    base_url: UrlOption = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    out: OutOption = None,
) -> None:
    """Ask every question of a gold set, judge the replies, and write run.json and report.html."""
    folder = out or Path("runs") / f"{gold.stem}-{split}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    kept = f"Interrupted. What was asked is kept in {folder}; the same command with --out {folder} goes on."
    with plain_errors(kept), ExitStack() as stack:
        chosen = [question for question in load_gold(gold) if split in {"all", question.split}]
        gold_set = GoldSet(gold, split, chosen)
        progress = stack.enter_context(progress_bar())
        asker: Asker
        if base_url is not None:
            asker = stack.enter_context(RemoteAsker(base_url))
        else:
            asker = LocalAsker(settings_with(**folder_options(corpus, index)), indexing(progress))
        task = progress.add_task("asking", total=len(chosen))
        judgements = ask_all(gold_set, asker, folder / "replies.jsonl", lambda done: progress.advance(task, done))
        run = summarise(gold_set, asker, judgements)
        write_run(run, folder / "run.json")
        write_report(folder / "report.html", run, judgements, asker.texts)
    _print_figures(run)
    console.print(f"{escape(str(folder / 'run.json'))} and report.html", soft_wrap=True)


@app.command("compare")
def compare_runs(before: Path, after: Path) -> None:
    """Say what got better, what worse, and what is noise, between two runs (folders or run.json files)."""
    with plain_errors():
        comparison = compare(read_run(before), read_run(after))
    _print_comparison(comparison)


@app.command("gate")
def gate_run(run: Path, baseline: Path) -> None:
    """Fail, with exit code 1, when a run is worse than a baseline (another run.json) beyond noise."""
    with plain_errors():
        comparison = compare(read_run(baseline), read_run(run))
    _print_comparison(comparison)
    if comparison.drops:
        typer.echo(f"Worse beyond noise: {', '.join(change.figure.name for change in comparison.drops)}", err=True)
        raise typer.Exit(1)
    typer.echo("No figure dropped beyond noise.")


def _print_figures(run: Run) -> None:
    table = Table("figure", "value  [95 % interval]", box=None)
    for figure in FIGURES:
        table.add_row(figure.name, escape(show(run.figures[figure.name], figure.unit)))
    console.print(table)


def _print_comparison(comparison: Comparison) -> None:
    table = Table("figure", "before", "after", "change", "95 % interval", "McNemar", "", box=None)
    for change in comparison.changes:
        table.add_row(*map(escape, show_change(change)))
    console.print(table)
    console.print(f"{comparison.questions} questions in both.")
    for name, ids in (("right now", comparison.gained), ("no longer right", comparison.lost)):
        if ids:
            console.print(escape(f"{name}: {', '.join(ids)}"), soft_wrap=True)
