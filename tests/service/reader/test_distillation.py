"""The student comes near to what a larger reader says, spans that the data do not tell included."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import typer
from tokenizers import Tokenizer

from service.reader.config import read_config
from service.reader.distillation import LargerReader, distillation_loss
from service.reader.examples import load_examples
from service.reader.features import PairText, encode
from service.reader.model import from_encoder, save
from service.reader.sampling import UNKNOWN, Batch, make_batch
from service.reader.train import Given, Trainer, freeze, main
from tests.service.reader.conftest import ENCODER

CONFIG = Path("service/reader/training_distilled.toml")


@pytest.fixture
def larger(tmp_path: Path) -> Path:
    """A folder with a reader of other opinions."""
    torch.manual_seed(7)
    model = from_encoder(ENCODER, dropout=0.0)
    for head in (model.qa_outputs, model.answerability, model.evidence):
        torch.nn.init.normal_(head.weight, std=0.3)
    save(model, tmp_path / "larger")
    return tmp_path / "larger"


@pytest.fixture
def batch(data: Path, tokenizer: Tokenizer) -> Batch:
    examples = load_examples(data / "squad2_dev.articles_a.jsonl.gz")[:4]
    texts = [PairText(e.question, e.title, e.passage, e.sentences) for e in examples]
    return make_batch(examples, encode(tokenizer, texts))


def test_a_student_that_says_the_same_has_the_least_loss(larger: Path, batch: Batch) -> None:
    weights = read_config(CONFIG).loss
    said = LargerReader(larger).read(batch)
    least = distillation_loss(said, said, batch, weights)
    unsure = replace(said, start=said.start * 0, end=said.end * 0)
    assert least < distillation_loss(unsure, said, batch, weights)
    doubting = replace(said, answerability=-said.answerability)
    assert least < distillation_loss(doubting, said, batch, weights)
    elsewhere = replace(said, evidence=-said.evidence)
    assert least < distillation_loss(elsewhere, said, batch, weights)


def test_a_pair_whose_span_the_data_do_not_tell_teaches_too(larger: Path, batch: Batch) -> None:
    unknown = replace(batch, start=np.full_like(batch.start, UNKNOWN), end=np.full_like(batch.end, UNKNOWN))
    weights, said = read_config(CONFIG).loss, LargerReader(larger).read(batch)
    assert distillation_loss(said, said, unknown, weights) == distillation_loss(said, said, batch, weights)


def test_the_run_brings_the_student_nearer(
    larger: Path, weights: Path, data: Path, batch: Batch, tmp_path: Path
) -> None:
    config = read_config(CONFIG)
    config = config.model_copy(
        update={
            "sources": {"squad2_dev.articles_a": 1.0}, "reworded_share": 0.0, "examples": 200, "tokens_per_batch": 512,
            "larger_reader_share": 1.0, "teacher_sha256": "",
        }
    )  # fmt: skip
    trainer = Trainer(config, data, tmp_path / "out", Given(start=weights, larger=LargerReader(larger)))
    said = LargerReader(larger).read(batch)

    def loss() -> float:
        with torch.inference_mode():
            output = trainer.model(*(torch.from_numpy(a) for a in (batch.ids, batch.mask, batch.types)))
        return float(distillation_loss(output, said, batch, config.loss))

    before, least = loss(), float(distillation_loss(said, said, batch, config.loss))
    trainer.run()
    assert loss() - least < (before - least) / 2


def test_frozen_layers_stay_as_they_are() -> None:
    model = from_encoder(ENCODER, dropout=0.0)
    freeze(model, 2)
    learned = {name.split(".")[2] for name, p in model.bert.named_parameters() if p.requires_grad}
    assert learned == {"2", "3", "4", "5"}


def test_a_larger_reader_that_the_run_does_not_name_is_refused(data: Path, tmp_path: Path, larger: Path) -> None:
    with pytest.raises(typer.BadParameter, match="--larger"):
        main(data, tmp_path / "out", Path("service/reader/training.toml"), larger=larger)
