"""The command that measures speed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from eval.console import console, plain_errors, settings_with
from eval.engine import read_documents
from eval.goldset import OWN_GOLD, load_gold
from eval.jsonlines import read_rows
from eval.speed import Speed, measure_speed, write_speed
from indexer.records import Document

_QUESTIONS = 100


def speed_command(
    gold: Annotated[Path, typer.Option("--gold", help="Whose questions are asked.")] = OWN_GOLD,
    text: Annotated[
        Path | None, typer.Option("--text", help="Real text: rows of id, title, text; else the corpus folder.")
    ] = None,
    largest: Annotated[int, typer.Option("--largest", help="Most chunks of a made index.")] = 10_000,
    out: Annotated[Path, typer.Option("--out", help="Folder for speed.json and speed.html.")] = Path("runs/speed"),
) -> None:
    """Latency by stage, throughput, build rate, size, memory, start-up, and how they grow with the corpus."""
    with plain_errors(), tempfile.TemporaryDirectory() as folder:
        settings = settings_with(index=Path(folder))
        questions = [question.question for question in load_gold(gold)][:_QUESTIONS]
        if text is None:
            documents = read_documents(settings)
        else:
            rows = read_rows([text], "id", "text")
            documents = [
                Document(id=f"document-{number}", text=row["text"], title=row.get("title") or "")
                for number, row in enumerate(rows)
            ]
        speed = measure_speed(
            documents, questions, settings, largest, lambda step: console.print(f"measuring {step} …", style="dim")
        )
        write_speed(speed, out)
    _print(speed)
    console.print(f"{out / 'speed.html'}", soft_wrap=True)


def _print(speed: Speed) -> None:
    build = speed.build
    console.print(
        f"{build.chunks} real chunks indexed in {build.seconds:.1f} s: {build.chunks_per_second:.1f} chunks/s, "
        f"{build.share_of_encoder:.0%} of the bare encoder's rate on the same batches"
    )
    runtimes = Table("model", "runtime", "p50 ms", "of torch's", "largest difference", box=None)
    for runtime in speed.runtimes:
        torch = next(other for other in speed.runtimes if other.model == runtime.model)
        share = runtime.milliseconds / torch.milliseconds
        runtimes.add_row(
            runtime.model, runtime.runtime, f"{runtime.milliseconds:.1f}", f"{share:.0%}", f"{runtime.difference:.2g}"
        )
    console.print(runtimes)
    stages = list(speed.sizes[0].latency)
    growth = Table(
        "chunks", "text", *(f"{stage} p50/p95/p99 ms" for stage in stages),
        "build s", "vectors", "recall@10", "snapshot MB", "bytes a chunk", "start-up s", "memory MB", "with files MB",
        box=None,
    )  # fmt: skip
    for size in speed.sizes:
        growth.add_row(
            f"{size.chunks}", size.text,
            *(f"{size.latency[s].p50:.1f} / {size.latency[s].p95:.1f} / {size.latency[s].p99:.1f}" for s in stages),
            f"{size.build_seconds:.1f}", size.dense.kind, f"{size.dense.recall_at_10:.3f}", f"{size.megabytes:.1f}",
            f"{size.bytes_per_chunk:.0f}", f"{size.startup_seconds:.1f}", f"{size.own_megabytes:.0f}",
            f"{size.peak_megabytes:.0f}",
        )  # fmt: skip
    console.print(growth)
    load = Table("clients", "answers/s", "turned away/s", "p50 ms", "p95 ms", box=None)
    for row in speed.throughput:
        numbers = (row.answers_per_second, row.turned_away, row.p50, row.p95)
        load.add_row(f"{row.clients}", *(f"{number:.1f}" for number in numbers))
    console.print(load)
