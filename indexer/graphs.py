"""ONNX graphs of models at work: made on this machine, kept in the user's cache, run by ONNX Runtime."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import onnxruntime as ort
import platformdirs

log = logging.getLogger(__name__)


class GraphError(RuntimeError):
    """A model cannot be had as a graph: it cannot be written or run, or does not give what the model gives."""


def open_graph(
    name: str, threads: int, make: Callable[[], bytes], check: Callable[[ort.InferenceSession], None]
) -> ort.InferenceSession:
    """The graph ``name`` from the cache; where the cache lacks it, it is made, checked, and kept there if possible.

    Args:
        name: what tells it from every other graph: its model's digest and the version of the code that makes it.
        threads: processor cores that one run may use.
        make: gives the graph as a file's content.
        check: raises `GraphError` when the graph does not give what its model gives.

    Raises:
        GraphError: see there.
    """
    path = platformdirs.user_cache_path("cited") / f"{name}.onnx"
    if path.is_file():
        try:
            return open_session(str(path), threads)
        except Exception as error:  # noqa: BLE001  # ONNX Runtime's errors have no common base; whatever it is, make anew
            log.warning("the graph %s cannot be used and is made again: %s", path, error)
    try:
        content = make()
        session = open_session(content, threads)
    except Exception as error:
        message = f"the graph {name} cannot be made: {error}"
        raise GraphError(message) from error
    check(session)
    try:
        _keep(content, path)
    except OSError as error:
        log.warning("the graph %s cannot be kept, so each start makes it again: %s", path, error)
    return session


def _keep(content: bytes, path: Path) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        part = Path(folder) / path.name
        part.write_bytes(content)
        os.replace(part, path)  # noqa: PTH105  (one atomic step, beside the reason it is here)


def open_session(graph: str | bytes, threads: int) -> ort.InferenceSession:
    """Run the graph of a file, or of a file's content; ``threads`` processor cores may work on one run."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors; warnings are of its own making
    # Two questions at once share the cores: a thread that waits must not keep the other question's from running.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
