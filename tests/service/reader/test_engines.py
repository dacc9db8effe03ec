"""The reader's graph gives the model's logits; where there can be no graph, torch gives them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indexer.graphs import GraphError
from service.reader import engines
from service.reader.engines import GraphEngine, Logits, TorchEngine, load_engine
from service.reader.joint import MODELS


@pytest.fixture(scope="module")
def model(weights: Path) -> TorchEngine:
    return TorchEngine(weights, threads=1)


def _widest(one: Logits, other: Logits, mask: np.ndarray) -> float:
    kept = [(a - b) * (mask if a.ndim == 2 else 1) for a, b in zip(one, other, strict=True)]
    return max(float(np.abs(difference).max()) for difference in kept)


@pytest.mark.parametrize("shape", [(1, 7), (1, 384), (4, 50)])
def test_the_graph_gives_the_logits_of_the_model(
    weights: Path, model: TorchEngine, shape: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.graphs.platformdirs.user_cache_path", lambda _: tmp_path)
    inputs = engines._sample(shape)
    assert _widest(GraphEngine.load(weights, "0" * 64, threads=1).run(*inputs), model.run(*inputs), inputs[1]) < 1e-4


def test_without_a_graph_torch_reads(
    weights: Path, model: TorchEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise GraphError("no operator for this")

    monkeypatch.setattr(engines, "open_graph", fail)
    engine = load_engine(weights, "0" * 64, threads=1)
    assert isinstance(engine, TorchEngine)
    assert "no operator for this" in caplog.text
    inputs = engines._sample((2, 30))
    assert _widest(engine.run(*inputs), model.run(*inputs), inputs[1]) == 0


def test_a_graph_that_gives_other_logits_is_refused(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.graphs.platformdirs.user_cache_path", lambda _: tmp_path)
    monkeypatch.setattr(engines, "TOLERANCE", 1e-12)
    with pytest.raises(GraphError, match="differs by"):
        GraphEngine.load(weights, "0" * 64, threads=1)
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_reader_needs_no_torch_once_its_graph_is_kept() -> None:
    code = "from service.reader.joint import JointReader; JointReader.load(1); import service.library, sys"
    subprocess.run([sys.executable, "-c", code], check=True)  # keeps the graph
    code += "; assert not {'torch', 'transformers', 'sklearn'} & set(sys.modules), 'loaded'"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (MODELS / "reader").is_dir()
