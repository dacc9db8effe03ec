"""Which sentence only tells of a report, and which says what is in it."""

from __future__ import annotations

import pytest

from service.announcements import announces, tells

ASKED = "What does Torg say about fares?"


@pytest.mark.parametrize(
    ("question", "sentence", "announcing"),
    [
        (ASKED, "Torg has published a report called Ferries Today.", True),
        ("What did the study of Torg find?", "Torg released its second annual study in May.", True),
        (ASKED, "Torg published a report that fares fell.", False),
        (ASKED, "Torg said fares fell.", False),
        ("When did Torg publish a report?", "Torg published a report in May.", False),
    ],
)
def test_a_sentence_announces_what_is_said_in_another(question: str, sentence: str, *, announcing: bool) -> None:
    assert announces(question, sentence) is announcing


@pytest.mark.parametrize(
    ("sentence", "telling"),
    [
        ("It points out that fares fell.", True),
        ("The report also notes a fall.", True),
        ("It has green paint.", False),
        ("Torg says so.", False),
    ],
)
def test_what_is_published_is_told_behind_a_pronoun(sentence: str, *, telling: bool) -> None:
    assert tells(sentence) is telling
