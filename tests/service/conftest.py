from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.service.server import ROOT, Server, run_cited, serving


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the shipped corpus, built once by the command; to be copied, not changed."""
    index = tmp_path_factory.mktemp("built") / "index"
    result = run_cited("index", corpus=ROOT / "corpus", index=index)
    assert result.returncode == 0, result.stdout + result.stderr
    return index


@pytest.fixture
def index(built_index: Path, tmp_path: Path) -> Path:
    """An index of the shipped corpus that a test may change."""
    return Path(shutil.copytree(built_index, tmp_path / "index"))


@pytest.fixture(scope="session")
def server(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the shipped corpus; a test that writes to it takes away what it wrote."""
    folder = tmp_path_factory.mktemp("server")
    copy = Path(shutil.copytree(built_index, folder / "index"))
    with serving(copy, folder / "log") as running:
        yield running


@pytest.fixture
def add_document(server: Server) -> Iterator[Callable[..., None]]:
    """Put documents on the shared server; they are deleted after the test."""
    added: list[str] = []

    def add(document_id: str, text: str, **fields: str) -> None:
        reply = server.client.put(f"/v1/documents/{document_id}", json={"text": text, **fields})
        assert reply.status_code in {200, 201}, reply.text
        added.append(document_id)

    yield add
    for document_id in added:
        server.client.delete(f"/v1/documents/{document_id}")
