"""An encoder's weights read back from an ONNX graph in 8 bits, so that a larger one can be trained further.

`python -m service.reader.dequantisation GRAPH FOLDER` writes what `service.reader.train --encoder FOLDER` begins with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import onnx
import torch
import typer
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.torch import save_file
from transformers import BertConfig

from service.reader.model import WEIGHTS

_HEAD_WIDTH = 32  # of MiniLM's attention heads; no weight tells it
_STEPS = 6  # from a product of integers to the bias that is added to it: it is cast and scaled on the way
_EMBEDDINGS = "bert.embeddings."
_QUANTISATION = ("_scale", "_zero_point")


def write_encoder(graph: Path, folder: Path) -> None:
    """Write a graph's BERT encoder to ``folder`` as ``config.json`` and ``model.safetensors``, in single precision.

    The weight of a product has no name of its own in such a graph: it takes that of the bias that is added to it.

    Raises:
        ValueError: the graph holds no encoder whose parameters are named as ``transformers`` names BERT's.
    """
    model = onnx.load(graph).graph
    arrays = {each.name: numpy_helper.to_array(each) for each in model.initializer}
    weights = {name: array for name, array in arrays.items() if name.startswith("bert.") and array.dtype == np.float32}
    quantised = {name: name.removesuffix("_quantized") for name in arrays if name.endswith("_quantized")}
    for name in quantised.values():
        if name.startswith(_EMBEDDINGS):
            weights[name] = _dequantised(arrays, name)
    for product in model.node:
        weight = next((quantised[name] for name in product.input if name in quantised), None)
        if product.op_type == "MatMulInteger" and weight is not None and (bias := _bias_added(model, product, arrays)):
            weights[bias.removesuffix("bias") + "weight"] = _dequantised(arrays, weight).T
    kept = {
        name: array for name, array in weights.items() if ".pooler." not in name and not name.endswith(_QUANTISATION)
    }
    config = _config(kept, graph)
    folder.mkdir(parents=True, exist_ok=True)
    config.save_pretrained(folder)
    save_file({name: torch.from_numpy(array.copy()) for name, array in kept.items()}, folder / WEIGHTS)


def _dequantised(arrays: dict[str, NDArray[np.float32]], name: str) -> NDArray[np.float32]:
    steps = arrays[f"{name}_quantized"].astype(np.float32) - arrays[f"{name}_zero_point"].astype(np.float32)
    return steps * arrays[f"{name}_scale"]


def _bias_added(graph: onnx.GraphProto, product: onnx.NodeProto, arrays: dict[str, NDArray[np.float32]]) -> str | None:
    """The name of the bias that is added to a product, None where there is none."""
    value = product.output[0]
    for _ in range(_STEPS):
        node = next((node for node in graph.node if value in node.input), None)
        if node is None:
            return None
        bias: str | None = next((name for name in node.input if name.endswith(".bias") and name in arrays), None)
        if node.op_type == "Add" and bias is not None:
            return bias
        value = node.output[0]
    return None


def _config(weights: dict[str, NDArray[np.float32]], graph: Path) -> BertConfig:
    try:
        vocabulary, width = weights[f"{_EMBEDDINGS}word_embeddings.weight"].shape
        inner, _ = weights["bert.encoder.layer.0.intermediate.dense.weight"].shape
        positions, _ = weights[f"{_EMBEDDINGS}position_embeddings.weight"].shape
    except KeyError as error:
        raise ValueError(f"{graph.name} holds no BERT encoder: it lacks {error.args[0]}") from error
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=sum(name.endswith("intermediate.dense.weight") for name in weights),
        num_attention_heads=width // _HEAD_WIDTH,
        intermediate_size=inner,
        max_position_embeddings=positions,
    )


def main(
    graph: Annotated[Path, typer.Argument(help="The ONNX graph in 8 bits.", exists=True, dir_okay=False)],
    folder: Annotated[Path, typer.Argument(help="Where the encoder goes.")],
) -> None:
    """Write the encoder of GRAPH to FOLDER, in the form that training begins with."""
    write_encoder(graph, folder)


if __name__ == "__main__":
    typer.run(main)
