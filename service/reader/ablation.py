"""What each kind of training data adds: ``python -m service.reader.ablation --data DIR --out DIR``.

Short runs from the bare encoder that see equally many examples and differ in one kind of them, judged on the same
held-out examples, those of the kind left out included. Called again, it goes on where it stopped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.console import Console
from rich.table import Table

from service.reader.config import TrainingConfig, read_config
from service.reader.train import Trainer
from service.reader.validation import Validation, validate

SOURCES = {
    "written articles, pages, corpus": ("written_",),
    "SQuAD and SQuADShifts": ("squad2", "squad11", "squadshifts"),
    "NQ-open and QED": ("nq_open", "qed"),
    "QAMR, PolicyQA, question–sentence pairs": ("qamr", "policyqa", "squad_question"),
}
NEGATIVES = ("mined", "sentence_removed", "other_constraint")
JUDGED = {"SQuAD 2.0": ("squad2",), "written": ("written_",), "all held out": ("",)}
_CONFIG = Path(__file__).with_name("training_pages.toml")
_LEARNING_RATE = 1.5e-4  # of the first run: the bare encoder has farther to go than one that reads already
_AVERAGE_DECAY = 0.99  # of few steps
_TOKENS_PER_BATCH = 1024  # a quarter of a long run's: a few thousand examples are steps enough to learn from only so
console = Console()


def variants(config: TrainingConfig) -> dict[str, TrainingConfig]:
    """The configuration as it is, and without each kind of example that is not all there is, by what it is called."""
    made = {"all": config}
    for name, prefixes in SOURCES.items():
        sources = {s: 0.0 if s.startswith(prefixes) else times for s, times in config.sources.items()}
        if any(sources.values()) and sources != config.sources:
            made[f"no {name}"] = config.model_copy(update={"sources": sources})
    for name in NEGATIVES:
        shares = config.negatives.model_copy(update={name: 0.0})
        made[f"no negatives: {name.replace('_', ' ')}"] = config.model_copy(update={"negatives": shares})
    return made


def judged(trainer: Trainer) -> dict[str, Validation]:
    """The run's figures on each group of held-out examples that there is."""
    groups = {name: [e for e in trainer.held_out if e.source.startswith(own)] for name, own in JUDGED.items()}
    return {name: validate(trainer.averaged, trainer.tokenizer, group) for name, group in groups.items() if group}


def main(
    data: Annotated[Path, typer.Option(help="Folder with the .jsonl.gz data sets.", envvar="CITED_DATA")],
    out: Annotated[Path, typer.Option(help="Folder for the runs and ablation.json.")] = Path("runs/ablation"),
    config: Annotated[Path, typer.Option(help="The TOML file of the run to take kinds of data from.")] = _CONFIG,
    examples: Annotated[int, typer.Option(help="Examples that each run sees.", min=1)] = 8000,
    threads: Annotated[int, typer.Option(help="Processor cores to use.", min=1)] = 2,
) -> None:
    """Train one reader for each kind of data left out, and tell what each reaches."""
    torch.set_num_threads(threads)
    short = {"learning_rate": _LEARNING_RATE, "average_decay": _AVERAGE_DECAY, "tokens_per_batch": _TOKENS_PER_BATCH}
    begun = read_config(config).model_copy(update={"examples": examples, **short})
    table = Table("run", "judged on", "span F1", "AUC", "best sentence", box=None)
    reached: dict[str, dict[str, dict[str, float]]] = {}
    for number, (name, changed) in enumerate(variants(begun).items()):
        console.print(name)
        trainer = Trainer(changed, data, out / str(number))
        trainer.run()
        figures = judged(trainer)
        reached[name] = {group: validation.as_dict() for group, validation in figures.items()}
        (out / "ablation.json").write_text(json.dumps(reached, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for group, v in figures.items():
            shown = (v.span_f1, v.auc_answerability, v.evidence_first)
            table.add_row(name, group, *(f"{100 * figure:.1f}" for figure in shown))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
