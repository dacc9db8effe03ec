from __future__ import annotations

import numpy as np
import pytest

from indexer.axis import Axis, Run

# Two segments of 6 and 3 rows; row 2 of the first and row 0 of the second are no longer shown.
RUNS = [Run(0, 0, 2), Run(1, 1, 1), Run(0, 3, 0), Run(0, 3, 3), Run(1, 2, 1)]
ROWS = [(0, 0), (0, 1), (1, 1), (0, 3), (0, 4), (0, 5), (1, 2)]


@pytest.fixture
def axis() -> Axis:
    return Axis(RUNS, [6, 3])


def test_positions_and_rows_lead_to_each_other(axis: Axis) -> None:
    assert len(axis) == len(ROWS)
    assert [axis.locate(position) for position in range(len(axis))] == ROWS
    assert [axis.find(*row) for row in ROWS] == list(range(len(ROWS)))
    assert axis.locate(-1) == ROWS[-1]
    for segment in (0, 1):
        rows = np.array([row for number, row in ROWS if number == segment])
        assert list(axis.positions(segment, rows)) == [axis.find(segment, row) for row in rows]


def test_what_is_not_shown_is_not_found(axis: Axis) -> None:
    assert [axis.find(0, 2), axis.find(1, 0), axis.find(0, 6), axis.find(1, 3)] == [None] * 4
    for position in (7, -8):
        with pytest.raises(IndexError):
            axis.locate(position)


def test_pieces_are_the_runs_cut_to_a_range(axis: Axis) -> None:
    for start in range(8):
        for stop in range(8):
            pieces = list(axis.pieces(start, stop))
            assert [(s, row + i) for s, row, n in pieces for i in range(n)] == ROWS[start:stop]


def test_live_rows(axis: Axis) -> None:
    first, second = axis.live(0), axis.live(1)
    assert first is not None
    assert second is not None
    assert first.tolist() == [True, True, False, True, True, True]
    assert second.tolist() == [False, True, True]
    assert Axis([Run(0, 0, 6)], [6]).live(0) is None


def test_an_axis_of_nothing() -> None:
    empty = Axis([], [])
    assert len(empty) == 0
    assert list(empty.pieces(0, 5)) == []
    with pytest.raises(IndexError):
        empty.locate(0)
