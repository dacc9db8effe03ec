"""The shipped weights read as they did when they were shipped, and answer through the service's own way."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.sentences import split_sentences
from indexer.snapshot import Snapshot
from service.answering import Answerer
from service.reader.choosing import Chooser
from service.reader.features import PairText
from service.reader.inference import CrossEncoder
from service.reader.joint import MODELS, JointReader
from service.settings import Settings
from tests.service.answers import small_answerer

PASSAGE = (
    "The ferry to Norholm leaves at nine in the morning. A ticket costs 12 crowns for adults. "
    "The crossing was opened in 1931 by the engineer Ada Lund. Bicycles are carried free of charge."
)
# (question, answerability, relevance, answering sentence, words), as read on the day the weights were shipped.
RECORDED = [
    ("What does a ticket cost?", 2.447, 1.040, 1, "12 crowns for adults"),
    ("Who opened the crossing?", 3.398, 1.236, 2, "Ada Lund"),
    ("When does the ferry leave?", 3.173, 0.533, 0, "nine in the morning"),
    ("How long does the crossing take?", -1.070, -0.463, 0, "nine"),
]


@pytest.fixture(scope="module")
def cross_encoder() -> CrossEncoder:
    return CrossEncoder.load(MODELS / "reader", threads=2)


@pytest.mark.parametrize(("question", "answerability", "relevance", "sentence", "words"), RECORDED)
def test_the_shipped_weights_give_the_recorded_outputs(  # noqa: PLR0917 (each is recorded)
    cross_encoder: CrossEncoder, question: str, answerability: float, relevance: float, sentence: int, words: str
) -> None:
    reading = cross_encoder.read([PairText(question, "Norholm", PASSAGE, split_sentences(PASSAGE))])[0]
    assert (reading.answerability, reading.relevance) == pytest.approx((answerability, relevance), abs=0.02)
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


def test_what_is_not_chosen_is_not_read(embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answerer, _ = small_answerer(tmp_path, embedder)
    question = answerer.questions.read("How much do tickets for the Nordlys cost?")
    passages = answerer.retriever.search(question, 24)
    monkeypatch.setattr(Chooser, "choose", lambda *_: [1])
    reader = JointReader.load(threads=1)
    assert [passage for passage, _ in reader.features(question, passages)] == [passages[1]]
    assert [reading.sentence_scores.any() for reading in reader.read(question, passages)] == [
        i == 1 for i in range(len(passages))
    ]
    assert reader.read(question, []) == []
