"""Proof that a gold set is sound: that what it calls evidence is there, and what it calls absent is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eval.goldset import Question, matches, matches_nugget, same_document

REFUSALS = (
    "Nothing in these documents answers this question.",
    "The documents do not answer this question.",
    "The documents do not say.",
    "Not found in the documents.",
    "No answer was found in the documents.",
)
"""Wordings of a refusal, which no nugget may match: a nugget that one of them matches would reward refusing."""


def check(questions: Iterable[Question], corpus: Mapping[str, str], refusals: Iterable[str] = REFUSALS) -> list[str]:
    """Say everything that is wrong with the questions, one line each; nothing when the set is sound.

    Args:
        questions: the gold set.
        corpus: the text of each document, by id.
        refusals: what the service says when it does not answer.

    Proves, for each question: every document that it names is in the corpus; every quote stands verbatim in its
    document; each alternative of ``documents`` has evidence of its own that matches every nugget, so that an answer
    from just these documents can be right; no nugget is matched by a refusal or by the question itself (a system
    that only echoes would score); nothing that it calls absent occurs anywhere in the corpus.

    """
    refusals = list(refusals)
    problems: list[str] = []
    for question in questions:
        found = [
            *_unknown_documents(question, corpus),
            *_misquotes(question, corpus),
            *_unsupported_nuggets(question),
            *_cheap_nuggets(question, refusals),
            *_present(question, corpus),
        ]
        problems += [f"{question.id}: {problem}" for problem in found]
    return problems


def find_documents(entry: str, corpus: Iterable[str]) -> list[str]:
    """Return the ids of the corpus that a gold entry means."""
    return [document_id for document_id in corpus if same_document(entry, document_id)]


def _unknown_documents(question: Question, corpus: Mapping[str, str]) -> Iterable[str]:
    entries = {entry for alternative in question.documents for entry in alternative}
    entries |= {evidence.document for evidence in question.evidence}
    for entry in sorted(entries):
        found = find_documents(entry, corpus)
        if not found:
            yield f"document {entry!r} is not in the corpus"
        elif len(found) > 1:
            yield f"document {entry!r} could be any of {', '.join(found)}"


def _misquotes(question: Question, corpus: Mapping[str, str]) -> Iterable[str]:
    for evidence in question.evidence:
        texts = [corpus[document_id] for document_id in find_documents(evidence.document, corpus)]
        if texts and not any(evidence.quote in text for text in texts):
            yield f"evidence is not verbatim in {evidence.document}: {evidence.quote!r}"


def _unsupported_nuggets(question: Question) -> Iterable[str]:
    for alternative in question.documents:
        quotes = [evidence.quote for evidence in question.evidence if _means_one_of(evidence.document, alternative)]
        for nugget in question.nuggets:
            # Quote by quote: a regex may not match across two quotes that have nothing to do with each other.
            if not any(matches_nugget(nugget, quote) for quote in quotes):
                yield f"no evidence from {' + '.join(alternative)} matches nugget {nugget}"


def _means_one_of(document: str, entries: Iterable[str]) -> bool:
    return any(same_document(entry, document) or same_document(document, entry) for entry in entries)


def _cheap_nuggets(question: Question, refusals: list[str]) -> Iterable[str]:
    for nugget in question.nuggets:
        if matches_nugget(nugget, question.question):
            yield f"the question itself matches nugget {nugget}"
        for refusal in refusals:
            if matches_nugget(nugget, refusal):
                yield f"the refusal {refusal!r} matches nugget {nugget}"


def _present(question: Question, corpus: Mapping[str, str]) -> Iterable[str]:
    for pattern in question.absent:
        for document_id, text in corpus.items():
            if matches(pattern, text):
                yield f"{pattern!r} is called absent but occurs in {document_id}"
