"""What runs the cross-encoder: an ONNX graph, made from the weights on the machine that first loads them, or torch."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from indexer.graphs import GraphError, open_graph

log = logging.getLogger(__name__)

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
GRAPH_VERSION = 4  # raised when the graph that is made of the same weights changes
TOLERANCE = 1e-3  # most that a logit of the graph may differ from the model's own
_SAMPLES = ((1, 24), (3, 70))  # batch and length
_OF_PAIRS = ("answerability", "relevance", "nearness")


class Logits(NamedTuple):
    """What the model says of B pairs of L tokens; see ``service.reader.model.ReaderOutput``."""

    start: NDArray[np.float32]  # (B, L)
    end: NDArray[np.float32]  # (B, L)
    answerability: NDArray[np.float32]  # (B,)
    evidence: NDArray[np.float32]  # (B, L)
    relevance: NDArray[np.float32]  # (B,)
    nearness: NDArray[np.float32]  # (B,)


class Engine(Protocol):
    """Runs the model. Thread-safe."""

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64], types: NDArray[np.int64]) -> Logits:
        """The logits of B padded pairs; all three inputs are (B, L)."""
        ...


class TorchEngine:
    """The model as it was trained."""

    def __init__(self, weights: Path, threads: int) -> None:
        # Torch takes seconds to import; where a graph is at hand it is not needed.
        import torch  # noqa: PLC0415

        from service.reader.model import load  # noqa: PLC0415

        torch.set_num_threads(threads)
        self._torch = torch
        self._model = load(weights)

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64], types: NDArray[np.int64]) -> Logits:
        """As `Engine.run`."""
        with self._torch.inference_mode():
            output = self._model(*(self._torch.from_numpy(array) for array in (ids, mask, types)))
        return Logits(*(getattr(output, name).numpy() for name in Logits._fields))


class GraphEngine:
    """The model as an ONNX graph."""

    def __init__(self, session: ort.InferenceSession) -> None:
        self._session = session

    @classmethod
    def load(cls, weights: Path, digest: str, threads: int) -> GraphEngine:
        """The weights with this digest; their graph is made when they are first loaded on a machine, then kept.

        Raises:
            GraphError: there is no graph that gives the model's logits.
        """

        def check(session: ort.InferenceSession) -> None:
            graph, model = cls(session), TorchEngine(weights, threads)
            for shape in _SAMPLES:
                inputs = _sample(shape)
                pairs = zip(graph.run(*inputs), model.run(*inputs), strict=True)
                difference = max(float(np.abs((one - other) * _inside(one, inputs[1])).max()) for one, other in pairs)
                if not difference <= TOLERANCE:
                    message = f"the reader's graph differs by {difference:.2g} from the model"
                    raise GraphError(message)

        name = f"reader-{digest[:16]}-{GRAPH_VERSION}"
        return cls(open_graph(name, threads, lambda: reader_graph(weights), check))

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64], types: NDArray[np.int64]) -> Logits:
        """As `Engine.run`."""
        return Logits(*self._session.run(list(Logits._fields), dict(zip(INPUTS, (ids, mask, types), strict=True))))


def load_engine(weights: Path, digest: str, threads: int) -> Engine:
    """What runs the weights in this folder, whose SHA-256 is ``digest``: a graph where there can be one, else torch."""
    try:
        return GraphEngine.load(weights, digest, threads)
    except GraphError as error:
        log.warning("the reader runs in torch, which is slower: %s", error)
        return TorchEngine(weights, threads)


def reader_graph(weights: Path) -> bytes:
    """The model in this folder as an ONNX file's content."""
    from indexer.bert import BertGraph  # noqa: PLC0415  # only needed when the cache is empty

    bert = BertGraph(weights)
    weight, bias = (
        np.concatenate([bert.weights[f"{head}.{part}"] for head in ("qa_outputs", "evidence")])
        for part in ("weight", "bias")
    )
    logits = bert.add("Add", bert.add("MatMul", bert.hidden, bert.constant(weight.T)), bert.constant(bias))
    for column, name in enumerate(("start", "end", "evidence")):
        bert.add("Gather", logits, bert.constant(np.array(column)), name=name, axis=2)
    first = bert.add("Gather", bert.hidden, bert.constant(np.array(0)), axis=1)
    for head in _OF_PAIRS:
        weighted = bert.add("Mul", first, bert.constant(bert.weights[f"{head}.weight"]))
        logit = bert.add("ReduceSum", weighted, bert.constant(np.array([1])), keepdims=0)
        bert.add("Add", logit, bert.constant(bert.weights[f"{head}.bias"]), name=head)
    of_tokens = ("batch", "length")
    of_pairs = dict.fromkeys(_OF_PAIRS, of_tokens[:1])
    outputs = {"start": of_tokens, "end": of_tokens, "evidence": of_tokens, **of_pairs}
    content: bytes = bert.model(outputs).SerializeToString()
    return content


def _sample(shape: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Any tokens, the last pair half as long as the others, the second half of each a passage."""
    ids = np.random.default_rng(0).integers(1000, 20_000, shape)
    mask = np.ones_like(ids)
    mask[-1, shape[1] // 2 :] = shape[0] == 1
    types = np.zeros_like(ids)
    types[:, shape[1] // 4 :] = 1
    return ids, mask, types


def _inside(logits: NDArray[np.float32], mask: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which logits count: those of tokens that are not padding."""
    return mask if logits.ndim == 2 else mask[:, 0]
