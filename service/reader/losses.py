"""What the reader is trained to lower: the span's, the answerability's and the evidence sentences' cross-entropy.

With teachers also how far what they say of a pair is from what the heads say that foresee them.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (its usual name)

from service.reader.config import LossWeights
from service.reader.model import ReaderOutput
from service.reader.sampling import UNKNOWN, Batch

FORBIDDEN = -1e4  # the logit of a position where no span may begin or end


def allowed_positions(batch: Batch) -> Tensor:
    """(B, L) where a span is sought: in the passage or, as no answer, on [CLS]."""
    allowed = torch.from_numpy(batch.sentence >= 0)
    allowed[:, 0] = True
    return allowed


def sentence_mean(per_sentence: Tensor, batch: Batch) -> Tensor:
    """The mean of (B, S) losses, over a passage's sentences first: a long passage must not outweigh a short one."""
    real = torch.arange(per_sentence.shape[1])[None, :] < torch.from_numpy(batch.sentence_count)[:, None]
    return ((per_sentence * real).sum(1) / real.sum(1).clamp(min=1)).mean()


def sentence_logits(evidence: Tensor, sentence: Tensor, count: int) -> Tensor:
    """(B, ``count``) mean of the token logits (B, L) over each sentence's tokens; 0 for a sentence with no token."""
    inside = sentence >= 0
    where = sentence.clamp(min=0)
    totals = torch.zeros(len(sentence), count).scatter_add_(1, where, evidence * inside)
    sizes = torch.zeros(len(sentence), count).scatter_add_(1, where, inside.float())
    return totals / sizes.clamp(min=1)


def reader_loss(output: ReaderOutput, batch: Batch, weights: LossWeights, label_smoothing: float) -> Tensor:
    """The weighted sum of the losses of the heads that are told what is true, a scalar."""
    allowed = allowed_positions(batch)
    span = torch.zeros(())
    for logits, target in ((output.start, batch.start), (output.end, batch.end)):
        masked = logits.masked_fill(~allowed, FORBIDDEN)
        each = F.cross_entropy(masked, torch.from_numpy(target), ignore_index=UNKNOWN, reduction="none")
        span = span + each.mean() / 2
    answerability = F.binary_cross_entropy_with_logits(
        output.answerability,
        torch.from_numpy(batch.answerable) * (1 - label_smoothing) + label_smoothing / 2,
    )
    targets = torch.from_numpy(batch.evidence)
    logits = sentence_logits(output.evidence, torch.from_numpy(batch.sentence), targets.shape[1])
    evidence = sentence_mean(F.binary_cross_entropy_with_logits(logits, targets, reduction="none"), batch)
    return weights.span * span + weights.answerability * answerability + weights.evidence * evidence


def foresight_loss(output: ReaderOutput, said: Mapping[str, Tensor], weights: LossWeights) -> Tensor:
    """The weighted sum of the heads' mean squared errors, a scalar; ``said`` are scores of the pairs (B,) by head."""
    loss = torch.zeros(())
    for head, scores in said.items():
        loss = loss + getattr(weights, head) * F.mse_loss(getattr(output, head), scores)
    return loss
