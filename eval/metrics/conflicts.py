"""Whether a reply says that the documents disagree, where they do and only there."""

from __future__ import annotations

from collections.abc import Mapping

from eval.metrics.grounding import inspect
from service.replies import Answer


def reports_conflict(reply: Answer, texts: Mapping[str, str]) -> bool:
    """Whether a reply reports a conflict: its status says so, and two claims of one conflict are supported."""
    return reply.status == "conflicting" and any(
        sum(finding.supported for finding in inspect(conflict.claims, reply, texts)) >= 2
        for conflict in reply.conflicts
    )
