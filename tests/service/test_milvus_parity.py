"""The gold questions get the same answers from an index in Milvus as from one on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.goldset import OWN_GOLD, load_gold, split_of
from indexer.stores import open_store
from service.library import Library
from service.replies import Answer
from service.settings import Settings, load_settings
from tests.indexer.milvus.servers import MilvusServer
from tests.service.server import ROOT

SAMPLE = 60
PARTS = 6


@pytest.fixture(scope="module")
def libraries(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Library]]:
    """The shipped corpus on disk, and on a server."""
    root = tmp_path_factory.mktemp("parity")
    server = MilvusServer(root / "milvus")
    server.start()
    local = load_settings(index=built_index, corpus=ROOT / "corpus")
    remote = load_settings(
        index=root / "index", corpus=ROOT / "corpus", store="milvus", milvus_uri=server.uri, milvus_seconds=30
    )
    on_disk = Library.open(local)
    open_store(remote).build(on_disk.embedder)
    yield on_disk, _with_models_of(on_disk, remote)
    server.kill()


def _with_models_of(library: Library, settings: Settings) -> Library:
    other = Library(settings, library.embedder, library.reader)
    other.refresh()
    return other


def answers(library: Library, question: str) -> Answer:
    answer = library.edition.answerer.answer(question)
    # Times differ; scores of retrieval may in the last digit, as sums of products do by their order.
    passages = [passage.model_copy(update={"score": round(passage.score, 6)}) for passage in answer.passages]
    return answer.model_copy(update={"timings_ms": None, "passages": passages})


def questions() -> list[str]:
    return [gold.question for gold in load_gold(OWN_GOLD) if split_of(gold.id) == "dev"]


@pytest.mark.parametrize("part", range(PARTS))
def test_a_sample_of_the_gold_questions_gets_the_same_answers(libraries: tuple[Library, Library], part: int) -> None:
    asked = questions()
    sample = asked[:: len(asked) // SAMPLE][:SAMPLE]
    assert len(sample) == SAMPLE
    assert_same(libraries, sample[part::PARTS])


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_all_gold_questions_get_the_same_answers(libraries: tuple[Library, Library]) -> None:
    assert_same(libraries, questions())


def assert_same(libraries: tuple[Library, Library], asked: list[str]) -> None:
    on_disk, in_milvus = libraries
    assert on_disk.edition.snapshot.id == in_milvus.edition.snapshot.id
    assert type(on_disk.edition.snapshot) is not type(in_milvus.edition.snapshot)
    for question in asked:
        assert answers(on_disk, question) == answers(in_milvus, question), question
