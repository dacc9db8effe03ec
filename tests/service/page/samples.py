"""Documents and questions of the page's tests."""

from __future__ import annotations

from typing import Final

import httpx

ZORBLAT = (
    "😀 A first line with 智界 and 𝔘nusual letters.\n\nThe zorblat engine of Quarzheim weighs exactly 417 kilograms. "
    "😀 It was painted blue.\n\n" + "\n\n".join(f"Filler paragraph number {n} about gardens." for n in range(80))
)
WEIGHT = "How many kilograms does the zorblat engine weigh?"
NOWHERE = "What is the population of Iceland?"

# The shipped corpus does not give dates for what it disagrees on; these do.
SURVEYS: Final = {
    "harbour-gazette": {
        "title": "The harbour bridge, measured",
        "publisher": "Quarzheim Gazette",
        "published": "2025-11-25",
        "text": "The town of Quarzheim opened its harbour bridge in spring.\n\nThe Quarzheim harbour bridge is exactly "
        "417 metres long. It carries two lanes and a path for bicycles.\n\nThe ferry stopped on the same day.",
    },
    "harbour-herald": {
        "title": "A second survey of the bridge",
        "publisher": "The Quarzheim Herald",
        "published": "2026-02-01",
        "text": "Surveyors came back in winter.\n\nThe Quarzheim harbour bridge is exactly 432 metres long. The "
        "earlier figure had left out the ramp on the northern side.",
    },
}
LENGTH: Final = "How many metres long is the Quarzheim harbour bridge?"


def add_documents(client: httpx.Client) -> None:
    for document_id, document in SURVEYS.items():
        client.put(f"/v1/documents/{document_id}", json=document).raise_for_status()


def take_documents_away(client: httpx.Client) -> None:
    for document_id in SURVEYS:
        client.delete(f"/v1/documents/{document_id}")
