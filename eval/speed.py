"""Speed and cost in one run: what a question takes, what an index takes, and how both grow with the corpus."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pydantic import TypeAdapter

from eval.asking import Facts
from eval.growth import BuildRate, build_real, build_synthetic, size_of
from eval.pictures import bars_picture, growth_picture
from eval.runs import machine
from eval.runtimes import RuntimeSpeed, compare_runtimes
from eval.serving import CLIENTS, Latency, Throughput, latencies, serving, throughput
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.snapshot import Snapshot
from indexer.vectors import DenseChoice
from service.settings import Settings

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
_SECONDS = 10.0  # for each number of clients


@dataclass(frozen=True, slots=True)
class Size:
    """What an index of some size takes. Without ``build_seconds`` of the encoder where the vectors are made.

    ``dense`` has the recall of the vector index against going through all vectors, as the build measured it; ``own``
    memory is the process's alone, the peak is with the mapped files of the index.
    """

    chunks: int
    text: str
    build_seconds: float
    dense: DenseChoice
    megabytes: float
    startup_seconds: float
    own_megabytes: float
    peak_megabytes: float
    latency: dict[str, Latency]

    @property
    def bytes_per_chunk(self) -> float:
        """Bytes on disk for each chunk, its sentences and their vectors included."""
        return 1e6 * self.megabytes / self.chunks


@dataclass(frozen=True, slots=True)
class Speed:
    """What a run of ``cited eval speed`` found."""

    machine: Facts
    questions: int
    build: BuildRate
    runtimes: list[RuntimeSpeed]
    throughput: list[Throughput]
    sizes: list[Size]


def measure_speed(
    documents: Sequence[Document],
    questions: Sequence[str],
    settings: Settings,
    largest: int,
    on_step: Callable[[str], None],
) -> Speed:
    """Measure on real documents, then on indexes made from them, up to ``largest`` chunks.

    Args:
        documents: real text.
        questions: what is asked of every index.
        settings: of the service; beside their index folder's content nothing is changed.
        largest: the most chunks of a made index.
        on_step: told what is being measured.

    Raises:
        AskError: the server does not start or fails.

    """
    embedder = Embedder.load(settings.embedder, settings.threads)
    real = settings.model_copy(update={"index": settings.index / "real"})
    on_step(f"building the index of {len(documents)} documents")
    build = build_real(documents, real, embedder)
    snapshot = Snapshot.open(real.index, embedder)
    on_step("the models in torch and in ONNX Runtime")
    runtimes = compare_runtimes(snapshot, questions, settings.threads)
    loads: list[Throughput] = []
    on_step("latency and throughput on real text")
    sizes = [_measure(real.index, snapshot, "real", build.seconds, questions, loads)]
    for chunks in (size for size in SIZES if build.chunks < size <= largest):
        on_step(f"{chunks:,} chunks")
        made = settings.model_copy(update={"index": settings.index / str(chunks)})
        report = build_synthetic(snapshot, chunks, made, embedder)
        opened = Snapshot.open(made.index, embedder)
        sizes.append(_measure(made.index, opened, "made", report.seconds, questions, None))
        del opened
        shutil.rmtree(made.index)
    return Speed(machine(), len(questions), build, runtimes, loads, sizes)


def write_speed(speed: Speed, folder: Path) -> None:
    """Write ``speed.json`` and ``speed.html``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "speed.json").write_bytes(TypeAdapter(Speed).dump_json(speed, indent=1))
    chunks = [size.chunks for size in speed.sizes]
    stages = list(speed.sizes[0].latency)
    pictures = [
        bars_picture("Median latency on real text", "ms", stages, [speed.sizes[0].latency[s].p50 for s in stages]),
        growth_picture("Median latency", "ms", chunks, {s: [z.latency[s].p50 for z in speed.sizes] for s in stages}),
        growth_picture(
            "Size", "MB", chunks,
            {
                "snapshot": [z.megabytes for z in speed.sizes],
                "memory": [z.own_megabytes for z in speed.sizes],
                "peak with mapped files": [z.peak_megabytes for z in speed.sizes],
            },
        ),
        growth_picture("Disk", "bytes a chunk", chunks, {"snapshot": [z.bytes_per_chunk for z in speed.sizes]}),
        growth_picture(
            "Recall@10 of the vector index", "share", chunks, {"recall": [z.dense.recall_at_10 for z in speed.sizes]}
        ),
        growth_picture("Start-up", "s", chunks, {"start-up": [z.startup_seconds for z in speed.sizes]}),
    ]  # fmt: skip
    environment = Environment(loader=PackageLoader("eval"), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template("speed.html.j2").render(
        speed=speed,
        pictures=[Markup(picture) for picture in pictures],  # noqa: S704  # drawn here, from numbers
    )
    (folder / "speed.html").write_text(page, encoding="utf-8")


def _measure(  # noqa: PLR0913, PLR0917  # what is known of an index
    index: Path,
    snapshot: Snapshot,
    text: str,
    build_seconds: float,
    questions: Sequence[str],
    loads: list[Throughput] | None,
) -> Size:
    with serving(index) as server:
        latency = latencies(server, questions)
        if loads is not None:
            loads += [throughput(server, questions, clients, _SECONDS) for clients in CLIENTS]
        own, peak = server.own_megabytes(), server.peak_megabytes()
    return Size(
        chunks=len(snapshot.chunks),
        text=text,
        build_seconds=build_seconds,
        dense=snapshot.manifest.segments[0].dense,  # all was indexed at once
        megabytes=size_of(snapshot.path) / 1e6,
        startup_seconds=server.startup_seconds,
        own_megabytes=own,
        peak_megabytes=peak,
        latency=latency,
    )
