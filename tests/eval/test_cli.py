"""The commands, from outside, on a corpus of two letters and the real engine."""

from __future__ import annotations

import json
import re
import socket
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval import engine
from eval.cli import app
from eval.runs import read_run
from service.replies import Answer


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def run(boats: Path, out: Path, *more: object) -> Result:
    gold = boats.parent / "gold.jsonl"
    return call("run", "--gold", gold, "--corpus", boats, "--index", boats.parent / "index", "--out", out, *more)


class Addresses(HTMLParser):
    """Everything that a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(value) for name, value in attrs if name in {"src", "href", "data"} and tag != "use"]


def test_a_run_measures_reports_resumes_and_compares(
    boats: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    asked: list[str] = []
    ask = engine.LocalAsker.ask

    def interrupted(self: engine.LocalAsker, question: str) -> Answer:
        if len(asked) == 2:
            raise KeyboardInterrupt
        asked.append(question)
        return ask(self, question)

    monkeypatch.setattr(engine.LocalAsker, "ask", interrupted)
    result = run(boats, out)
    assert result.exit_code == 2
    assert f"--out {out} goes on" in result.stderr

    def counted(self: engine.LocalAsker, question: str) -> Answer:
        asked.append(question)
        return ask(self, question)

    monkeypatch.setattr(engine.LocalAsker, "ask", counted)
    result = run(boats, out)
    assert result.exit_code == 0, result.output
    assert len(asked) == len(set(asked)) == 4

    finished = read_run(out)
    assert set(finished.questions) == {"captain", "light", "mayor", "moon"}
    assert finished.figures["quotes hold"].value in {1.0, None}
    assert finished.asked["indexes"]
    assert {"settings", "embedder", "reader", "code"} <= set(finished.asked)

    page = (out / "report.html").read_text(encoding="utf-8")
    parser = Addresses()
    parser.feed(page)
    assert [address for address in parser.found if not address.startswith("#")] == []
    assert not re.search(r"url\((?!#)", page)
    assert page.count("<svg") == 2
    assert page.count('data-kind="') == 4
    assert "Who commands the ferry?" in page

    same = call("gate", out, out / "run.json")
    assert same.exit_code == 0, same.output
    spoilt = json.loads((out / "run.json").read_text())
    values = {"answerable": 1, "refused": 0, "confidence": 0.5}
    for name, right in (("before", 1), ("after", 0)):
        row = {"kind": "fact", "style": "plain", "split": "dev", "values": {**values, "right": right}}
        spoilt["questions"] |= {f"more{number}": row for number in range(30)}
        (tmp_path / f"{name}.json").write_text(json.dumps(spoilt))
    worse = call("gate", tmp_path / "after.json", tmp_path / "before.json")
    assert worse.exit_code == 1
    assert "Worse beyond noise: right" in worse.stderr
    compared = call("compare", tmp_path / "before.json", tmp_path / "after.json")
    assert compared.exit_code == 0
    assert "no longer right: more0" in compared.output

    (boats / "002-news.txt").write_text("The harbour has a new crane.")
    changed = run(boats, out)
    assert changed.exit_code == 2
    assert "another gold set, index, settings or code" in changed.stderr


def test_gold_check(boats: Path, tmp_path: Path) -> None:
    gold = boats.parent / "gold.jsonl"
    assert "4 questions are sound" in call("gold", "check", gold, "--corpus", boats).output
    rows = gold.read_text().replace("Holt.", "Poppins.")
    gold.write_text(rows)
    wrong = call("gold", "check", gold, "--corpus", boats)
    assert wrong.exit_code == 2
    assert "captain: evidence is not verbatim" in wrong.stderr
    nowhere = call("gold", "check", gold, "--corpus", tmp_path / "nowhere")
    assert nowhere.exit_code == 2
    assert "holds no documents" in nowhere.stderr


def test_a_broken_regex_ends_with_its_line(boats: Path, tmp_path: Path) -> None:
    gold = boats.parent / "gold.jsonl"
    gold.write_text(gold.read_text().replace("1902", "19(02", 1))
    result = run(boats, tmp_path / "out")
    assert result.exit_code == 2
    assert "gold.jsonl:2: nuggets.0.0: broken regex '19(02'" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_missing_corpus_is_named(boats: Path, tmp_path: Path) -> None:
    boats.rename(tmp_path / "moved")
    result = run(boats, tmp_path / "out")
    assert result.exit_code == 2
    assert "boats" in result.stderr


def test_a_dead_server_is_named(boats: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        result = run(boats, tmp_path / "out", "--base-url", url)
    assert result.exit_code == 2
    assert "is the service running" in result.stderr


@pytest.mark.parametrize("command", ["compare", "gate"])
def test_a_missing_run_is_named(tmp_path: Path, command: str) -> None:
    result = call(command, tmp_path / "a", tmp_path / "b.json")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
