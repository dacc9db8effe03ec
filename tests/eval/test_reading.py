"""The benchmarks ask the engine that answers over HTTP, each question of its own passage."""

from __future__ import annotations

from pathlib import Path

from eval.ranking import STAGES, rank
from eval.reading import Item, ask_items, text_of
from service.settings import Settings

PASSAGES = (
    "The ferry Anna carried 1,200 people in May. The captain is Mary Holt. She did not sail on Sundays.",
    "The island has one school and 300 people. Its lighthouse was built in 1902 by Per Lund.",
)


def ignore(done: int, total: int) -> None:  # the names are the protocol's
    """No progress is shown."""


def test_each_question_sees_only_its_own_passage(tmp_path: Path) -> None:
    items = [
        Item("Who is the captain of the ferry Anna?", "Ferry", PASSAGES[0], ("Mary Holt",)),
        Item("Who is the captain of the ferry Anna?", "Island", PASSAGES[1], ()),
        Item("When was the lighthouse built?", "Island", PASSAGES[1], ("1902",)),
    ]
    done: list[int] = []
    responses = ask_items(items, Settings(index=tmp_path / "index"), ignore, done.append)
    assert sum(done) == 3
    assert [response.refused for response in responses] == [False, True, False]
    forced = [text_of(response.forced) for response in responses]
    assert "Mary Holt" in forced[0]
    assert "Holt" not in forced[1]
    assert forced[1]
    assert "1902" in forced[2]
    assert responses[0].probability > responses[1].probability


def test_every_stage_ranks_documents(tmp_path: Path) -> None:
    documents = [{"id": str(n), "title": "", "text": text} for n, text in enumerate(PASSAGES)]
    queries = [{"query": "lighthouse built by Lund", "relevant": ["1"]}, {"query": "captain Holt", "relevant": ["0"]}]
    figures = rank(documents, queries, STAGES, Settings(index=tmp_path / "index"), ignore, lambda _: None)
    assert set(figures) == set(STAGES) == {"lexical", "dense", "hybrid", "reader"}
    for stage in STAGES:
        assert figures[stage]["nDCG@10"].value == 1
        assert figures[stage]["recall@100"].value == 1
