from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.asking import AskError
from eval.ranking import load


def test_a_query_with_an_unknown_document_is_named(tmp_path: Path) -> None:
    corpus, queries = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"
    corpus.write_text(json.dumps({"id": 1, "title": "", "text": "a"}))
    queries.write_text('{"query": "a", "relevant": ["1"]}\n{"query": "b", "relevant": ["1", "2"]}')
    with pytest.raises(AskError, match=r"query 2 has relevant documents that .* lacks: 2"):
        load(corpus, queries)


def test_queries_without_relevant_documents_are_left_out(tmp_path: Path) -> None:
    corpus, queries = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"
    corpus.write_text(json.dumps({"id": "1", "text": "a"}))
    queries.write_text('{"query": "a", "relevant": ["1"]}\n{"query": "b", "relevant": []}')
    documents, asked = load(corpus, queries)
    assert len(documents) == 1
    assert [row["query"] for row in asked] == ["a"]
