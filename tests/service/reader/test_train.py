"""Training goes on where it stopped and ends with a model that loads as transformers' own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForQuestionAnswering

from service.reader.config import read_config
from service.reader.model import load
from service.reader.train import Trainer

pytestmark = pytest.mark.timeout(240)

CONFIG = """
seed = 1
max_tokens = 128
tokens_per_batch = 512
examples = {examples}
learning_rate = 1e-4
head_learning_rate = 1e-3
weight_decay = 0.01
warmup_share = 0.1
dropout = 0.0
label_smoothing = 0.0
average_decay = 0.5
checkpoint_minutes = 0.03
held_out_share = 0.1
crop_share = 0.2
title_share = 0.5
[loss]
span = 1.0
answerability = 1.0
evidence = 1.0
[sources]
"squad2_dev.articles_a" = 1.0
[negatives]
mined = 0.1
sentence_removed = 0.1
other_constraint = 0.1
random = 0.1
"""


def test_a_run_killed_half_way_goes_on_and_ends(data: Path, tmp_path: Path) -> None:
    config, out = tmp_path / "run.toml", tmp_path / "out"
    config.write_text(CONFIG.format(examples=160), encoding="utf-8")
    command = [
        sys.executable, "-m", "service.reader.train", "--data", str(data), "--out", str(out), "--config", str(config),
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "HF_HUB_OFFLINE": "1"}, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not (out / "checkpoint.pt").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    seen = torch.load(out / "checkpoint.pt", weights_only=True)["seen"]
    assert 0 < seen < 160

    trainer = Trainer(read_config(config), data, out)
    assert trainer.seen == seen
    trainer.run()
    lines = (out / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["seen"] >= 160

    ours = load(out / "model")
    theirs = AutoModelForQuestionAnswering.from_pretrained(out / "model", dtype=torch.float32).eval()
    ids = torch.tensor([[101, 2054, 102, 2023, 102]])
    mask, types = torch.ones_like(ids), torch.tensor([[0, 0, 0, 1, 1]])
    with torch.inference_mode():
        expected = theirs(input_ids=ids, attention_mask=mask, token_type_ids=types)
        assert torch.allclose(ours(ids, mask, types).start, expected.start_logits, atol=1e-4)
