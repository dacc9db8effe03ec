"""What ``cited eval speed`` shows of its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.growth import BuildRate
from eval.runtimes import RuntimeSpeed
from eval.serving import Latency, Throughput
from eval.speed import Size, Speed, write_speed
from indexer.vectors import DenseChoice

LATENCY = {stage: Latency(1.0, 2.0, 3.0) for stage in ("retrieve", "read", "total", "http")}
CELLS = DenseChoice(kind="ivf", cells=1024, probes=20, recall_at_10=0.9876, search_ms=1.1, exact_ms=18.0)


@pytest.fixture
def speed() -> Speed:
    sizes = [
        Size(1000, "real", 20.0, DenseChoice(), 8.0, 3.0, 300.0, 400.0, LATENCY),
        Size(100_000, "made", 80.0, CELLS, 800.0, 4.0, 350.0, 1500.0, LATENCY),
    ]
    runtime = RuntimeSpeed("embedder", "torch", 10.0, 0.0)
    return Speed(
        {"processor": "one"},
        100,
        BuildRate(1000, 4000, 20.0, 19.0),
        [runtime],
        [Throughput(1, 5.0, 0.0, 1.0, 2.0)],
        sizes,
    )


def test_the_report_has_recall_disk_and_memory_at_each_size(speed: Speed, tmp_path: Path) -> None:
    assert speed.build.share_of_encoder == pytest.approx(0.95)
    assert [size.bytes_per_chunk for size in speed.sizes] == [8000, 8000]
    write_speed(speed, tmp_path)
    page = (tmp_path / "speed.html").read_text(encoding="utf-8")
    for shown in ("0.988", "1024", "<td>350</td><td>1500</td>", "Recall@10 of the vector index", "bytes a chunk"):
        assert shown in page
    stored = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))["sizes"]
    assert stored[1]["dense"]["recall_at_10"] == 0.9876
    assert stored[1]["own_megabytes"] == 350
