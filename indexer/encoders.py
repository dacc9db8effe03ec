"""What turns batches of texts into vectors: ONNX Runtime where the model is known, else sentence-transformers."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.graphs import GraphError, open_graph

log = logging.getLogger(__name__)

GRAPH_VERSION = 2  # raised when the graph that is made of the same weights changes
TOLERANCE = 1e-4  # most that a number of a graph's unit vectors may differ from the model's own
_SAMPLES = ("", "What does it cost?", "智界汽车 was shown in 2023; its price is 249,800 yuan.", "A long text. " * 80)


class Encoder(Protocol):
    """Encodes batches. Thread-safe.

    ``tokenizer`` has no limit and no padding: to count and cut. ``max_tokens`` are read at most, special ones left out.
    """

    tokenizer: Tokenizer
    dimension: int
    max_tokens: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed the texts of one batch as unit rows ``(texts, dimension)``."""
        ...


class TorchEncoder:
    """Any model of sentence-transformers, in torch."""

    def __init__(self, folder: Path, threads: int) -> None:
        # Torch takes seconds to import; where a graph is at hand it is not needed.
        import torch  # noqa: PLC0415
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from transformers.utils import logging as transformers_logging  # noqa: PLC0415

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(threads)
        self._model = SentenceTransformer(str(folder), device="cpu")
        self._lock = threading.Lock()  # the model changes its own tokenizer's padding with each batch
        self.tokenizer = _unlimited(Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str()))
        self.dimension: int = self._model.get_embedding_dimension() or 0
        special: int = self._model.tokenizer.num_special_tokens_to_add()
        self.max_tokens: int = (self._model.max_seq_length or 512) - special

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `Encoder.encode`."""
        with self._lock:
            rows = self._model.encode(
                list(texts), batch_size=max(1, len(texts)), show_progress_bar=False, normalize_embeddings=True
            )
        return np.asarray(rows, dtype=np.float32)


class GraphEncoder:
    """The packaged model, the mean of its tokens' vectors at unit length, as an ONNX graph."""

    def __init__(self, folder: Path, session: ort.InferenceSession) -> None:
        limit = int(json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"])
        self.tokenizer = _unlimited(Tokenizer.from_file(str(folder / "tokenizer.json")))
        self.max_tokens = limit - self.tokenizer.num_special_tokens_to_add(is_pair=False)
        self.dimension = int(session.get_outputs()[0].shape[1])
        self._tokenizer = _unlimited(Tokenizer.from_file(str(folder / "tokenizer.json")))
        self._tokenizer.enable_truncation(limit)
        self._tokenizer.enable_padding()
        self._session = session

    @classmethod
    def load(cls, folder: Path, digest: str, threads: int) -> GraphEncoder:
        """The encoder of a folder with this digest; its graph is made when it is first loaded on a machine, then kept.

        Raises:
            GraphError: there is no graph that gives the model's vectors.
        """

        def check(session: ort.InferenceSession) -> None:
            vectors = TorchEncoder(folder, threads).encode(_SAMPLES)
            difference = float(np.abs(cls(folder, session).encode(_SAMPLES) - vectors).max())
            if not difference <= TOLERANCE:
                message = f"the embedder's graph differs by {difference:.2g} from the model"
                raise GraphError(message)

        name = f"embedder-{digest[:16]}-{GRAPH_VERSION}"
        return cls(folder, open_graph(name, threads, lambda: encoder_graph(folder), check))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `Encoder.encode`."""
        encodings = self._tokenizer.encode_batch(list(texts))
        ids, mask, types = (
            np.array([getattr(encoding, part) for encoding in encodings], dtype=np.int64)
            for part in ("ids", "attention_mask", "type_ids")
        )
        vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})[0]
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(folder: Path, digest: str, threads: int, *, graph: bool) -> Encoder:
    """The encoder of a model folder: as a graph where that is wanted and possible, else in torch."""
    if graph:
        try:
            return GraphEncoder.load(folder, digest, threads)
        except GraphError as error:
            log.warning("the embedder runs in torch, which is slower: %s", error)
    return TorchEncoder(folder, threads)


def encoder_graph(folder: Path) -> bytes:
    """The packaged model, the mean of its tokens' vectors at unit length, as an ONNX file's content."""
    from indexer.bert import BertGraph  # noqa: PLC0415  # only needed when the cache is empty

    bert = BertGraph(folder)
    mask = bert.add("Unsqueeze", bert.add("Cast", "attention_mask", to=1), bert.constant(np.array([1])))
    # A product, not a sum over an axis: that one adds in another order when a batch is a single text.
    total = bert.add("Squeeze", bert.add("MatMul", mask, bert.hidden), bert.constant(np.array([1])))
    bert.add("LpNormalization", total, name="vectors", axis=-1, p=2)  # the mean's direction is the sum's
    content: bytes = bert.model({"vectors": ("batch", bert.width)}).SerializeToString()
    return content


def _unlimited(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
