"""The reader as an ONNX graph, made from the shipped weights when it is first needed and kept in a cache."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from service.reader.model import ReaderModel, load

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("start", "end", "answerability", "evidence")
OPSET = 20
EXPORT_VERSION = 1  # raised when the graph that is made of the same weights changes


class _Flat(nn.Module):
    """The model with a tuple for its output, as an exporter wants it."""

    def __init__(self, model: ReaderModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        output = self.model(input_ids, attention_mask, token_type_ids)
        return output.start, output.end, output.answerability, output.evidence


def export_onnx(weights: Path, target: Path) -> None:
    """Write the model in the folder ``weights`` to the single-precision ONNX file ``target``, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    example = tuple(torch.ones((2, 16), dtype=torch.int64) for _ in INPUTS)
    batch, length = torch.export.Dim("batch", min=1, max=4096), torch.export.Dim("length", min=2, max=512)
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        warnings.simplefilter("ignore")  # the exporter warns of its own internals
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        part = Path(folder) / target.name
        program = torch.onnx.export(
            _Flat(load(weights)),
            example,
            dynamo=True,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            opset_version=OPSET,
            dynamic_shapes=tuple({0: batch, 1: length} for _ in INPUTS),
            verbose=False,
        )
        if program is None:
            raise RuntimeError("the exporter gave no program")
        onnx.save(program.model_proto, part)
        os.replace(part, target)  # noqa: PTH105  (one atomic step, beside the reason it is here)
