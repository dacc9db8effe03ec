"""What a training run learns from and what it is judged by: the examples of each source, some articles held out."""

from __future__ import annotations

from pathlib import Path

import typer

from service.reader.config import TrainingConfig
from service.reader.examples import Example, load_examples, split_by_title
from service.reader.written import SOURCES, written_examples
from service.reader.written_corpus import CORPUS, corpus_examples

_VALIDATION_EXAMPLES = 1500


def load_data(config: TrainingConfig, data: Path) -> tuple[dict[str, list[Example]], list[Example]]:
    """(training examples by source, held-out examples) from what ``config.sources`` names."""
    training: dict[str, list[Example]] = {}
    held_out: list[Example] = []
    for source in config.sources:
        training[source], kept = split_source(config, data, source)
        held_out += kept
    # Articles of SQuAD's two versions overlap: what is held out in one must not be learned from the other.
    passages = {e.passage for e in held_out}
    titles = {e.title for e in held_out if e.source.startswith("squad2")}
    for source, examples in training.items():
        training[source] = [e for e in examples if e.passage not in passages and e.title not in titles]
    adversarial = [e for e in held_out if e.source.startswith("squad2")]
    rest = [e for e in held_out if not e.source.startswith("squad2")]
    step = max(1, len(rest) // max(1, _VALIDATION_EXAMPLES - len(adversarial[:900])))
    return training, adversarial[:900] + rest[::step]


def split_source(config: TrainingConfig, data: Path, source: str) -> tuple[list[Example], list[Example]]:
    """(training, held-out) examples of one file; of the articles nearest to what is asked more is held out.

    Raises:
        typer.BadParameter: ``data`` does not hold the file.
    """
    if source == CORPUS:  # judged by the gold set
        return list(corpus_examples()), []
    if source in SOURCES:
        return split_by_title(written_examples(source), 3 * config.held_out_share, config.seed)
    path = data / f"{source}.jsonl.gz"
    if not path.exists():
        raise typer.BadParameter(f"{path} is missing; --data must name the folder with the data sets")
    share = config.held_out_share * (3 if source.startswith("squad") and "dev" in source else 1)
    return split_by_title(load_examples(path), share, config.seed)
