"""Answers that are known to be right, and the same answers spoilt: what the metrics must be able to tell apart.

Perturbing known-good outputs to test a metric follows Sai et al. (2021), "Perturbation CheckLists for Evaluating NLG
Evaluation Metrics". A spoilt answer looks like a good one: as long, quotes the same or nearly, every marker there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from eval.goldset import Evidence, Question, matches_nugget, same_document
from eval.metrics.grounding import locate
from service.replies import Answer, Citation, CitedSentence, Timings

Perturbation = Callable[[Answer, Mapping[str, str]], Answer | None]

ANTONYMS = {
    "more": "fewer", "less": "more", "over": "under", "above": "below", "below": "above", "first": "last",
    "largest": "smallest", "highest": "lowest", "lowest": "highest", "rose": "fell", "fell": "rose", "rise": "fall",
    "increase": "decrease", "increased": "decreased", "up": "down", "down": "up", "before": "after", "after": "before",
    "new": "old", "high": "low", "low": "high", "all": "none", "with": "without", "without": "with",
    "both": "neither", "and": "or",
}  # fmt: skip
_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|would|can|could|does|do|did|should|may|must)\b")
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][A-Za-z]+\b")


def oracle(question: Question, texts: Mapping[str, str]) -> Answer | None:
    """Build the best possible answer to an answerable question from its own evidence.

    Of the first alternative whose evidence the corpus holds: each quote that adds a nugget, said word for word.
    """
    for alternative in question.documents:
        chosen: list[tuple[Evidence, tuple[str, int, int]]] = []
        missing = list(question.nuggets)
        uncited = set(alternative)
        for evidence in question.evidence:
            entry = next((e for e in alternative if _means(e, evidence.document)), None)
            span = locate(evidence, texts) if entry else None
            new = [nugget for nugget in missing if matches_nugget(nugget, evidence.quote)]
            if entry and span and (new or entry in uncited):
                chosen.append((evidence, span))
                missing = [nugget for nugget in missing if nugget not in new]
                uncited.discard(entry)
        if chosen and not missing and not uncited:
            return _answer(question, [span for _, span in chosen], texts)
    return None


def swap_number(reply: Answer, _: Mapping[str, str]) -> Answer | None:
    """Change every number that a sentence states."""
    return _respell(reply, lambda text: re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text))


def negate(reply: Answer, _: Mapping[str, str]) -> Answer | None:
    """Say of each sentence with an auxiliary verb that it is not so."""
    return _respell(reply, lambda text: _AUXILIARY.sub(lambda verb: f"{verb[0]} not", text, count=1))


def swap_antonym(reply: Answer, _: Mapping[str, str]) -> Answer | None:
    """Turn the first word that has an opposite into it."""

    def turn(text: str) -> str:
        words = re.split(r"(\W+)", text)
        at = next((i for i, word in enumerate(words) if word.lower() in ANTONYMS), None)
        return text if at is None else "".join([*words[:at], ANTONYMS[words[at].lower()], *words[at + 1 :]])

    return _respell(reply, turn)


def swap_entity(reply: Answer, texts: Mapping[str, str]) -> Answer | None:
    """Put another name of the corpus in the place of each name within a sentence."""
    names = sorted({name for text in texts.values() for name in _NAME.findall(text)})

    def swap(text: str) -> str:
        others = (name for name in names if name not in text)
        return _NAME.sub(lambda name: next(others, name[0]), text)

    return _respell(reply, swap)


def cite_wrong_document(reply: Answer, texts: Mapping[str, str]) -> Answer | None:
    """Say that each quote stands in another document of the corpus."""
    ids = sorted(texts)
    if len(ids) < 2:
        return None
    other = {document_id: ids[(i + 1) % len(ids)] for i, document_id in enumerate(ids)}
    citations = [c.model_copy(update={"document_id": other[c.document_id]}) for c in reply.citations]
    return reply.model_copy(update={"citations": citations})


def quote_wrong_document(reply: Answer, texts: Mapping[str, str]) -> Answer | None:
    """Leave the sentences, but quote a like stretch of another document: the quotes hold, and support nothing."""
    wrong = cite_wrong_document(reply, texts)
    if wrong is None:
        return None
    citations = []
    for citation in wrong.citations:
        text = texts[citation.document_id]
        end = min(citation.end, len(text))
        start = max(0, end - len(citation.quote))
        citations.append(citation.model_copy(update={"quote": text[start:end], "start": start, "end": end}))
    return wrong.model_copy(update={"citations": citations})


def invent_citation(reply: Answer, _: Mapping[str, str]) -> Answer | None:
    """Number a citation that does not exist."""
    sentences = [s.model_copy(update={"citations": [*s.citations, 99]}) for s in reply.sentences]
    return reply.model_copy(update={"sentences": sentences})


def change_quote(reply: Answer, _: Mapping[str, str]) -> Answer | None:
    """Change the last letter of each quote."""
    citations = [c.model_copy(update={"quote": c.quote[:-1] + "~"}) for c in reply.citations]
    return reply.model_copy(update={"citations": citations})


def contradict(reply: Answer, texts: Mapping[str, str]) -> Answer | None:
    """Leave the right answer and say the opposite after it, under the same citations."""
    negated = negate(reply, texts)
    if negated is None:
        return None
    return _with_sentences(reply, [*reply.sentences, *negated.sentences])


def drop_sentence(reply: Answer, _: Mapping[str, str]) -> Answer | None:
    """Leave the last of several sentences out."""
    return _with_sentences(reply, reply.sentences[:-1]) if len(reply.sentences) > 1 else None


PERTURBATIONS: Sequence[Perturbation] = (
    *(swap_number, negate, swap_antonym, swap_entity, cite_wrong_document, quote_wrong_document),
    *(invent_citation, change_quote, contradict, drop_sentence),
)


def _answer(question: Question, spans: Sequence[tuple[str, int, int]], texts: Mapping[str, str]) -> Answer:
    citations = [
        Citation(id=number, document_id=document_id, title=document_id, publisher=None, published=None, url=None,
                 quote=texts[document_id][start:end], start=start, end=end, score=1)
        for number, (document_id, start, end) in enumerate(spans, start=1)
    ]  # fmt: skip
    reply = Answer(
        question=question.question, status="answered", answer="", short_answer=None, sentences=[], citations=citations,
        conflicts=[], nearest=[], confidence=1, passages=[], timings_ms=Timings(retrieve=0, read=0, total=0), index="",
    )  # fmt: skip
    return _with_sentences(reply, [CitedSentence(text=c.quote, citations=[c.id]) for c in citations])


def _with_sentences(reply: Answer, sentences: Sequence[CitedSentence]) -> Answer:
    prose = " ".join(s.text + "".join(f"[{number}]" for number in s.citations) for s in sentences)
    return reply.model_copy(update={"sentences": list(sentences), "answer": prose})


def _respell(reply: Answer, change: Callable[[str], str]) -> Answer | None:
    """Change the sentences and leave their citations; None when the change finds nothing to change."""
    sentences = [sentence.model_copy(update={"text": change(sentence.text)}) for sentence in reply.sentences]
    return None if sentences == list(reply.sentences) else _with_sentences(reply, sentences)


def _means(entry: str, document: str) -> bool:
    return same_document(entry, document) or same_document(document, entry)
