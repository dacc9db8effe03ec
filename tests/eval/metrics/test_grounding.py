from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from eval.goldset import Evidence
from eval.metrics.grounding import holds, inspect, locate, overlaps, strip_markers, supports
from service.replies import Answer, Citation

HOLT = "The captain is Mary Holt."


def test_a_quote_holds_only_where_it_says(reply: Callable[..., Answer], texts: Mapping[str, str]) -> None:
    citation: Citation = reply(("000-harbour", HOLT)).citations[0]
    assert holds(citation, texts)
    moved = {"start": citation.start + 1, "end": citation.end + 1}
    for change in (
        {"document_id": "007"},
        {"document_id": "001-island"},
        moved,
        {"quote": "x"},
        {"quote": "", "end": 0},
    ):
        assert not holds(citation.model_copy(update=change), texts)


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("The ferry did not sail on Sundays, Holt said in 2024.", True),
        ("the ferry did not sail on sundays, holt said in 2024", True),
        ("The ferry did not sail on Sundays", True),
        ("[Anna, the ferry,] did not sail on Sundays", True),
        ("The ferry [Anna] did not sail on Sundays, Holt said", True),
        ("The ferry did sail on Sundays, Holt said in 2024.", False),
        ("sail on Sundays, Holt said in 2024", False),
        ("The ferry did not sail on Mondays, Holt said in 2024.", False),
        ("The ferry did not sail on Sundays, Holt said in 2025.", False),
        ("The ferry did not, Holt said in 2024.", False),
        ("Holt did not sail on Sundays", False),
        ("It is false that the ferry did not sail on Sundays", False),
        ("[anything]", False),
        ("", False),
    ],
)
def test_supported_are_runs_of_the_quote_with_its_negations(text: str, supported: bool) -> None:  # noqa: FBT001
    assert supports(text, ["The ferry did not sail on Sundays, Holt said in 2024."]) is supported


def test_numbers_signs_and_chinese_count() -> None:
    assert supports("a rise of 1.02", ["a rise of 1.02 million"])
    assert not supports("a rise of 12", ["a rise of 1.2"])
    assert not supports("12%", ["12"])
    assert supports("问界交付", ["十月问界交付了"])
    assert not supports("智界交付", ["十月问界交付了"])


def test_what_is_broken_is_counted_and_not_credited(reply: Callable[..., Answer], texts: Mapping[str, str]) -> None:
    answer = reply(("000-harbour", HOLT), ("000-harbour", HOLT, "The captain is Mary Poppins."))
    invented = answer.sentences[0].model_copy(update={"citations": [1, 9]})
    findings = inspect([*answer.sentences, invented], answer, texts)
    assert [finding.broken for finding in findings] == [0, 1, 1]
    assert [finding.stated for finding in findings] == [HOLT, "", ""]


def test_insertions_count_only_if_a_cited_document_has_them(
    reply: Callable[..., Answer], texts: Mapping[str, str]
) -> None:
    answer = reply(
        ("000-harbour", "She [Mary Holt] did not sail on Sundays.", "She did not sail on Sundays."),
        ("000-harbour", "She [Mary Poppins] did not sail on Sundays.", "She did not sail on Sundays."),
    )
    stated = [finding.stated for finding in inspect(answer.sentences, answer, texts)]
    assert stated == ["She [Mary Holt] did not sail on Sundays.", "She  did not sail on Sundays."]


def test_evidence_is_located_by_number_and_verbatim(texts: Mapping[str, str]) -> None:
    found = locate(Evidence(document="000", quote=HOLT), texts)
    assert found is not None
    assert texts[found[0]][found[1] : found[2]] == HOLT
    assert locate(Evidence(document="001", quote=HOLT), texts) is None


def test_spans_overlap_by_half_of_the_shorter() -> None:
    assert overlaps(("a", 0, 10), ("a", 5, 100))
    assert not overlaps(("a", 0, 10), ("a", 6, 100))
    assert not overlaps(("a", 0, 10), ("b", 0, 10))
    assert not overlaps(("a", 0, 10), ("a", 10, 10))


def test_markers_are_no_words() -> None:
    assert strip_markers("So it is [1][23]. And so [2].") == "So it is. And so."
