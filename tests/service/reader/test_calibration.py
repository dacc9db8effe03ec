"""Questions are asked of one paragraph alone: their own, which may answer, and the nearest other, which does not."""

from __future__ import annotations

from pathlib import Path

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.answering import Answerer
from service.calibration import Example, sentence_features_of
from service.reader.calibration import ask_one_document
from service.settings import Settings
from service.similarity import SimilarityReader

TEXTS = {
    "fare": ("Norholm", "The ferry to Norholm takes an hour. A ticket costs 12 crowns."),
    "crew": ("Norholm", "The ferry to Norholm has a crew of six."),
    "farm": ("Barley", "Barley is sown in spring."),
}


def test_each_question_is_asked_of_its_own_paragraph_and_of_the_nearest_other(
    embedder: Embedder, tmp_path: Path
) -> None:
    settings = Settings(index=tmp_path)
    documents = [Document(id=key, text=text, title=title) for key, (title, text) in TEXTS.items()]
    index_documents(documents, tmp_path, embedder, settings)
    answerer = Answerer(Snapshot.open(tmp_path, embedder), embedder, SimilarityReader.load(), settings)
    start = TEXTS["fare"][1].index("12")
    examples = [
        Example("What does a ticket cost?", "fare", "Norholm", ((start, start + 2),)),
        Example("How many sailors work on the ferry?", "crew", "Norholm", ()),
        Example("When is barley sown?", "farm", "Barley", ((18, 24),)),
    ]
    asked = list(ask_one_document(answerer, sentence_features_of, examples))
    # Sentences of its own paragraph, then of the nearest other one of the article; of all where that has no other.
    assert [a.holds.tolist() for a in asked[:4]] == [[False, True], [False], [False], [False, False]]
    assert asked[4].holds.tolist() == [True]
    assert not asked[5].holds.any()
    assert all(a.chosen for a in asked)
    assert [a.article for a in asked] == ["Norholm"] * 4 + ["Barley"] * 2
