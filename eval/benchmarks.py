"""The commands that measure on public benchmarks; any file in their format will do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eval import clapnq, ranking, squad
from eval.console import console, indexing, plain_errors, progress_bar, settings_with
from eval.metrics.intervals import Estimate
from eval.reading import Item, Response, ask_items, text_of
from service.retrieval import Stage
from service.settings import Settings

Files = Annotated[list[Path], typer.Argument(help="JSON Lines, plain or .gz.")]
IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="Keep the passages' index here, so that another run need not embed them."),
]


def clapnq_command(files: Files, index: IndexOption = None) -> None:
    """CLAPnq: RougeL of the answers, and refusals, beside the rows of its paper; its answers are full ones."""
    with plain_errors(), _index_at(index) as settings:
        items = clapnq.load(files)
        responses = _ask(items, settings.model_copy(update={"full_answers": True}))
    refused = clapnq.TARGET_REFUSED
    threshold, refusing = clapnq.at_threshold(items, responses, refused)
    rows = {
        f"cited at precision {settings.answer_precision:g}": [text_of(response.usual) for response in responses],
        f"cited refusing {refused:.0%}": refusing,
        "cited, always answering": [text_of(response.forced) for response in responses],
        "full passage": [item.passage for item in items],
    }
    table = Table("", "RougeL", "RougeL to passage", "R", "length", "answered %", "unanswerable refused %", box=None)
    for name, predictions in rows.items():
        scores = clapnq.score(items, predictions)
        table.add_row(
            name,
            _percent(scores.rouge_l),
            _percent(scores.rouge_l_passage),
            _percent(scores.recall),
            f"{scores.length.value:.0f}",
            _percent(scores.answered),
            _percent(scores.refused),
        )
    for name, rouge, share in clapnq.PUBLISHED:
        table.add_row(f"{name} (published)", f"{rouge}", "", "", "", "", f"{share}")
    answerable = sum(item.answerable for item in items)
    console.print(f"{len(items)} questions, {answerable} answerable; a refusal of these counts 0.")
    console.print(table)
    console.print(f"AUC of the answerability: {clapnq.answerability_auc(items, responses):.3f}")
    console.print(f"Threshold that refuses {refused:.0%} of the unanswerable: {threshold:.4f}")


def squad_command(files: Files, index: IndexOption = None) -> None:
    """SQuAD 2.0: EM and F1 with and without an answer, by the official definitions."""
    with plain_errors(), _index_at(index) as settings:
        items = squad.load(files)
        responses = _ask(items, settings)
    best = squad.best_threshold(items, responses)
    forced = [squad.prediction(response.forced) for response in responses]
    rows = {
        f"precision {settings.answer_precision:g}": [squad.prediction(response.usual) for response in responses],
        "no threshold": forced,
        f"best threshold {best.threshold:.4f}": [
            said if response.probability >= best.threshold else ""
            for said, response in zip(forced, responses, strict=True)
        ],
    }
    table = Table("", "EM", "F1", "HasAns EM", "HasAns F1", "NoAns", box=None)
    for name, predictions in rows.items():
        scores = squad.score(items, predictions)
        cells = (scores.exact, scores.f1, scores.has_answer_exact, scores.has_answer_f1, scores.no_answer)
        table.add_row(name, *map(_percent, cells))
    console.print(f"{len(items)} questions, {sum(item.answerable for item in items)} answerable.")
    console.print(table)


def retrieval_command(
    corpus: Annotated[Path, typer.Option("--corpus", help="Documents: id, title, text.")],
    queries: Annotated[Path, typer.Option("--queries", help="Queries: query, relevant[] (ids of documents).")],
    index: IndexOption = None,
    stage: Annotated[Stage | None, typer.Option("--stage", help="Only this one; else all.")] = None,
) -> None:
    """Ranking of documents by each stage of retrieval."""
    with plain_errors(), _index_at(index) as settings, progress_bar() as progress:
        documents, asked = ranking.load(corpus, queries)
        task = progress.add_task("searching", total=len(asked))
        results = ranking.rank(
            documents, asked, [stage] if stage else ranking.STAGES, settings, indexing(progress),
            lambda done: progress.advance(task, done),
        )  # fmt: skip
    table = Table("stage", *ranking.MEASURED, box=None)
    for name, values in results.items():
        table.add_row(
            name,
            *(escape(f"{e.value:.4f} [{e.low:.3f}, {e.high:.3f}]") for e in (values[n] for n in ranking.MEASURED)),
        )
    console.print(f"{len(documents)} documents, {len(asked)} queries.")
    console.print(table)


def _ask(items: Sequence[Item], settings: Settings) -> list[Response]:
    with progress_bar() as progress:
        task = progress.add_task("asking", total=len(items))
        return ask_items(items, settings, indexing(progress), lambda done: progress.advance(task, done))


@contextmanager
def _index_at(index: Path | None) -> Iterator[Settings]:
    if index is not None:
        yield settings_with(index=index)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield settings_with(index=Path(folder))


def _percent(estimate: Estimate) -> str:
    return escape(f"{estimate.value:.1f} [{estimate.low:.1f}, {estimate.high:.1f}]")


def _share(estimate: Estimate) -> str:
    return escape(f"{estimate.value:.4f} [{estimate.low:.3f}, {estimate.high:.3f}]")
