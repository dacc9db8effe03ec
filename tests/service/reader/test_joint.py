"""The shipped weights read as they did when they were shipped, and answer through the service's own way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.sentences import split_sentences
from indexer.snapshot import Snapshot
from service.answering import Answerer
from service.query import Question
from service.reader.features import PairText
from service.reader.inference import CrossEncoder, PassageReading
from service.reader.joint import FEATURES, MODELS, JointReader
from service.reading import RetrievedPassage
from service.settings import Settings
from service.similarity import SENTENCE_FEATURES, SimilarityReader
from tests.service.answers import small_answerer

PASSAGE = (
    "The ferry to Norholm leaves at nine in the morning. A ticket costs 12 crowns for adults. "
    "The crossing was opened in 1931 by the engineer Ada Lund. Bicycles are carried free of charge."
)
# (question, answerability logit, answering sentence, answering words), as read on the day the weights were shipped.
RECORDED = [
    ("What does a ticket cost?", 2.525, 1, "12 crowns for adults"),
    ("Who opened the crossing?", 5.14, 2, "Ada Lund"),
    ("When does the ferry leave?", 4.26, 0, "nine in the morning"),
    ("How long does the crossing take?", -4.065, 0, "nine"),
]


@pytest.fixture(scope="module")
def cross_encoder() -> CrossEncoder:
    return CrossEncoder.load(MODELS / "reader", threads=2)


@pytest.mark.parametrize(("question", "answerability", "sentence", "words"), RECORDED)
def test_the_shipped_weights_give_the_recorded_outputs(
    cross_encoder: CrossEncoder, question: str, answerability: float, sentence: int, words: str
) -> None:
    reading = cross_encoder.read([PairText(question, "Norholm", PASSAGE, split_sentences(PASSAGE))])[0]
    assert reading.answerability == pytest.approx(answerability, abs=0.02)
    assert int(reading.evidence.argmax()) == sentence
    decoded = reading.spans[sentence]
    assert decoded is not None
    assert PASSAGE[decoded.span.start : decoded.span.end] == words


def test_it_answers_from_an_index_and_refuses_what_is_not_there(embedder: Embedder, tmp_path: Path) -> None:
    settings = Settings(index=tmp_path)
    index_documents([Document(id="norholm", text=PASSAGE, title="Norholm")], tmp_path, embedder, settings)
    answerer = Answerer(Snapshot.open(tmp_path, embedder), embedder, JointReader.load(settings.threads), settings)
    answer = answerer.answer("What does a ticket cost?")
    assert answer.status == "answered"
    assert answer.short_answer is not None
    assert "12 crowns" in answer.short_answer
    assert answer.citations[0].quote == "A ticket costs 12 crowns for adults."
    assert answerer.answer("Which bank finances the airport of Lisbon?").status == "not_found"


def test_coefficients_of_another_reader_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.reader.joint.FEATURES", ("evidence",))
    with pytest.raises(ValueError, match="calibration"):
        JointReader.load(threads=1)


def test_only_what_is_likely_beside_the_best_is_read(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answerer, _ = small_answerer(tmp_path, embedder)
    question = answerer.questions.read("How much do tickets for the Nordlys cost?")
    passages = [passage for passage in answerer.retriever.search(question, 24) for _ in range(3)]
    likely = {id(passages[0]): 0.9, id(passages[3]): 0.31, id(passages[6]): 0.1}
    read: list[int] = []
    real = CrossEncoder.read

    def counted(self: CrossEncoder, texts: list[PairText]) -> list[PassageReading]:
        read.append(len(texts))
        return real(self, texts)

    monkeypatch.setattr(CrossEncoder, "read", counted)

    def as_likely(_: Question, passage: RetrievedPassage) -> NDArray[np.float64]:
        return np.array([[likely[id(passage)], *(0.0 for _ in SENTENCE_FEATURES[1:])]])

    monkeypatch.setattr("service.reader.joint.sentence_features", as_likely)
    monkeypatch.setattr("service.reader.joint.joint_features", lambda *_: np.zeros((1, len(FEATURES))))
    monkeypatch.setattr(SimilarityReader, "answerability", lambda _, features: float(features[0, 0]))
    reader = JointReader.load(threads=1)
    for some, expected in ((passages, 6), (passages[:5], 5), (passages[3:], 3), (passages[2:8], 4)):
        reader.features(question, some)
        assert read.pop() == expected
