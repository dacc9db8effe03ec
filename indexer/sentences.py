"""Sentences: exact spans of a document's text, each a sentence, a list item's sentence or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version

import sentencex

from indexer.blocks import Block, find_blocks
from indexer.records import Document, Sentence, Span

# Recorded in the manifest: an index that was cut by other rules is cut anew. Raise it when blocks or sentences change.
SEGMENTER = f"sentencex {version('sentencex')}; rules version 2"

ABBREVIATION_BEFORE_NUMBER = re.compile(r"\b(?:approx|ca|cf|incl|max|min|nos?|pp?|tel|vol)\.$", re.IGNORECASE)

QUOTATION = 40  # words; in a longer piece the sentences of a quotation are sentences
_QUOTES = re.compile(r"``|''|[\"“”‘’«»]|(?<!\w)'|'(?!\w)")

NO_ABBREVIATION = re.compile(r"\b(?:[Mm]ay|no|art|[A-Z]{3,}|[A-Z] ?& ?[A-Z])\.\s+(?=[A-Z“\"])")


def split_sentences(text: str, language: str = "en") -> list[Span]:
    """Sentence spans of one paragraph: in order, not overlapping, and holding all of its non-space characters.

    The segmenter is ``sentencex``, which keeps a quotation in one piece and knows Chinese and run-on sentences. A piece
    of more than `QUOTATION` words is parted as if it quoted nothing: what is cited is to be brief. Three kinds of
    breaks are undone: before a piece without letters or digits (a stray mark), between the letters of an abbreviation
    that Chinese text follows ("U.S.市场"), and after an abbreviation before a number ("approx. 5"). Breaks are added
    after words that it takes for abbreviations and that are none: "in May. Yu", "more NEV. Yu", "R & D. Yu".

    Args:
        text: a paragraph.
        language: its BCP 47 tag; only the first part counts.
    """
    language = language.split("-", maxsplit=1)[0].lower() or "en"
    pieces = [
        part
        for start, end in _boundaries(language, text)
        for within in _quoted(language, text, start, end)
        for part in _with_missed_breaks(text, *within)
    ]
    spans: list[Span] = []
    for start, end in pieces:
        piece = text[start:end]
        if not piece.strip():
            continue
        span = Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))
        if spans and _is_false_break(text, spans[-1], span):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _boundaries(language: str, text: str) -> list[tuple[int, int]]:
    return [(b["start_index"], b["end_index"]) for b in sentencex.get_sentence_boundaries(language, text)]


def _quoted(language: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece, or the sentences of it where it is too long."""
    if len(text[start:end].split()) <= QUOTATION:
        yield start, end
        return
    unquoted = _QUOTES.sub(lambda mark: "·" * len(mark[0]), text[start:end])
    yield from ((start + first, start + last) for first, last in _boundaries(language, unquoted))


def _with_missed_breaks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in NO_ABBREVIATION.finditer(text, start, end):
        so_far = text[start : match.end()]
        # Within a quotation a full stop ends no sentence of the text.
        if so_far.count("“") == so_far.count("”") and so_far.count('"') % 2 == 0:
            yield start, match.end()
            start = match.end()
    yield start, end


def _is_false_break(text: str, before: Span, after: Span) -> bool:
    last, first = text[before.start : before.end], text[after.start]
    if not re.search(r"\w", text[after.start : after.end]):
        return True
    if before.end == after.start and first.isupper() and re.search(r"\b[A-Z]\.$", last):
        return True
    return first.isdigit() and bool(ABBREVIATION_BEFORE_NUMBER.search(last))


def document_sentences(document: Document) -> tuple[list[Sentence], list[tuple[str, ...]]]:
    """Sentences of a document with, for each, its heading path (outermost first; a heading's own path ends with it)."""
    sentences: list[Sentence] = []
    paths: list[tuple[str, ...]] = []
    path: list[tuple[int, str]] = []
    for block in find_blocks(document.text):
        if block.kind == "heading":
            path = [(level, title) for level, title in path if level < block.level]
            path.append((block.level, " ".join(document.text[block.start : block.end].split())))
        for span in _block_spans(document, block):
            sentences.append(Sentence(document.id, span.start, span.end, is_heading=block.kind == "heading"))
            paths.append(tuple(title for _, title in path))
    return sentences, paths


def _block_spans(document: Document, block: Block) -> Iterator[Span]:
    if block.kind == "heading":
        yield Span(block.start, block.end)
        return
    for span in split_sentences(document.text[block.start : block.end], document.language):
        yield Span(block.start + span.start, block.start + span.end)
