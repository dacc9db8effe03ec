from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.answering import Answerer
from service.fitted import Logistic
from service.reading import Reader
from service.settings import Settings
from service.similarity import SENTENCE_FEATURES, SimilarityReader, coverage, sentence_features
from tests.service.answers import small_answerer


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Answerer:
    return small_answerer(tmp_path_factory.mktemp("index"), embedder)[0]


def test_logistic_gives_probabilities() -> None:
    model = Logistic(np.array([2.0, -1.0]), 0.5)
    assert model(np.array([[0.0, 0.0], [1.0, 0.0]])) == pytest.approx([1 / (1 + np.exp(-0.5)), 1 / (1 + np.exp(-2.5))])


def test_coverage_counts_words_by_weight_and_names_in_any_form(answerer: Answerer) -> None:
    question = answerer.questions.read("Which passengers does the Nordlys carry to Bergen?")
    (passage, *_) = answerer.retriever.search(question, 1, ["001-polar"])
    assert 0.5 < coverage(question, [passage.sentences[0]]) <= 1.0
    assert coverage(question, [passage.sentences[2]]) == 0.0
    assert coverage(answerer.questions.read("What is it?"), [passage.sentences[2]]) == 1.0


def test_features_are_named_and_finite(answerer: Answerer) -> None:
    question = answerer.questions.read("How many new ships will the Skagen Line buy in 2026?")
    for passage in answerer.retriever.search(question, 8):
        features = sentence_features(question, passage)
        assert features.shape == (len(passage.sentences), len(SENTENCE_FEATURES))
        assert np.isfinite(features).all()


def test_reads_the_answering_sentence_highest_and_its_span(answerer: Answerer) -> None:
    reader: Reader = SimilarityReader.load()
    question = answerer.questions.read("What do tickets for the Polar Lady cost?")
    passages = answerer.retriever.search(question, 8)
    readings = reader.read(question, passages)
    assert len(readings) == len(passages)
    passage, reading = max(zip(passages, readings, strict=True), key=lambda pair: pair[1].answerability)
    best = passage.sentences[int(reading.sentence_scores.argmax())]
    assert best.text == "Tickets for the Nordlys cost 85 euros in summer."
    assert reading.span is not None
    assert passage.document.text[reading.span.start : reading.span.end] == "85 euros"
    assert all(
        0 <= r.answerability <= 1 and ((r.sentence_scores >= 0) & (r.sentence_scores <= 1)).all() for r in readings
    )


def test_the_span_is_the_value_beside_what_is_asked_about_and_a_range_is_whole(
    tmp_path: Path, embedder: Embedder
) -> None:
    text = "In May the Alfa sold 100 units while the Beta sold 200 units. The Beta costs between 30 and 40 euros."
    settings = Settings(index=tmp_path)
    index_documents([Document("a", text, "Cars")], tmp_path, embedder, settings)
    answerer = Answerer(Snapshot.open(tmp_path, embedder), embedder, SimilarityReader.load(), settings)
    assert answerer.answer("How many units did the Beta sell in May?").short_answer == "200 units"
    assert answerer.answer("What does the Beta cost?").short_answer == "30 and 40 euros"


def test_stored_coefficients_must_fit_the_features(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.similarity.SENTENCE_FEATURES", ("another",))
    with pytest.raises(ValueError, match=r"service\.calibration"):
        SimilarityReader.load()
