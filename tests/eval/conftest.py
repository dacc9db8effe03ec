"""A tiny corpus about boats, a reply builder for it, and gold questions on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from eval.goldset import Question, split_of
from service.replies import Answer, Citation, CitedSentence, Passage, Status, Timings

TEXTS = {
    "000-harbour": "Harbour news\n\nThe ferry Anna carried 1,200 people in May. The captain is Mary Holt. "
    "She did not sail on Sundays.\n\nTickets cost 12 crowns.",
    "001-island": "Island letter\n\nThe island has one school and 300 people. "
    "The ferry Anna carried 1,450 people in May. Its lighthouse was built in 1902.",
}

Reply = Callable[..., Answer]


@pytest.fixture
def texts() -> Mapping[str, str]:
    return dict(TEXTS)


@pytest.fixture
def reply() -> Reply:
    return make_reply


def make_reply(
    *sentences: tuple[str, str] | tuple[str, str, str],
    status: Status = "answered",
    confidence: float = 0.9,
    passages: tuple[str, ...] = (),
) -> Answer:
    """An answer of sentences, each a document and a text; a third part is the quote where it differs."""
    citations, cited = [], []
    for number, (document_id, text, *other) in enumerate(sentences, start=1):
        quote = other[0] if other else text
        start = max(0, TEXTS.get(document_id, "").find(quote))
        citations.append(
            Citation(
                id=number, document_id=document_id, title="", publisher=None, published=None, url=None,
                quote=quote, start=start, end=start + len(quote), score=0.5,
            )
        )  # fmt: skip
        cited.append(CitedSentence(text=text, citations=[number]))
    prose = " ".join(f"{s.text.rstrip('.')} [{s.citations[0]}]." for s in cited)
    return Answer(
        question="?", status=status, answer=prose or "The documents do not say.", short_answer=None, sentences=cited,
        citations=citations, conflicts=[], nearest=[], confidence=confidence,
        passages=[
            Passage(chunk_id=str(n), document_id=i, start=0, end=len(TEXTS[i]), text=TEXTS[i], score=0)
            for n, i in enumerate(passages)
        ],
        timings_ms=Timings(retrieve=1, read=2, total=3), index="x",
    )  # fmt: skip


def make_question(**changes: object) -> Question:
    fields: dict[str, Any] = {
        "id": "captain",
        "kind": "fact",
        "question": "Who commands the ferry?",
        "answerable": True,
        "nuggets": [["Holt"]],
        "documents": [["000"]],
        "evidence": [{"document": "000", "quote": "The captain is Mary Holt."}],
    }
    fields |= changes
    return Question.model_validate({**fields, "split": split_of(fields["id"])})


def unanswerable(**changes: object) -> Question:
    empty = {"kind": "unanswerable", "answerable": False, "nuggets": [], "documents": [], "evidence": []}
    return make_question(**{"id": "mayor", "question": "Who is the mayor?", **empty, **changes})


@pytest.fixture
def question() -> Callable[..., Question]:
    return make_question


@pytest.fixture
def no_answer() -> Callable[..., Question]:
    return unanswerable


@pytest.fixture
def boats(tmp_path: Path) -> Path:
    """The corpus as a folder, with a gold set ``gold.jsonl`` beside it."""
    folder = tmp_path / "boats"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    questions = [
        make_question(),
        make_question(
            id="light",
            question="When was the lighthouse built?",
            kind="number",
            nuggets=[["1902"]],
            documents=[["001"]],
            evidence=[{"document": "001", "quote": "Its lighthouse was built in 1902."}],
        ),
        unanswerable(absent=["mayor"]),
        unanswerable(id="moon", kind="off-topic", question="How far away is the moon in kilometres?"),
    ]
    lines = [json.dumps(question.model_dump()) for question in questions]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
