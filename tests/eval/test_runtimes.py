"""All runtimes run the same models; integers are the ones that differ."""

from __future__ import annotations

import pytest

from eval.growth import build_real
from eval.runtimes import RuntimeSpeed, compare_runtimes
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.settings import Settings


@pytest.fixture(scope="module")
def speeds(tmp_path_factory: pytest.TempPathFactory) -> list[RuntimeSpeed]:
    embedder = Embedder.load("all-MiniLM-L6-v2")
    settings = Settings(index=tmp_path_factory.mktemp("index"))
    build_real(
        [Document(id="ferry", text="The ferry sails at nine. It carries 1,200 people.", title="Ferry")],
        settings,
        embedder,
    )
    return compare_runtimes(Snapshot.open(settings.index, embedder), ["When does the ferry sail?"], threads=1)


def test_each_model_is_measured_in_each_runtime(speeds: list[RuntimeSpeed]) -> None:
    assert [speed.runtime for speed in speeds] == ["torch", "ONNX", "ONNX int8"] * 3
    assert len({speed.model for speed in speeds}) == 3
    assert all(speed.milliseconds > 0 for speed in speeds)


def test_graphs_are_faithful_and_integers_less_so(speeds: list[RuntimeSpeed]) -> None:
    for torch, graph, integers in zip(speeds[::3], speeds[1::3], speeds[2::3], strict=True):
        assert torch.difference == 0
        assert graph.difference < 1e-3
        assert graph.difference < integers.difference
