"""Speed is measured on a real server, on an index of real text and on one made from it."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from eval.asking import AskError, RemoteAsker
from eval.growth import build_real, build_synthetic, size_of
from eval.serving import latencies, serving, throughput
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.settings import Settings

TEXT = "The ferry Anna carried 1,200 people in May. The captain is Mary Holt. She did not sail on Sundays. " * 20


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder.load("all-MiniLM-L6-v2")


def test_a_made_index_is_as_large_as_asked_and_can_be_searched(tmp_path: Path, embedder: Embedder) -> None:
    real = Settings(index=tmp_path / "real")
    rate = build_real([Document(id="ferry", text=TEXT, title="Ferry")], real, embedder)
    assert rate.texts > 0
    assert rate.chunks_per_second > 0
    assert 0.3 < rate.share_of_encoder < 1
    snapshot = Snapshot.open(real.index, embedder)
    report = build_synthetic(snapshot, 50, Settings(index=tmp_path / "made"), embedder)
    assert 30 <= report.chunks <= 70
    made = Snapshot.open(tmp_path / "made", embedder)
    assert size_of(made.path) > size_of(snapshot.path)
    hits = made.search_dense(embedder.encode(["Who is the captain?"])[0], 3)
    assert len(hits) == 3


def test_a_real_server_is_started_asked_and_stopped(tmp_path: Path, embedder: Embedder) -> None:
    settings = Settings(index=tmp_path / "index")
    build_real([Document(id="ferry", text=TEXT, title="Ferry")], settings, embedder)
    with serving(settings.index) as server:
        stages = latencies(server, ["Who is the captain?", "When did the ferry sail?"])
        assert set(stages) == {"retrieve", "read", "total", "http"}
        assert 0 < stages["total"].p50 <= stages["http"].p99
        load = throughput(server, ["Who is the captain?"], clients=2, seconds=1.0)
        assert load.answers_per_second > 0
        assert 50 < server.own_megabytes() < server.peak_megabytes()
        with RemoteAsker(server.url) as asker:
            reply = asker.ask("Who is the captain?")
            assert list(asker.texts) == ["ferry"]
            assert all(asker.texts[c.document_id][c.start : c.end] == c.quote for c in reply.citations)
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(server.url)


def test_a_server_that_does_not_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AskError, match="ended with 2"), serving(tmp_path / "nothing"):
        pass
