from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from service.replies import Answer, SearchResults
from tests.service.server import run_cited

QUESTION = "Which marques belong to the alliance?"


def invoke(*arguments: str, **settings: object) -> Result:
    """Run the command in this process, where the libraries are loaded already."""
    environment = {f"CITED_{name.upper()}": str(value) for name, value in settings.items()}
    return CliRunner(env=environment).invoke(app, arguments)


def test_help_teaches() -> None:
    said = invoke("--help").stdout
    for command in ("index", "serve", "ask", "search", "keys", "mcp", "eval"):
        assert re.search(rf"^\W*{command} ", said, re.MULTILINE), command
    assert "cited ask" in invoke("ask", "--help").stdout


def test_the_module_is_the_command(built_index: Path) -> None:
    result = run_cited("search", "battery life", "--top-k", "1", "--json", index=built_index)
    assert result.returncode == 0, result.stderr
    assert len(SearchResults.model_validate_json(result.stdout).passages) == 1


def test_ask_prints_the_answer_and_its_numbered_sources(built_index: Path) -> None:
    result = invoke("ask", QUESTION, index=built_index)
    assert result.exit_code == 0, result.stderr
    answer = Answer.model_validate_json(invoke("ask", QUESTION, "--json", index=built_index).stdout)
    assert answer.answer in result.stdout
    assert answer.citations
    for citation in answer.citations:
        assert f"[{citation.id}] {citation.title}" in result.stdout
        assert f"“{citation.quote}”" in result.stdout


def test_ask_says_that_nothing_answers(built_index: Path) -> None:
    result = invoke("ask", "What is the population of Iceland?", index=built_index)
    assert result.exit_code == 0
    assert result.stdout.startswith("Not in the documents.")


def test_search_prints_passages_best_first(built_index: Path) -> None:
    result = invoke("search", "battery life", "--top-k", "2", "--json", index=built_index)
    passages = SearchResults.model_validate(json.loads(result.stdout), strict=False).passages
    assert len(passages) == 2
    plain = invoke("search", "battery life", "--top-k", "2", index=built_index).stdout
    assert plain.startswith(f"1. {passages[0].document_id} [{passages[0].start}:{passages[0].end}]")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", ""], "empty"),
        (["ask", "a\x1bb"], "U+001B"),
        (["ask", "word " * 2000], "at most 2000"),
        (["ask", "Who?", "--document", "no-such"], "no-such"),
        (["ask", "Who?", "--top-k", "0"], "top-k"),
        (["search", " "], "empty"),
        (["ask", "Who?", "--index", "no-such-folder"], "cited index"),
        (["sing"], "sing"),
        (["serve", "--port", "70000"], "CITED_PORT"),
    ],
)
def test_bad_input_is_said_and_is_exit_code_2(built_index: Path, arguments: list[str], said: str) -> None:
    result = invoke(*arguments, index=built_index)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [["index"], ["serve"], ["ask", "Who?"], ["search", "Who"], ["eval"]])
def test_a_mistyped_setting_stops_every_command(command: list[str]) -> None:
    result = invoke(*command, prot=8000)
    assert result.exit_code == 2
    assert "CITED_PORT" in result.stderr
