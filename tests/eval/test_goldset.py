from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.goldset import GoldError, Question, load_gold, matches, normalise, same_document, split_of


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def row(question: Callable[..., Question], **changes: object) -> dict[str, Any]:
    return {**question().model_dump(), **changes}


def test_split_is_fixed_for_all_time() -> None:
    assert [split_of(name) for name in ("a", "b", "c", "fact-01", "问")] == ["test", "test", "dev", "dev", "test"]


def test_loads_and_fills_in_the_split(tmp_path: Path, question: Callable[..., Question]) -> None:
    fields = row(question)
    del fields["split"], fields["style"]
    loaded = load_gold(write(tmp_path / "gold.jsonl", fields, ""))
    assert loaded == [question()]
    assert loaded[0].style == "plain"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"nuggets": [["(six"]]}, "broken regex '(six'"),
        ({"nuggets": [["x*"]]}, "matches the empty text"),
        ({"nuggets": [[]]}, "nuggets.0"),
        ({"nuggets": []}, "needs nuggets"),
        ({"kind": "riddle"}, "kind"),
        ({"kind": "off-topic"}, "does not fit"),
        ({"answerable": False}, "has no nuggets"),
        ({"split": "dev"}, "split must be 'test'"),
        ({"colour": "red"}, "colour"),
        ({"absent": ["x"]}, "absent is for"),
    ],
)
def test_names_what_is_wrong_and_where(
    tmp_path: Path, question: Callable[..., Question], change: dict[str, Any], message: str
) -> None:
    path = write(tmp_path / "gold.jsonl", row(question), row(question, id="b", **{"split": "test", **change}))
    with pytest.raises(GoldError) as caught:
        load_gold(path)
    assert f"{path}:2: " in str(caught.value)
    assert message in str(caught.value)


def test_names_every_mistake_at_once(tmp_path: Path, question: Callable[..., Question]) -> None:
    path = write(tmp_path / "gold.jsonl", "{", row(question), row(question))
    with pytest.raises(GoldError, match=r":1: [^\0]*:3: id 'captain' is already used on line 2"):
        load_gold(path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00"])
def test_refuses_a_file_that_holds_no_questions(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(GoldError, match=r"holds no question|cannot be read"):
        load_gold(path)


def test_matching_ignores_case_quotes_dashes_and_width() -> None:
    assert normalise("“A”  –\n２") == '"A" - 2'
    assert matches(r"seres's 12-seat", "SERES’S 12–seat")


@pytest.mark.parametrize(
    ("entry", "document_id", "same"),
    [
        ("000", "000-title", True),
        ("000", "000_c6b5", True),
        ("000-title", "000-title", True),
        ("000-title", "000_c6b5", False),
        ("00", "000-title", False),
    ],
)
def test_documents_are_meant_by_id_or_number(entry: str, document_id: str, same: bool) -> None:  # noqa: FBT001
    assert same_document(entry, document_id) is same
