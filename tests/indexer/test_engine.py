"""A build that hands its work to an engine: here one in this process that is as careless as an engine may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.build import build_index
from indexer.checking import check
from indexer.converting import Converter
from indexer.cut import Cut
from indexer.embedding import Embedder
from indexer.engine import OnVectors
from indexer.incremental import cut_one
from indexer.intake import TakenIn, taken_in
from indexer.journal import key_of
from indexer.manifest import Parameters
from indexer.reading import Source
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from tests.indexer.samples import write_corpus


class Careless:
    """Embeds every second text only, gives what it embeds twice, and fails when it was told to."""

    def __init__(
        self, settings: IndexSettings, embedder: Embedder, converter: Converter, fails_after: int = 999
    ) -> None:
        self._embedder = embedder
        self._parameters = Parameters.of(settings, embedder)
        self._converter = converter
        self._left = fails_after
        self.seen: list[str] = []

    def read(self, jobs: Iterable[TakenIn | Source]) -> Iterator[TakenIn]:
        for job in jobs:
            taken = taken_in(job, self._converter) if isinstance(job, Source) else job
            fresh = taken.fresh
            yield replace(taken, cut=Cut.of(*cut_one(fresh, self._embedder, self._parameters))) if fresh else taken

    def embed(self, texts: Iterable[str], on_vectors: OnVectors) -> None:
        for text in list(texts)[::2]:
            self._left -= 1
            if self._left < 0:
                raise OSError("the engine is gone")
            self.seen.append(text)
            on_vectors([key_of(text)], self._embedder.encode([text]))
            on_vectors([key_of(text)], self._embedder.encode([text]))


def vectors(index: Path, embedder: Embedder) -> list[np.ndarray]:
    snapshot = Snapshot.open(index, embedder)
    return [np.asarray(snapshot.sentence_vectors), np.asarray(snapshot.chunk_vectors)]


def test_what_an_engine_leaves_out_is_done_here_and_what_it_did_is_kept(
    tmp_path: Path, embedder: Embedder, converter: Converter
) -> None:
    settings = IndexSettings(corpus=write_corpus(tmp_path / "corpus"), index=tmp_path / "index")
    here = settings.model_copy(update={"index": tmp_path / "here"})
    local = build_index(here, embedder)
    told: list[tuple[int, int]] = []
    failing = Careless(settings, embedder, converter, fails_after=3)
    with pytest.raises(OSError, match="the engine is gone"):
        build_index(settings, embedder, engine=failing)
    assert len(failing.seen) == 3
    engine = Careless(settings, embedder, converter)
    report = build_index(settings, embedder, engine=engine, progress=lambda *far: told.append(far))
    # What it did before it failed is not done again.
    assert not set(engine.seen) & set(failing.seen)
    assert len(engine.seen) == len(set(engine.seen)) == -(-(local.embedded - 3) // 2)
    assert report.embedded == local.embedded - 3
    assert told[-1] == (report.embedded, report.embedded)
    assert report.snapshot == local.snapshot
    assert check(settings.index) == []
    for ours, theirs in zip(vectors(settings.index, embedder), vectors(here.index, embedder), strict=True):
        assert np.array_equal(ours, theirs)
