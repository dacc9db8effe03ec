from __future__ import annotations

import itertools
from bisect import bisect_left
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.axis import Run
from indexer.layout import Layout, changed, place_of
from tests.indexer.conftest import Built

names = st.sets(st.integers(0, 40), max_size=20)


def rows_of(runs: list[Run]) -> list[tuple[int, int]]:
    return [(segment, start + i) for segment, start, length in runs for i in range(length)]


@given(names, names, names)
def test_a_change_leaves_out_and_puts_in_by_name(held: set[int], gone: set[int], come: set[int]) -> None:
    old = sorted(held)
    left_out = [old.index(name) for name in sorted((gone | come) & held)]
    put_in = [(bisect_left(old, name), row) for row, name in enumerate(sorted(come))]
    runs = changed([Run(0, 0, len(old))] if old else [], left_out, put_in, new=1)
    shown = [(old if segment == 0 else sorted(come))[row] for segment, row in rows_of(runs)]
    assert shown == sorted((held - gone) | come)
    assert all(row == (0 if name not in come else 1) for name, (row, _) in zip(shown, rows_of(runs), strict=True))
    joined = [(a.segment, a.start + a.length) != (b.segment, b.start) for a, b in itertools.pairwise(runs)]
    assert all(joined)


def test_runs_of_sentences_and_chunks_follow_from_the_documents(built: Built) -> None:
    snapshot = built.snapshot
    layout = Layout.of([Run(0, 0, 1), Run(0, 2, 1)], snapshot.segments)
    assert len(layout.documents) == 2
    bees, _, tides = (snapshot.parts_of(name) for name in snapshot.documents)
    assert len(layout.sentences) == len(bees[0]) + len(tides[0])
    assert layout.chunks.locate(len(bees[1])) == (0, tides[1].start)


def test_the_place_of_a_document(built: Built) -> None:
    snapshot = built.snapshot
    places = [place_of(n, snapshot.layout.documents, snapshot.segments) for n in ("a", "bees", "bo", "tides", "z")]
    assert places == [0, 0, 1, 2, 3]


def test_a_layout_of_other_segments_is_refused(built: Built, tmp_path: Path) -> None:
    path = tmp_path / "layout.npy"
    for runs in ([(1, 0, 1)], [(0, 0, 4)]):
        np.save(path, np.array(runs))
        with pytest.raises(ValueError, match="does not fit"):
            Layout.load(path, built.snapshot.segments)
