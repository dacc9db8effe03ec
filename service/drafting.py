"""From statements to drafts that may be sent: each place once, neighbours joined, and only what passes the check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from indexer.records import Document, Span
from service.citations import Draft, Support, merge_adjacent
from service.composition import Statement
from service.verification import faults


def verified_drafts(
    statements: Sequence[Statement], documents: Mapping[str, Document], on_dropped: Callable[[], None]
) -> list[Draft]:
    """The statements as drafts, in their order; for each that fails the check ``on_dropped`` is called instead."""
    drafts = []
    seen: set[tuple[str, int]] = set()
    for statement in statements:
        lead = statement.lead.evidence
        if (lead.document_id, lead.start) in seen:  # two parts of a question may be answered by one sentence
            continue
        seen.add((lead.document_id, lead.start))
        support = tuple(
            Support(c.evidence.document_id, Span(c.evidence.start, c.evidence.end), c.score) for c in statement.support
        )
        drafts.append(Draft(" ".join(lead.text.split()), support))
    passed = []
    for draft in merge_adjacent(drafts, documents):
        if faults(draft, documents):
            on_dropped()
        else:
            passed.append(draft)
    return passed
