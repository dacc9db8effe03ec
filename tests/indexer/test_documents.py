from __future__ import annotations

import pytest

from indexer.documents import DocumentError, checked
from indexer.records import Document


def test_text_and_title_are_normalised() -> None:
    document = checked(Document("a-1.b", "One.\r\nTwo.\0 ", " A\n title "))
    assert (document.text, document.title) == ("One.\nTwo.", "A title")


def test_the_title_is_found_in_the_text_or_is_the_id() -> None:
    assert checked(Document("d", "# The Heading\n\nText.", "")).title == "The Heading"
    assert checked(Document("d", "Only a sentence here.", "")).title == "d"


def test_a_second_check_changes_nothing() -> None:
    once = checked(Document("d", "# H\n\n\n\nT.\u200b", ""))
    assert checked(once) == once


@pytest.mark.parametrize("document_id", ["000-a", "智界", "with space", "a", "x" * 200, "a.b_c-d"])
def test_usable_ids(document_id: str) -> None:
    assert checked(Document(document_id, "Text.", "")).id == document_id


@pytest.mark.parametrize(
    "document_id", ["", ".", "..", "../x", "a/b", "a\\b", "a\0", " a", "a ", "-a", "x" * 201, "a\n", "\ud800"]
)
def test_ids_that_are_no_file_stems_are_refused(document_id: str) -> None:
    with pytest.raises(DocumentError, match="document id"):
        checked(Document(document_id, "Text.", ""))


@pytest.mark.parametrize("text", ["", "  \n", "…!?", "\0", "half \ud83d"])
def test_texts_without_words_are_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        checked(Document("d", text, ""))
