"""A teacher scores the pairs of a batch without their titles, and only the graph that a run names is taken for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from service.reader.config import read_config
from service.reader.examples import load_examples
from service.reader.features import PairText, encode
from service.reader.sampling import Batch, make_batch
from service.reader.teacher import GRAPH, SCALE, Teacher
from service.reader.train import Given, Trainer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a graph whose score of a pair is the number of its tokens that the mask shows."""
    names = ("input_ids", "attention_mask", "token_type_ids")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ("batch", "length")) for name in names]
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ("batch", 1))
    nodes = [
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["mask", "axes"], ["logits"], keepdims=1),
    ]
    axes = helper.make_tensor("axes", TensorProto.INT64, [1], [1])
    graph = helper.make_graph(nodes, "tokens", inputs, [output], [axes])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    place = tmp_path / "teacher"
    place.mkdir()
    onnx.save(model, place / GRAPH)
    return place


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / GRAPH).read_bytes()).hexdigest()


def _batch(data: Path, tokenizer: Tokenizer, *, titled: bool) -> Batch:
    examples = load_examples(data / "squad2_dev.articles_a.jsonl.gz")[:4]
    texts = [PairText(e.question, e.title if titled else "", e.passage, e.sentences) for e in examples]
    return make_batch(examples, encode(tokenizer, texts))


def test_a_teacher_reads_the_pair_without_its_title(folder: Path, data: Path, tokenizer: Tokenizer) -> None:
    teacher = Teacher(folder, _digest(folder), threads=1)
    bare = _batch(data, tokenizer, titled=False)
    scores = teacher.score(bare)
    assert scores == pytest.approx(bare.mask.sum(axis=1) / SCALE)
    titled = _batch(data, tokenizer, titled=True)
    assert (titled.mask.sum(axis=1) > bare.mask.sum(axis=1)).all()
    assert teacher.score(titled) == pytest.approx(scores)


def test_another_graph_is_refused(folder: Path) -> None:
    digest = _digest(folder)
    with (folder / GRAPH).open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ValueError, match="digest"):
        Teacher(folder, digest, threads=1)


def test_the_relevance_head_learns_what_the_teacher_says(
    folder: Path, weights: Path, data: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    config = read_config(Path("service/reader/training_taught.toml"))
    loss = config.loss.model_copy(update={"span": 0.0, "answerability": 0.0, "evidence": 0.0})
    config = config.model_copy(
        update={
            "loss": loss, "sources": {"squad2_dev.articles_a": 1.0}, "reworded_share": 0.0, "examples": 400,
            "tokens_per_batch": 512,
        }
    )  # fmt: skip
    teacher = Teacher(folder, _digest(folder), threads=1)
    trainer = Trainer(config, data, tmp_path / "out", Given(start=weights, teacher=teacher))
    batch = _batch(data, tokenizer, titled=True)

    def error() -> float:
        with torch.inference_mode():
            said = trainer.model(*(torch.from_numpy(a) for a in (batch.ids, batch.mask, batch.types))).relevance
        return float(np.square(said.numpy() - teacher.score(batch)).mean())

    before = error()
    trainer.run()
    assert error() < before / 10
