from __future__ import annotations

import pytest

from service.findings import Finding
from service.refusal import explain
from tests.service.evidences import ask, evidence

BELOW = "; what comes nearest is quoted below."


@pytest.mark.parametrize(
    ("question", "nearest", "said"),
    [
        (
            "What does the Havila cost?",
            "The Nordlys costs 70 euros.",
            "The documents give no price for the Havila; they give one for Nordlys, quoted below.",
        ),
        ("What does the Havila cost?", "The Havila is new.", f"The documents give no price for the Havila{BELOW}"),
        (
            "How many beds did the Nordlys have in 2027?",
            "The Nordlys had 20 beds in 2026.",
            "The documents give no number of beds for the Nordlys in 2027; they give one for 2026, quoted below.",
        ),
        (
            "How many beds did the Havila have in 2027?",
            "The ferry had 20 beds in 2026.",
            f"The documents give no number of beds for the Havila in 2027{BELOW}",
        ),
        (
            "What is the top speed of the Nordlys?",
            "The Nordlys costs 70 euros.",
            f"The documents give no top speed for the Nordlys{BELOW}",
        ),
        (
            "What did a ticket for the Nordlys cost at the end of 2025?",
            "By mid-2025 it was dear.",
            f"The documents give no price for the Nordlys at the end of 2025{BELOW}",
        ),
        (
            "Who will be the head of the yard?",
            "A yard is planned.",
            f"The documents do not say who will be the head of the yard{BELOW}",
        ),
        (
            "Why did the Nordlys grow to ten decks?",
            "The Nordlys grew to five decks.",
            "The documents do not bear out what the question takes for granted; what they say is quoted below.",
        ),
        ("Why is the Nordlys red?", "The Nordlys is new.", f"The documents give no reason for this{BELOW}"),
        ("What is it like?", None, "The documents do not answer this question."),
        ("红烧肉怎么做?", "It is new.", "This question could not be understood in Chinese; please ask in English."),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(question: str, nearest: str | None, said: str) -> None:
    assert explain([Finding(ask(question), [], [])], evidence(nearest) if nearest else None) == said
