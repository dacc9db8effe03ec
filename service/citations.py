"""Citations: numbering, quotes cut from the stored text, and their markers in prose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.records import Document, Span
from service.replies import Citation, CitedSentence

_CLOSING = re.compile(r"([.!?。！？…]+)$")


@dataclass(frozen=True, slots=True)
class Support:
    """A place in a document that says what a sentence of the answer says; ``score`` in 0..1."""

    document_id: str
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence of the answer before it has citation numbers."""

    text: str
    support: tuple[Support, ...]


class Citations:
    """Numbers the places that are cited, in the order in which they first appear; a place keeps its number."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._placed: list[Support] = []

    def cite(self, draft: Draft) -> CitedSentence:
        """``draft`` with the numbers of its places."""
        numbers = []
        for support in draft.support:
            same = (
                i
                for i, p in enumerate(self._placed, 1)
                if (p.document_id, p.span) == (support.document_id, support.span)
            )
            number = next(same, None)
            if number is None:
                self._placed.append(support)
                number = len(self._placed)
            numbers.append(number)
        return CitedSentence(text=draft.text, citations=list(dict.fromkeys(numbers)))

    def holds(self, document_id: str, start: int, end: int) -> bool:
        """Whether one of the places holds all of ``[start, end)`` of a document."""
        return any(p.document_id == document_id and p.span.start <= start and end <= p.span.end for p in self._placed)

    @property
    def citations(self) -> list[Citation]:
        """All citations so far, by number."""
        cited = []
        for number, place in enumerate(self._placed, 1):
            document = self._documents[place.document_id]
            cited.append(
                Citation(
                    id=number, document_id=document.id, title=document.title, publisher=document.publisher,
                    published=document.published, url=document.url,
                    quote=document.text[place.span.start : place.span.end],
                    start=place.span.start, end=place.span.end, page=document.page_at(place.span.start),
                    score=round(place.score, 4),
                )
            )  # fmt: skip
        return cited


def merge_adjacent(drafts: Sequence[Draft], documents: Mapping[str, Document]) -> list[Draft]:
    """Joins consecutive sentences that quote neighbouring places of one document into one, with one longer quote."""
    merged: list[Draft] = []
    for draft in drafts:
        last = merged[-1] if merged else None
        if last and len(last.support) == len(draft.support) == 1:
            before, after = last.support[0], draft.support[0]
            if before.document_id == after.document_id and before.span.end <= after.span.start:
                gap = documents[before.document_id].text[before.span.end : after.span.start]
                if not gap.strip() and "\n" not in gap:
                    span = Span(before.span.start, after.span.end)
                    support = Support(before.document_id, span, max(before.score, after.score))
                    merged[-1] = Draft(f"{last.text} {draft.text}", (support,))
                    continue
        merged.append(draft)
    return merged


def with_markers(sentences: Sequence[CitedSentence]) -> str:
    """The sentences as prose, with the citation numbers in brackets before each full stop."""
    prose = []
    for sentence in sentences:
        markers = "".join(f"[{number}]" for number in sentence.citations)
        if closing := _CLOSING.search(sentence.text):
            prose.append(f"{sentence.text[: closing.start()]} {markers}{closing[1]}")
        else:
            prose.append(f"{sentence.text} {markers}".strip())
    return " ".join(prose)
