"""An encoder comes back from a graph in 8 bits with the names and the weights that it had, to a step of the scale."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper
from transformers import BertConfig, BertModel

from service.reader.dequantisation import write_encoder
from service.reader.model import from_encoder

_CONFIG = BertConfig(
    vocab_size=40, hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=96,
    max_position_embeddings=16,
)  # fmt: skip


def _quantised(name: str, weight: NDArray[np.float32]) -> list[TensorProto]:
    scale = np.float32(np.abs(weight).max() / 127)
    return [
        numpy_helper.from_array(np.round(weight / scale).astype(np.int8), f"{name}_quantized"),
        numpy_helper.from_array(np.array(scale), f"{name}_scale"),
        numpy_helper.from_array(np.array(0, dtype=np.int8), f"{name}_zero_point"),
    ]


def _product(number: int, bias: str) -> list[NodeProto]:
    """The nodes that a quantised linear layer becomes; its weight is called after its number alone."""
    return [
        helper.make_node("MatMulInteger", [f"in_{number}", f"MatMul_{number}_quantized"], [f"whole_{number}"]),
        helper.make_node("Cast", [f"whole_{number}"], [f"real_{number}"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"real_{number}", f"MatMul_{number}_scale"], [f"scaled_{number}"]),
        helper.make_node("Add", [bias, f"scaled_{number}"], [f"out_{number}"]),
    ]


@pytest.fixture
def encoder() -> BertModel:
    torch.manual_seed(1)
    model = BertModel(_CONFIG)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return model


@pytest.fixture
def graph(encoder: BertModel, tmp_path: Path) -> Path:
    """The encoder in 8 bits, as a quantiser leaves it, with its pooler and a product of attention that has no bias."""
    nodes = [helper.make_node("MatMulInteger", ["query", "key"], ["attention"])]
    tensors: list[TensorProto] = []
    for number, (name, parameter) in enumerate(encoder.named_parameters()):
        weight = parameter.detach().numpy()
        if ".LayerNorm." in name or name.endswith(".bias"):
            tensors.append(numpy_helper.from_array(weight, f"bert.{name}"))
        elif name.startswith("embeddings."):
            tensors += _quantised(f"bert.{name}", weight)
        else:
            tensors += _quantised(f"MatMul_{number}", weight.T)
            nodes += _product(number, f"bert.{name.removesuffix('weight')}bias")
    path = tmp_path / "model.onnx"
    onnx.save(helper.make_model(helper.make_graph(nodes, "encoder", [], [], tensors)), path)
    return path


def test_the_encoder_comes_back(encoder: BertModel, graph: Path, tmp_path: Path) -> None:
    write_encoder(graph, tmp_path / "encoder")
    found = from_encoder(tmp_path / "encoder", dropout=0.0)
    assert (found.config.num_hidden_layers, found.config.num_attention_heads) == (2, 2)
    own = dict(encoder.named_parameters())
    for name, parameter in found.bert.named_parameters():
        step = own[name].abs().max() / 127
        assert (parameter - own[name]).abs().max() <= 0.501 * step, name


def test_a_graph_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    onnx.save(helper.make_model(helper.make_graph([], "nothing", [], [])), path)
    with pytest.raises(ValueError, match="no BERT encoder"):
        write_encoder(path, tmp_path / "encoder")
    assert not (tmp_path / "encoder").exists()
