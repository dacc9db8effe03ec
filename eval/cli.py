"""``cited eval``: check a gold set, run it, compare runs, measure on public benchmarks, measure speed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import frontmatter
import typer

from eval.checker import check
from eval.goldset import GoldError, load_gold

app = typer.Typer(help="How good the answers are: gold sets, runs, benchmarks, speed.", no_args_is_help=True)
gold_app = typer.Typer(help="Gold sets.", no_args_is_help=True)
app.add_typer(gold_app, name="gold")


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


@gold_app.command("check")
def gold_check(
    file: Path,
    corpus: Annotated[Path, typer.Option(help="The documents that the questions are about.")] = Path("corpus"),
) -> None:
    """Prove that a gold set is sound: evidence verbatim, nuggets in the evidence, absent things absent."""
    try:
        questions = load_gold(file)
    except GoldError as error:
        raise _fail(str(error)) from error
    paths = sorted([*corpus.glob("*.md"), *corpus.glob("*.txt")])
    if not paths:
        raise _fail(f"{corpus}: holds no documents")
    documents = {path.stem: frontmatter.loads(path.read_text(encoding="utf-8")).content for path in paths}
    problems = check(questions, documents)
    if problems:
        raise _fail("\n".join(problems))
    typer.echo(f"{len(questions)} questions are sound")
