"""Whether an answer is right, whole and brief.

Nuggets are those of Voorhees (2003), "Overview of the TREC 2003 Question Answering Track": the pieces of information
that a right answer must hold, here found by regular expressions in the sentences that `grounding` credits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.goldset import Question, matches_nugget, normalise, same_document
from eval.metrics.grounding import Finding, locate, overlaps, span_of, strip_markers
from service.replies import Answer


def nuggets_stated(question: Question, findings: Sequence[Finding]) -> list[bool]:
    """Whether each nugget is matched by a credited sentence."""
    return [any(matches_nugget(nugget, finding.stated) for finding in findings) for nugget in question.nuggets]


def nugget_recall(question: Question, findings: Sequence[Finding]) -> float:
    """Share of the nuggets that the answer states (Voorhees 2003); 0 for a refusal."""
    stated = nuggets_stated(question, findings)
    return sum(stated) / len(stated)


def documents_right(question: Question, findings: Sequence[Finding]) -> bool:
    """Whether every document of one of the gold alternatives is cited by a citation that holds."""
    cited = {citation.document_id for finding in findings for citation in finding.holding}
    return any(
        all(any(same_document(entry, document_id) for document_id in cited) for entry in alternative)
        for alternative in question.documents
    )


def prose_agrees(reply: Answer) -> bool:
    """Whether the prose that a person reads holds every one of the reply's sentences."""
    prose = normalise(strip_markers(reply.answer)).casefold()
    return all(normalise(sentence.text).casefold() in prose for sentence in reply.sentences)


def fully_right(question: Question, reply: Answer, findings: Sequence[Finding]) -> bool:
    """Whether a reply leaves nothing to object to.

    To an answerable question: every nugget is stated, the right documents are cited, every citation holds, every
    sentence is supported by its quotes, and the prose says the same as the sentences. A right sentence beside a
    false one is so not right. To a question without an answer: it is refused.
    """
    if not question.answerable or reply.status == "not_found":
        return not question.answerable and reply.status == "not_found"
    return (
        all(nuggets_stated(question, findings))
        and documents_right(question, findings)
        and all(finding.supported for finding in findings)
        and prose_agrees(reply)
    )


def answer_precision(question: Question, findings: Sequence[Finding], texts: Mapping[str, str]) -> float:
    """Share of the answer's sentences that bear on a nugget or on an evidence sentence; 0 for an empty answer.

    The counterpart of nugget recall, in place of the length allowance of the TREC tracks: quoting everything states
    every nugget, and scores low here.
    """
    spans = [span for evidence in question.evidence if (span := locate(evidence, texts))]
    bearing = [
        finding.supported
        and (
            any(matches_nugget(nugget, finding.stated) for nugget in question.nuggets)
            or any(overlaps(span_of(citation), span) for citation in finding.holding for span in spans)
        )
        for finding in findings
    ]
    return sum(bearing) / len(bearing) if bearing else 0.0


def words(reply: Answer) -> int:
    """Count the words of the prose, markers aside."""
    return len(strip_markers(reply.answer).split())


def short_answer_right(question: Question, reply: Answer) -> float | None:
    """Whether the short answer matches the nugget; None unless the question has exactly one."""
    if len(question.nuggets) != 1:
        return None
    return float(reply.short_answer is not None and matches_nugget(question.nuggets[0], reply.short_answer))
