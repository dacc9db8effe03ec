"""The questions that were written for the reader."""

from __future__ import annotations

import pytest

from service.reader.examples import Example
from service.reader.written import PAGES, SOURCES, held_out_articles, written_examples, written_rows
from service.reader.written_corpus import CORPUS, corpus_examples


@pytest.fixture(scope="module")
def by_source() -> dict[str, list[Example]]:
    return {source: written_examples(source) for source in SOURCES} | {CORPUS: list(corpus_examples())}


@pytest.fixture(params=[*SOURCES, CORPUS])
def examples(by_source: dict[str, list[Example]], request: pytest.FixtureRequest) -> list[Example]:
    return by_source[request.param]


def test_answers_lie_in_the_sentences_that_hold_them(examples: list[Example]) -> None:
    answered = [example for example in examples if example.answer is not None]
    assert len({example.question for example in answered}) > 300
    for example in answered:
        assert example.answer is not None
        held = [example.sentences[i] for i in sorted(example.evidence)]
        assert any(s.start <= example.answer.start and example.answer.end <= s.end for s in held)
        text = example.passage[example.answer.start : example.answer.end]
        assert text == text.strip()
        assert text


def test_many_questions_are_not_answered_by_their_passage(examples: list[Example]) -> None:
    unanswered = [example for example in examples if example.answer is None]
    assert len(unanswered) > len(examples) / 5
    assert not any(example.evidence for example in unanswered)


def test_sentences_are_in_order_and_whole(examples: list[Example]) -> None:
    for example in examples:
        ends = [0, *(sentence.end for sentence in example.sentences)]
        assert all(end <= sentence.start for end, sentence in zip(ends, example.sentences, strict=False))
        assert ends[-1] <= len(example.passage)
    assert len({example.id for example in examples}) == len(examples)


def test_nearly_every_answered_question_on_the_corpus_has_a_passage_with_its_answer(
    by_source: dict[str, list[Example]],
) -> None:
    examples = by_source[CORPUS]
    answered = {example.id.split("/")[1] for example in examples if example.answer is not None}
    assert len(answered) >= 730  # of 754


def test_a_page_that_does_not_answer_where_another_does_is_given_too(by_source: dict[str, list[Example]]) -> None:
    examples = by_source[PAGES]
    answered = {example.question: example for example in examples if example.answer is not None}
    beside = [e for e in examples if e.answer is None and e.question in answered]
    assert len(beside) > 2000
    assert all(e.passage != answered[e.question].passage and e.title == answered[e.question].title for e in beside[:99])


def test_nothing_held_out_is_trained_on() -> None:
    documents, questions = held_out_articles()
    trained = {row["title"] for name in ("articles", "pages") for row in written_rows(name)}
    assert len(questions) > 1000
    assert not trained & {document.title for document in documents}
    assert all(span.end <= len(documents[int(key)].text) for _, key, places in questions for span in places)


def test_every_second_premise_is_one_that_the_article_contradicts() -> None:
    kinds: dict[str, list[bool]] = {}
    for row in written_rows("articles"):
        for question in row["contrasted"]:
            kinds.setdefault(question["kind"], []).append(bool(question["in"]))
    assert set(kinds) == {"premise", "compare", "long", "said"}
    assert all(0.45 < sum(answered) / len(answered) < 0.65 for answered in kinds.values())
