"""The cross-encoder: all-MiniLM-L6-v2's encoder, with heads for span, answerability, evidence, relevance, nearness."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

WEIGHTS = "model.safetensors"
Integers = NDArray[np.int64]
EXTRA_HEADS = ("answerability", "evidence", "relevance", "nearness")


@dataclass(frozen=True, slots=True)
class ReaderOutput:
    """Logits for a batch of B question–passage pairs of L tokens; position 0 is ``[CLS]``, the null answer."""

    start: Tensor  # (B, L)
    end: Tensor  # (B, L)
    answerability: Tensor  # (B,)
    evidence: Tensor  # (B, L): averaged over a sentence's tokens it says whether the sentence belongs to the answer
    relevance: Tensor  # (B,): what the teacher would say of the pair (`service.reader.teacher`)
    nearness: Tensor  # (B,): how near a larger embedder would find both (`service.reader.larger_embedder`)

    def on_cpu(self) -> ReaderOutput:
        """The same logits in single precision where the targets are."""
        return ReaderOutput(**{f.name: getattr(self, f.name).to("cpu", torch.float32) for f in fields(self)})


class ReaderModel(nn.Module):
    """A BERT question-answering model (Devlin et al. 2019, SQuAD 2.0 form) with four more heads.

    The parameters ``bert.*`` and ``qa_outputs.*`` are named as ``transformers`` names them, so the same file loads as
    ``AutoModelForQuestionAnswering``; the other heads are extra entries that it ignores.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.bert = BertModel(config, add_pooling_layer=False)
        self.qa_outputs = nn.Linear(config.hidden_size, 2)
        self.answerability = nn.Linear(config.hidden_size, 1)
        self.evidence = nn.Linear(config.hidden_size, 1)
        self.relevance = nn.Linear(config.hidden_size, 1)
        self.nearness = nn.Linear(config.hidden_size, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> ReaderOutput:
        """Read B pairs of L tokens; all three inputs are (B, L) integers."""
        hidden = self.bert(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state.float()
        start, end = self.qa_outputs(hidden).unbind(-1)
        return ReaderOutput(
            start=start,
            end=end,
            answerability=self.answerability(hidden[:, 0]).squeeze(-1),
            evidence=self.evidence(hidden).squeeze(-1),
            relevance=self.relevance(hidden[:, 0]).squeeze(-1),
            nearness=self.nearness(hidden[:, 0]).squeeze(-1),
        )


def read_batch(model: ReaderModel, ids: Integers, mask: Integers, types: Integers) -> ReaderOutput:
    """The logits of B pairs of L tokens, (B, L) each, read in bfloat16 where the model is and brought to the CPU."""
    device = model.qa_outputs.weight.device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        output: ReaderOutput = model(*(torch.from_numpy(array).to(device) for array in (ids, mask, types)))
    return output.on_cpu()


def best_device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def from_encoder(path: Path, *, dropout: float) -> ReaderModel:
    """A model whose encoder is the one stored at ``path`` and whose heads are new.

    Attention is computed eagerly and without dropout: on CPU that is the fastest form to train, and the same weights.
    """
    config = BertConfig.from_pretrained(
        path,
        attn_implementation="eager",
        attention_probs_dropout_prob=0.0,
        hidden_dropout_prob=dropout,
        architectures=["BertForQuestionAnswering"],
    )
    model = ReaderModel(config)
    weights = {name.removeprefix("bert."): tensor for name, tensor in load_file(path / WEIGHTS).items()}
    missing, _ = model.bert.load_state_dict(weights, strict=False)
    if missing:
        raise ValueError(f"the encoder at {path.name} lacks {', '.join(sorted(missing))}")
    return model


def save(model: ReaderModel, folder: Path, *, dtype: torch.dtype = torch.float16) -> None:
    """Write ``config.json`` and ``model.safetensors`` (``dtype``, 16 bits by default) to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.detach().to("cpu", dtype).contiguous() for name, tensor in model.state_dict().items()}
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    model.config.save_pretrained(folder)


def load(folder: Path, *, new_heads: bool = False) -> ReaderModel:
    """The model written by `save`, in single precision and evaluation mode; ``new_heads`` as in `load_weights`."""
    model = ReaderModel(BertConfig.from_pretrained(folder, attn_implementation="eager"))
    load_weights(model, folder, new_heads=new_heads)
    return model.eval()


def load_weights(model: ReaderModel, folder: Path, *, new_heads: bool = False) -> None:
    """Give a model the weights written by `save`; with ``new_heads`` heads that these lack stay as they are."""
    state = {name: tensor.float() for name, tensor in load_file(folder / WEIGHTS).items()}
    if new_heads:
        state = {**{n: t for n, t in model.state_dict().items() if n.startswith(EXTRA_HEADS)}, **state}
    model.load_state_dict(state)
