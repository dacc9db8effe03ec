from __future__ import annotations

from service.api.chat_content import Content
from service.api.examples import ANSWERED, CONFLICTING, NOT_FOUND
from service.citations import with_markers
from service.replies import Answer, CitedSentence

FOLDER = "http://127.0.0.1:8000/v1/documents"


def whole(answer: Answer) -> Content:
    content = Content()
    pieces = [content.sentence(sentence) for sentence in answer.sentences]
    pieces.append(content.ending(answer, FOLDER))
    assert "".join(pieces) == content.text
    return content


def check_markers(content: Content, answer: Answer) -> None:
    """Every annotation covers a marker whose number is that of the citation that it points to."""
    by_number = {citation.id: citation for citation in answer.citations}
    for annotation in content.annotations(answer, FOLDER):
        cited = annotation.url_citation
        marker = content.text[cited.start_index : cited.end_index]
        citation = by_number[int(marker.removeprefix("[").removesuffix("]"))]
        assert marker == f"[{citation.id}]"
        assert cited.title == citation.title
        assert cited.url == f"{FOLDER}/{citation.document_id}#char={citation.start},{citation.end}"


def test_the_sentences_stand_as_in_the_answer_then_come_the_sources() -> None:
    content = whole(ANSWERED)
    assert content.text.startswith(ANSWERED.answer + "\n\nSources:\n\n[1] Huawei's alliance for smart cars")
    assert f"“{ANSWERED.citations[0].quote}”" in content.text
    assert content.text.endswith("/v1/documents/003-alliance-unified-ecosystem#char=1086,1149")
    assert len(content.annotations(ANSWERED, FOLDER)) == 1
    check_markers(content, ANSWERED)


def test_a_conflict_is_said_with_the_numbers_of_both_sides() -> None:
    content = whole(CONFLICTING)
    assert content.text.startswith(CONFLICTING.answer)
    assert "The documents disagree about “How many new models does the alliance plan for 2026”: [1] against [2]." in (
        content.text
    )
    assert len(content.annotations(CONFLICTING, FOLDER)) == 4
    check_markers(content, CONFLICTING)


def test_a_refusal_gives_what_is_nearest_as_such() -> None:
    content = whole(NOT_FOUND)
    assert content.text.startswith(NOT_FOUND.answer + "\n\nThe nearest that they say:\n\nTogether the five brands")
    assert len(content.annotations(NOT_FOUND, FOLDER)) == 1
    check_markers(content, NOT_FOUND)


def test_brackets_in_a_text_are_no_markers() -> None:
    odd = CitedSentence(text="As [1] says [2], \U0001f600 it is [1].", citations=[1, 1])
    answer = ANSWERED.model_copy(update={"sentences": [odd, odd], "answer": with_markers([odd, odd])})
    content = whole(answer)
    assert content.text.startswith(answer.answer)
    starts = [a.url_citation.start_index for a in content.annotations(answer, FOLDER)]
    assert starts == sorted(starts)
    assert len(starts) == 4
    check_markers(content, answer)
    assert content.text[starts[0] - 4 : starts[0] + 7] == "[1] [1][1]."


def test_a_quote_of_several_lines_is_one_line_among_the_sources() -> None:
    citation = ANSWERED.citations[0].model_copy(update={"quote": "One\n\n  two.", "document_id": "a b", "page": 7})
    content = whole(ANSWERED.model_copy(update={"citations": [citation]}))
    assert ", p. 7: “One two.” http://127.0.0.1:8000/v1/documents/a%20b#char=" in content.text
