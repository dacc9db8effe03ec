"""BERT as an ONNX graph, written from a model's own weights: no exporter, and fused operators from the start.

Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", NAACL 2019. The
operators of the domain ``com.microsoft`` are ONNX Runtime's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OPSET = 20
_IR = 10  # the ONNX file format that belongs to the opset
_FUSED = "com.microsoft"
_LENGTHS = ("batch", "length")


class BertGraph:
    """An encoder of a model folder, to which heads are added; inputs are `INPUTS`, each ``(batch, length)`` int64.

    ``weights`` are the folder's tensors in single precision, by name without the prefix ``bert.``; ``hidden`` names the
    encoder's output, ``(batch, length, width)``.

    Raises:
        ValueError: the model is no BERT of the usual kind.
    """

    def __init__(self, folder: Path) -> None:
        self._config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        usual = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
        for key, value in usual.items():
            if self._config.get(key, value) != value:
                message = f"{key} is {self._config[key]!r}, not {value!r}"
                raise ValueError(message)
        self.weights = {
            name.removeprefix("bert."): tensor.astype(np.float32)
            for name, tensor in load_file(folder / "model.safetensors").items()
        }
        self.width = int(self._config["hidden_size"])
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self.hidden = self._encoder()

    def add(self, operator: str, *inputs: str, name: str = "", domain: str = "", **attributes: float) -> str:
        """Add a node of one output; return the output's name, made up unless given."""
        output = name or f"{operator}_{len(self._nodes)}"
        node = helper.make_node(operator, list(inputs), [output], output, domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self._nodes.append(node)
        return output

    def constant(self, values: NDArray[np.float32] | NDArray[np.int64]) -> str:
        """Add an array; return its name."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.array(values, order="C"), name))
        return name

    def model(self, outputs: Mapping[str, Sequence[str | int]]) -> onnx.ModelProto:
        """The finished graph with these outputs (float) and their shapes."""
        graph = helper.make_graph(
            self._nodes,
            "bert",
            [helper.make_tensor_value_info(name, TensorProto.INT64, _LENGTHS) for name in INPUTS],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()],
            self._constants,
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR)

    def _encoder(self) -> str:
        words, types = (
            self.add("Gather", self._weight(f"embeddings.{kind}_embeddings.weight"), ids)
            for kind, ids in (("word", "input_ids"), ("token_type", "token_type_ids"))
        )
        first = self.constant(np.array([0]))
        length = self.add("Shape", "input_ids", start=1)
        positions = self.add("Slice", self._weight("embeddings.position_embeddings.weight"), first, length, first)
        hidden = self.add("Add", self.add("Add", words, types), positions)
        norm = (self._weight("embeddings.LayerNorm.weight"), self._weight("embeddings.LayerNorm.bias"))
        hidden = self.add("LayerNormalization", hidden, *norm, epsilon=self._config["layer_norm_eps"])
        mask = self.add("Cast", "attention_mask", to=TensorProto.INT32)
        for layer in range(self._config["num_hidden_layers"]):
            hidden = self._layer(f"encoder.layer.{layer}.", hidden, mask)
        return hidden

    def _layer(self, prefix: str, hidden: str, mask: str) -> str:
        projections = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self.weights[f"{part}.weight"].T for part in projections], axis=1)
        bias = np.concatenate([self.weights[f"{part}.bias"] for part in projections])
        attended = self.add(
            "Attention", hidden, self.constant(weight), self.constant(bias), mask,
            domain=_FUSED, num_heads=self._config["num_attention_heads"],
        )  # fmt: skip
        hidden = self._added(f"{prefix}attention.output.", attended, hidden)
        wide = self.add("MatMul", hidden, self._transposed(f"{prefix}intermediate.dense.weight"))
        wide = self.add("BiasGelu", wide, self._weight(f"{prefix}intermediate.dense.bias"), domain=_FUSED)
        return self._added(f"{prefix}output.", wide, hidden)

    def _added(self, prefix: str, inner: str, outer: str) -> str:
        """``LayerNorm(outer + dense(inner))``."""
        product = self.add("MatMul", inner, self._transposed(f"{prefix}dense.weight"))
        rest = [self._weight(prefix + name) for name in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")]
        return self.add(
            "SkipLayerNormalization", product, outer, *rest, domain=_FUSED, epsilon=self._config["layer_norm_eps"]
        )

    def _weight(self, name: str) -> str:
        return self.constant(self.weights[name])

    def _transposed(self, name: str) -> str:
        return self.constant(self.weights[name].T)
