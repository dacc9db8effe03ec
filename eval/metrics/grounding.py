"""What a reply may be credited with: the sentences whose citations hold and whose words their quotes support.

Every other metric builds on this, so that an answer cannot win by saying more, or other, than its sources do. In the
terms of Rashkin et al. (2023), "Measuring Attribution in Natural Language Generation Models", a sentence must be
*attributable* to its quotes. Answers here are made of the documents' own words, so this is decided by comparing
words rather than by a model that may err.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.goldset import Evidence, normalise, same_document
from service.replies import Answer, Citation, CitedSentence

_MARKER = re.compile(r"\s*\[\d+\]")
_INSERTION = re.compile(r"\[([^\]]*)\]")
# Numbers whole, words with their apostrophe, each Chinese character by itself, and the signs that change a value.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+(?:'[^\W\d_]+)?|[%$€£¥]")
_NEGATIONS = frozenset(["no", "not", "never", "neither", "nor", "none", "nothing", "nobody", "without", "cannot"])


@dataclass(frozen=True, slots=True)
class Finding:
    """What an inspection found out about one sentence of an answer.

    ``holding`` are its citations that hold; ``broken`` counts those that do not, or that do not exist;
    ``stated`` is the text that may be credited: empty unless the sentence is ``supported``.
    """

    text: str
    holding: tuple[Citation, ...]
    broken: int
    supported: bool
    stated: str


def holds(citation: Citation, texts: Mapping[str, str]) -> bool:
    """Whether a quote stands in its document exactly where the citation says (a missing document: no)."""
    text = texts.get(citation.document_id)
    return text is not None and citation.quote != "" and text[citation.start : citation.end] == citation.quote


def strip_markers(answer: str) -> str:
    """Return an answer's prose without its citation markers such as ``[1][2]``."""
    return _MARKER.sub("", answer)


def supports(text: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence says what its quotes say, insertions in square brackets aside.

    Each stretch of it between insertions must be a run of words of one quote, and must keep every negation of that
    quote: words added, changed, moved or left out of the middle are not supported, nor is a "not" that was cut off.
    """
    negations = _negations(_tokens(text))
    stretches = [tokens for part in _INSERTION.sub("\0", text).split("\0") if (tokens := _tokens(part))]
    tokenized = [_tokens(quote) for quote in quotes]
    return bool(stretches) and all(
        any(_is_run(stretch, quote) and _negations(quote) <= negations for quote in tokenized) for stretch in stretches
    )


def inspect(sentences: Sequence[CitedSentence], reply: Answer, texts: Mapping[str, str]) -> list[Finding]:
    """Look each sentence's citations up and decide what may be credited.

    Args:
        sentences: of the reply: those of its answer, or the claims of its conflicts.
        reply: where the citations that they number are.
        texts: the text of each document, by id.

    """
    citations = {citation.id: citation for citation in reply.citations}
    findings = []
    for sentence in sentences:
        cited = [citations.get(number) for number in sentence.citations]
        holding = tuple(citation for citation in cited if citation is not None and holds(citation, texts))
        broken = len(cited) - len(holding)
        supported = not broken and supports(sentence.text, [citation.quote for citation in holding])
        stated = _without_foreign_insertions(sentence.text, holding, texts) if supported else ""
        findings.append(Finding(sentence.text, holding, broken, supported, stated))
    return findings


def locate(evidence: Evidence, texts: Mapping[str, str]) -> tuple[str, int, int] | None:
    """Return the document, start and end of a gold quote, or None where the corpus does not hold it verbatim."""
    for document_id in texts:
        if same_document(evidence.document, document_id) and (start := texts[document_id].find(evidence.quote)) >= 0:
            return document_id, start, start + len(evidence.quote)
    return None


def overlaps(first: tuple[str, int, int], second: tuple[str, int, int]) -> bool:
    """Whether two spans of a document share at least half the characters of the shorter one."""
    shared = min(first[2], second[2]) - max(first[1], second[1])
    return first[0] == second[0] and shared > 0 and 2 * shared >= min(first[2] - first[1], second[2] - second[1])


def span_of(citation: Citation) -> tuple[str, int, int]:
    """Return the document, start and end of a citation."""
    return citation.document_id, citation.start, citation.end


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(normalise(text).casefold())


def _negations(tokens: Sequence[str]) -> Counter[str]:
    return Counter(token for token in tokens if token in _NEGATIONS or token.endswith("n't"))


def _is_run(needle: Sequence[str], hay: Sequence[str]) -> bool:
    return any(hay[start : start + len(needle)] == needle for start in range(len(hay) - len(needle) + 1))


def _without_foreign_insertions(text: str, citations: Sequence[Citation], texts: Mapping[str, str]) -> str:
    """Drop the bracketed insertions that stand in none of the cited documents: nothing backs them."""
    documents = [_tokens(texts[citation.document_id]) for citation in citations] if "[" in text else []

    def keep(insertion: re.Match[str]) -> str:
        tokens = _tokens(insertion[1])
        return insertion[0] if any(_is_run(tokens, document) for document in documents) else ""

    return _INSERTION.sub(keep, text)
