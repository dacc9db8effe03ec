from __future__ import annotations

from collections.abc import Callable, Mapping

from eval.goldset import Question
from eval.metrics.answers import answer_precision, fully_right, nugget_recall, prose_agrees, short_answer_right, words
from eval.metrics.grounding import inspect
from service.replies import Answer

HOLT = "The captain is Mary Holt."
PRICE = "Tickets cost 12 crowns."
Reply = Callable[..., Answer]


def right(question: Question, answer: Answer, texts: Mapping[str, str]) -> bool:
    return fully_right(question, answer, inspect(answer.sentences, answer, texts))


def test_a_right_answer_is_fully_right(
    reply: Reply, question: Callable[..., Question], texts: Mapping[str, str]
) -> None:
    assert right(question(), reply(("000-harbour", HOLT)), texts)


def test_fully_right_needs_nuggets_documents_and_quotes(
    reply: Reply, question: Callable[..., Question], texts: Mapping[str, str]
) -> None:
    assert not right(question(), reply(("000-harbour", PRICE)), texts)
    assert not right(question(nuggets=[["Holt"], ["12"]]), reply(("000-harbour", HOLT)), texts)
    assert not right(question(documents=[["001"]]), reply(("000-harbour", HOLT)), texts)
    assert not right(question(documents=[["000", "001"]]), reply(("000-harbour", HOLT)), texts)
    assert right(question(documents=[["001"], ["000"]]), reply(("000-harbour", HOLT)), texts)
    assert not right(question(), reply(("000-harbour", HOLT), ("000-harbour", PRICE, "Tickets are free.")), texts)
    assert not right(
        question(), reply(("000-harbour", HOLT), ("000-harbour", HOLT.replace("is", "is not"), HOLT)), texts
    )


def test_a_refusal_is_right_only_where_there_is_no_answer(
    reply: Reply, question: Callable[..., Question], no_answer: Callable[..., Question], texts: Mapping[str, str]
) -> None:
    refusal = reply(status="not_found")
    assert right(no_answer(), refusal, texts)
    assert not right(question(), refusal, texts)
    assert not right(no_answer(), reply(("000-harbour", HOLT)), texts)


def test_prose_must_say_what_the_sentences_say(reply: Reply) -> None:
    answer = reply(("000-harbour", HOLT))
    assert prose_agrees(answer)
    assert not prose_agrees(answer.model_copy(update={"answer": "The captain is not Mary Holt [1]."}))


def test_recall_counts_nuggets_and_precision_sentences(
    reply: Reply, question: Callable[..., Question], texts: Mapping[str, str]
) -> None:
    answer = reply(("000-harbour", HOLT), ("000-harbour", PRICE), ("001-island", "The island has one school"))
    findings = inspect(answer.sentences, answer, texts)
    assert nugget_recall(question(nuggets=[["Holt"], ["13"], ["Poppins"], ["captain"]]), findings) == 0.5
    assert answer_precision(question(), findings, texts) == 1 / 3
    assert answer_precision(question(), [], texts) == 0


def test_words_are_those_of_the_prose(reply: Reply) -> None:
    assert words(reply(("000-harbour", HOLT), ("000-harbour", PRICE))) == 9


def test_short_answer(reply: Reply, question: Callable[..., Question]) -> None:
    answer = reply(("000-harbour", HOLT))
    assert short_answer_right(question(), answer) == 0
    assert short_answer_right(question(), answer.model_copy(update={"short_answer": "Mary Holt"})) == 1
    assert short_answer_right(question(nuggets=[["a"], ["b"]]), answer) is None
