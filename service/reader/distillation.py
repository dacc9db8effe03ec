"""Learning from a larger reader what it says of each pair, beside what is true of it (Hinton et al. 2015)."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (its usual name)

from service.reader.config import LossWeights
from service.reader.losses import FORBIDDEN, allowed_positions, sentence_logits, sentence_mean
from service.reader.model import ReaderOutput, best_device, load, read_batch
from service.reader.sampling import Batch


class LargerReader:
    """A reader with more layers, trained by the same command, that reads each batch before the student does."""

    def __init__(self, folder: Path) -> None:
        self._model = load(folder, new_heads=True).to(best_device())

    def read(self, batch: Batch) -> ReaderOutput:
        """Its logits of B pairs of L tokens."""
        with torch.no_grad():
            return read_batch(self._model, batch.ids, batch.mask, batch.types)


def distillation_loss(output: ReaderOutput, larger: ReaderOutput, batch: Batch, weights: LossWeights) -> Tensor:
    """The weighted sum over the heads of the cross-entropy with what the larger reader holds probable, a scalar.

    A span that is unknown to the data is not to the larger reader, so every pair teaches every head.
    """
    allowed = allowed_positions(batch)
    span = torch.zeros(())
    for logits, target in ((output.start, larger.start), (output.end, larger.end)):
        probable = target.masked_fill(~allowed, FORBIDDEN).softmax(-1)
        span = span + F.cross_entropy(logits.masked_fill(~allowed, FORBIDDEN), probable) / 2
    answerability = F.binary_cross_entropy_with_logits(output.answerability, larger.answerability.sigmoid())
    sentence, count = torch.from_numpy(batch.sentence), batch.evidence.shape[1]
    probable = sentence_logits(larger.evidence, sentence, count).sigmoid()
    per_sentence = F.binary_cross_entropy_with_logits(
        sentence_logits(output.evidence, sentence, count), probable, reduction="none"
    )
    evidence = sentence_mean(per_sentence, batch)
    return weights.span * span + weights.answerability * answerability + weights.evidence * evidence
