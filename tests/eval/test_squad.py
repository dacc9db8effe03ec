from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from eval import squad
from eval.reading import Item, Response
from service.replies import Answer


def test_reads_rows(tmp_path: Path) -> None:
    row = {"question": "q", "title": "The_Sea", "context": "c", "answers": [{"text": "a"}], "answerable": True}
    none = {**row, "answers": [], "answerable": False}
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, [row, none])))
    assert squad.load([tmp_path / "a.jsonl"]) == [Item("q", "The Sea", "c", ("a",)), Item("q", "The Sea", "c", ())]


def test_texts_are_normalised_as_by_the_official_script() -> None:
    assert squad.normalise_answer(" The  U.S., an  Area (of a Kind)") == "us area of kind"
    assert squad.exact_match("the Sea.", "sea") == 1
    assert squad.f1("a blue sea", "the sea that was") == pytest.approx(2 * 1 / (2 + 3))
    assert squad.f1("", "") == 1
    assert squad.f1("", "sea") == 0


def test_has_answer_and_no_answer_are_apart() -> None:
    items = [
        Item("", "", "", ("blue sea", "sea")),
        Item("", "", "", ("sky",)),
        Item("", "", "", ()),
        Item("", "", "", ()),
    ]
    scores = squad.score(items, ["the sea", "", "", "sky"])
    assert scores.exact.value == 50
    assert scores.has_answer_f1.value == 50
    assert scores.no_answer.value == 50


def test_the_prediction_is_the_short_answer_or_the_best_sentence(reply: Callable[..., Answer]) -> None:
    answer = reply(("000-harbour", "Tickets cost 12 crowns."), ("000-harbour", "The captain is Mary Holt."))
    best = answer.citations[1].model_copy(update={"score": 0.9})
    answer = answer.model_copy(update={"citations": [answer.citations[0], best]})
    assert squad.prediction(answer) == "The captain is Mary Holt."
    assert squad.prediction(answer.model_copy(update={"short_answer": "12 crowns"})) == "12 crowns"
    assert squad.prediction(answer.model_copy(update={"status": "not_found"})) == ""


def respond(reply: Callable[..., Answer], confidence: float) -> Response:
    answer = reply(("000-harbour", "Tickets cost 12 crowns."), confidence=confidence)
    return Response(answer, answer)


def test_the_best_threshold_by_hand(reply: Callable[..., Answer]) -> None:
    items = [Item("", "", "", ("Tickets cost 12 crowns",)), Item("", "", "", ()), Item("", "", "", ("no",))]
    best = squad.best_threshold(items, [respond(reply, 0.9), respond(reply, 0.5), respond(reply, 0.4)])
    assert best.threshold == 0.9
    assert best.f1 == pytest.approx(200 / 3)


def test_equal_probabilities_are_not_told_apart(reply: Callable[..., Answer]) -> None:
    items = [Item("", "", "", ("Tickets cost 12 crowns",)), Item("", "", "", ())]
    best = squad.best_threshold(items, [respond(reply, 0.5), respond(reply, 0.5)])
    assert best.f1 == 50


def test_refusing_everything_can_be_best(reply: Callable[..., Answer]) -> None:
    items = [Item("", "", "", ()), Item("", "", "", ())]
    best = squad.best_threshold(items, [respond(reply, 1.0), respond(reply, 0.5)])
    assert best.f1 == 100
    assert best.threshold > 1
