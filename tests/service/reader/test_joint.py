"""The shipped weights read as they did when they were shipped, and answer through the service's own way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.sentences import split_sentences
from indexer.snapshot import Snapshot
from service.answering import Answerer
from service.query import Question
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
# (question, answerability, relevance, nearness, answering sentence, words), read on the day the weights were shipped.
RECORDED = [
    ("What does a ticket cost?", 2.407, 0.935, 0.423, 1, "12 crowns for adults"),
    ("Who opened the crossing?", 3.443, 1.230, 0.515, 2, "Ada Lund"),
    ("When does the ferry leave?", 3.208, 0.597, 0.325, 0, "nine in the morning"),
    ("How long does the crossing take?", -0.937, -0.436, -0.107, 0, "nine"),
]


@pytest.fixture(scope="module")
def cross_encoder() -> CrossEncoder:
    return CrossEncoder.load(MODELS / "reader", threads=2)


@pytest.mark.parametrize(("question", "answerability", "relevance", "nearness", "sentence", "words"), RECORDED)
def test_the_shipped_weights_give_the_recorded_outputs(  # noqa: PLR0917 (each is recorded)
    cross_encoder: CrossEncoder,
    question: str,
    answerability: float,
    relevance: float,
    nearness: float,
    sentence: int,
    words: str,
) -> None:
    reading = cross_encoder.read([PairText(question, "Norholm", PASSAGE, split_sentences(PASSAGE))])[0]
    said = (reading.answerability, reading.relevance, reading.nearness)
    assert said == pytest.approx((answerability, relevance, nearness), abs=0.02)
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


def test_of_a_document_that_was_chosen_it_counts_more_how_near_it_is(embedder: Embedder, tmp_path: Path) -> None:
    settings = Settings(index=tmp_path)
    documents = [
        Document(id="norholm", text=PASSAGE, title="Norholm"),
        Document(id="lisbon", text="The airport lies north of the city. It has two terminals.", title="Lisbon"),
    ]
    index_documents(documents, tmp_path, embedder, settings)
    reader = JointReader.load(settings.threads)
    answerer = Answerer(Snapshot.open(tmp_path, embedder), embedder, reader, settings)

    def says(question: Question, documents: list[str]) -> float:
        return reader.read(question, answerer.retriever.search(question, 8, documents))[0].answerability

    near, open_, far = map(
        answerer.questions.read,
        ("What does a ticket cost?", "How long does the crossing take?", "Which bank owns the airport?"),
    )
    both, one = ["norholm", "lisbon"], ["norholm"]
    assert says(near, one) != pytest.approx(says(near, both))
    threshold = reader.precision.threshold(settings.answer_precision)
    assert says(near, one) > threshold > says(open_, one) > 2 * says(far, one)
    assert says(replace(near, glossary=True), one) == pytest.approx(says(near, both))


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
