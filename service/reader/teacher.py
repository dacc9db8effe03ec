"""The teacher: a larger cross-encoder, whose opinion of a pair the reader learns to foresee (Hinton et al. 2015).

It is `ms-marco-MiniLM-L-12-v2` (twice the layers, trained on the queries of MS MARCO), which a package carries as an
ONNX graph in 8 bits; the model card tells which. It is needed for training alone.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from service.reader.sampling import Batch

SCALE = 5.0  # the teacher's logits are divided by it: about their standard deviation
GRAPH = "model.onnx"


class Teacher:
    """Scores pairs that are tokenised as for the reader: both have the word pieces of uncased BERT.

    Raises:
        ValueError: the graph in the folder is not the one with that SHA-256.
    """

    def __init__(self, folder: Path, sha256: str, threads: int) -> None:
        content = (folder / GRAPH).read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            message = f"the teacher in {folder.name} has the digest {found[:16]}…, the run asks for {sha256[:16]}…"
            raise ValueError(message)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def score(self, batch: Batch) -> NDArray[np.float32]:
        """(B,) how relevant the passage is to the question, in units of `SCALE`."""
        inputs = {"input_ids": batch.ids, "attention_mask": _without_title(batch), "token_type_ids": batch.types}
        logits: NDArray[np.float32] = self._session.run(None, inputs)[0]
        return logits.reshape(len(batch)) / np.float32(SCALE)


def _without_title(batch: Batch) -> NDArray[np.int64]:
    """The attention mask (B, L) but for the title: the teacher was trained on passages without one."""
    mask = batch.mask.copy()
    for row, sentence in enumerate(batch.sentence):
        of_passage = np.flatnonzero(sentence >= 0)
        if len(of_passage):
            before = np.arange(of_passage[0])
            mask[row, before[batch.types[row, before] == 1]] = 0
    return mask
