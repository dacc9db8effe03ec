"""A graph is made once, checked, kept whole; a cache that is damaged or cannot be written does no harm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper

from indexer.graphs import GraphError, open_graph


def _doubling() -> bytes:
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in ("x", "y")]
    graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "doubling", values[:1], values[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def _doubles(session: ort.InferenceSession) -> bool:
    return bool(session.run(None, {"x": np.array([2], np.float32)})[0][0] == 4)


class Maker:
    def __init__(self, content: bytes = b"") -> None:
        self.content = content or _doubling()
        self.calls = 0
        self.checked = 0

    def make(self) -> bytes:
        self.calls += 1
        return self.content

    def check(self, session: ort.InferenceSession) -> None:
        assert _doubles(session)
        self.checked += 1


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("indexer.graphs.platformdirs.user_cache_path", lambda _: tmp_path / "cache")
    return tmp_path / "cache"


def test_a_graph_is_made_and_checked_once(cache: Path) -> None:
    maker = Maker()
    for _ in range(2):
        assert _doubles(open_graph("doubling-1", 1, maker.make, maker.check))
    assert (maker.calls, maker.checked) == (1, 1)
    assert [path.name for path in cache.iterdir()] == ["doubling-1.onnx"]


def test_a_damaged_graph_is_made_again(cache: Path) -> None:
    maker = Maker()
    open_graph("doubling-1", 1, maker.make, maker.check)
    (cache / "doubling-1.onnx").write_bytes(b"half a graph")
    assert _doubles(open_graph("doubling-1", 1, maker.make, maker.check))
    assert maker.calls == 2
    assert (cache / "doubling-1.onnx").read_bytes() == maker.content


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert _doubles(open_graph("doubling-1", 1, Maker().make, Maker().check))


def test_what_fails_its_check_is_not_kept(cache: Path) -> None:
    def check(_: ort.InferenceSession) -> None:
        raise GraphError("it is off")

    with pytest.raises(GraphError, match="it is off"):
        open_graph("doubling-1", 1, Maker().make, check)
    assert not cache.exists()


def test_what_is_no_graph_is_a_graph_error(cache: Path) -> None:
    with pytest.raises(GraphError, match="doubling-1 cannot be made"):
        open_graph("doubling-1", 1, Maker(b"nonsense").make, Maker().check)
    assert not cache.exists()
