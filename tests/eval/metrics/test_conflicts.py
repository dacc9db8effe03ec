from __future__ import annotations

from collections.abc import Callable, Mapping

from eval.metrics.conflicts import reports_conflict
from service.replies import Answer, Conflict

MAY = (
    ("000-harbour", "The ferry Anna carried 1,200 people in May."),
    (
        "001-island",
        "The ferry Anna carried 1,450 people in May.",
    ),
)


def test_a_conflict_has_two_supported_claims(reply: Callable[..., Answer], texts: Mapping[str, str]) -> None:
    answer = reply(*MAY, status="conflicting")
    conflict = Conflict(about="people in May", claims=answer.sentences)
    assert reports_conflict(answer.model_copy(update={"conflicts": [conflict]}), texts)
    assert not reports_conflict(answer, texts)
    assert not reports_conflict(answer.model_copy(update={"conflicts": [conflict], "status": "answered"}), texts)
    false = answer.sentences[1].model_copy(update={"text": "The ferry Anna carried 9,999 people in May."})
    made_up = conflict.model_copy(update={"claims": [answer.sentences[0], false]})
    assert not reports_conflict(answer.model_copy(update={"conflicts": [made_up]}), texts)
