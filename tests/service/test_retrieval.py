from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.glossary import Entity, Glossary
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.answering import Answerer
from service.settings import Settings
from service.similarity import SimilarityReader

HARBOUR = (
    "The harbour of Vik has three piers. Its cranes were painted green last spring. A customs officer seized forty "
    "crates of smuggled whisky. Gulls nest on the roofs of the sheds. Cod is landed at dawn, herring in the afternoon."
)
OTHERS = {
    f"b{i}": f"The {name} is a bar. It pours wine and spirits until late. Who drinks there is merry, and the police "
    "are seldom called."
    for i, name in enumerate(("Anker", "Bris", "Fjord", "Havn"))
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Answerer:
    index: Path = tmp_path_factory.mktemp("index")
    documents = [Document(id=key, text=text, title="Vik") for key, text in {"a": HARBOUR, **OTHERS}.items()]
    index_documents(documents, index, embedder, Settings(index=index))
    return Answerer(Snapshot.open(index, embedder), embedder, SimilarityReader.load(), Settings(index=index))


def test_one_sentence_lifts_a_chunk_that_is_about_other_things(answerer: Answerer) -> None:
    question = answerer.questions.read("Who confiscated the illegal liquor?")
    dense, hybrid = (answerer.retriever.search(question, 5, stage=stage) for stage in ("dense", "hybrid"))
    assert [found.document.id for found in dense].index("a") == 4
    assert [found.document.id for found in hybrid].index("a") == 1


def test_hybrid_scores_fall_and_hold_every_candidate_once(answerer: Answerer) -> None:
    found = answerer.retriever.search(answerer.questions.read("police bar"), 24)
    assert sorted(passage.document.id for passage in found) == ["a", "b0", "b1", "b2", "b3"]
    scores = [passage.score for passage in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] <= 1


def test_each_documents_own_name_is_asked_with(tmp_path: Path, embedder: Embedder) -> None:
    called = ["Kestrel", "Merlin", "Falcon", "Osprey", "Buzzard", "Harrier"]
    documents = [Document(id=name, text=f"The {name} left the yard in May.", title="Yard") for name in called]
    settings = Settings(index=tmp_path)
    index_documents(
        documents, tmp_path, embedder, settings, Glossary(entities=[Entity(canonical="Ferry", names=called)])
    )
    found = Answerer(Snapshot.open(tmp_path, embedder), embedder, SimilarityReader.load(), settings)
    passages = found.retriever.search(found.questions.read("When did the Ferry leave the yard?"), 8)
    assert {passage.document.id: passage.asked for passage in passages} == {
        name: f"When did the {name} leave the yard?" for name in called
    }
