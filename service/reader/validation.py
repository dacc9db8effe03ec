"""How good a reader is on held-out examples, while it is trained."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from service.reader.decoding import best_span, sentence_means
from service.reader.examples import Example
from service.reader.features import PairText, collate, encode
from service.reader.model import ReaderModel, read_batch


@dataclass(frozen=True, slots=True)
class Validation:
    """Figures over the held-out examples, each from 0 to 1."""

    span_f1: float  # of the best span on answerable examples, no threshold
    exact: float
    auc_answerability: float  # of the answerability head, within the sources that have unanswerable questions
    auc_margin: float  # of the span's margin over the null answer, likewise
    evidence_first: float  # answerable examples whose highest sentence is one that answers
    examples: int

    def as_dict(self) -> dict[str, float]:
        """The figures by name."""
        return asdict(self)


def validate(model: ReaderModel, tokenizer: Tokenizer, examples: Sequence[Example], batch: int = 32) -> Validation:
    """Read every example once; word-overlap F1 as SQuAD defines it (Rajpurkar et al. 2016)."""
    pairs = encode(tokenizer, [PairText(e.question, e.title, e.passage, e.sentences) for e in examples])
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].ids))
    adversarial = {e.source for e in examples if e.answer is None}
    f1, exact, first = [], [], []
    answerability, margins, labels = [], [], []
    model.eval()
    for begin in range(0, len(order), batch):
        rows = order[begin : begin + batch]
        with torch.inference_mode():
            out = read_batch(model, *collate([pairs[i] for i in rows]))
        for row, i in enumerate(rows):
            example, pair, length = examples[i], pairs[i], len(pairs[i].ids)
            decoded = best_span(pair, out.start[row, :length].numpy(), out.end[row, :length].numpy())
            if example.source in adversarial:
                answerability.append(float(out.answerability[row]))
                margins.append(decoded.margin if decoded else -50.0)
                labels.append(example.answer is not None)
            if example.answer is None:
                continue
            means = sentence_means(pair, out.evidence[row, :length].numpy(), len(example.sentences))
            first.append(int(means.argmax()) in example.evidence)
            if not example.exact:
                continue
            found = example.passage[decoded.span.start : decoded.span.end] if decoded else ""
            gold = example.passage[example.answer.start : example.answer.end]
            f1.append(token_f1(found, gold))
            exact.append(normalised(found) == normalised(gold))
    return Validation(
        span_f1=float(np.mean(f1)),
        exact=float(np.mean(exact)),
        auc_answerability=float(roc_auc_score(labels, answerability)),
        auc_margin=float(roc_auc_score(labels, margins)),
        evidence_first=float(np.mean(first)),
        examples=len(examples),
    )


def normalised(text: str) -> str:
    """Lower case, without punctuation and articles, single spaces."""
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def token_f1(found: str, gold: str) -> float:
    """Harmonic mean of the shares of words in common."""
    a, b = normalised(found).split(), normalised(gold).split()
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else float(a == b)
