"""An interrupted build embeds nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.build import index_documents
from indexer.checking import check
from indexer.embedding import Embedder, OnBatch
from indexer.journal import FILE
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.made import DigestEmbedder, made_document


class InterruptedBuildError(RuntimeError):
    pass


class StoppingEmbedder(DigestEmbedder):
    """Stops after some batches, as a kill would."""

    batches = 10

    def encode(self, texts: Sequence[str], on_batch: OnBatch | None = None) -> NDArray[np.float32]:
        left = self.batches

        def count(rows: Sequence[int], vectors: NDArray[np.float32]) -> None:
            nonlocal left
            if on_batch is not None:
                on_batch(rows, vectors)
            left -= 1
            if not left:
                raise InterruptedBuildError

        return super().encode(texts, count)


def test_an_interrupted_build_goes_on(tmp_path: Path, embedder: Embedder) -> None:
    settings = IndexSettings(index=tmp_path / "index")
    documents = [made_document(f"d{n}", n, sentences=40) for n in range(12)]
    whole = DigestEmbedder(embedder)
    index_documents(documents, tmp_path / "whole", whole, settings)
    seen: list[str] = []
    for _ in range(3):
        stopping = StoppingEmbedder(embedder)
        with pytest.raises(InterruptedBuildError):
            index_documents(documents, settings.index, stopping, settings)
        seen += stopping.seen
    assert not (settings.index / "CURRENT").exists()
    last = DigestEmbedder(embedder)
    told: list[tuple[int, int]] = []
    report = index_documents(
        documents, settings.index, last, settings, progress=lambda done, total: told.append((done, total))
    )
    assert len(seen) == 3 * 80
    assert sorted(seen + last.seen) == sorted(whole.seen)
    assert report.embedded == len(last.seen)
    assert told[0] == (0, len(last.seen))
    assert told[-1] == (len(last.seen), len(last.seen))
    assert not (settings.index / FILE).exists()
    one, two = (Snapshot.open(index, last) for index in (settings.index, tmp_path / "whole"))
    assert one.id == two.id
    assert np.array_equal(one.chunk_vectors[:], two.chunk_vectors[:])
    assert np.array_equal(one.sentence_vectors[:], two.sentence_vectors[:])
    assert check(settings.index) == []


def test_a_text_that_occurs_often_is_embedded_once(tmp_path: Path, embedder: Embedder) -> None:
    settings = IndexSettings(index=tmp_path)
    digests = DigestEmbedder(embedder)
    report = index_documents(
        [made_document("a", 1), made_document("b", 1), made_document("c", 2)], tmp_path, digests, settings
    )
    assert len(digests.seen) == len(set(digests.seen)) == report.embedded
    assert (report.sentences + report.chunks, report.embedded, report.reused) == (39, 26, 0)
