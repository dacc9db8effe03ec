"""Sentences: exact spans of a document's text, each a sentence, a list item's sentence or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from indexer.blocks import Block, find_blocks
from indexer.records import Document, Sentence, Span

ABBREVIATION_BEFORE_NUMBER = re.compile(r"\b(?:approx|ca|cf|incl|max|min|nos?|pp?|tel|vol)\.$", re.IGNORECASE)


def split_sentences(text: str, language: str = "en") -> list[Span]:
    """Sentence spans of one paragraph: in order, not overlapping, and holding all of its non-space characters.

    The segmenter is ``sentencex``, which keeps a quotation in one piece and knows Chinese and run-on sentences. Three
    kinds of its breaks are undone: before a piece without letters or digits (a stray mark), between the letters of an
    abbreviation that Chinese text follows ("U.S.市场"), and after an abbreviation before a number ("approx. 5").

    Args:
        text: a paragraph.
        language: its BCP 47 tag; only the first part counts.
    """
    spans: list[Span] = []
    for boundary in sentencex.get_sentence_boundaries(language.split("-", maxsplit=1)[0].lower() or "en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        piece = text[start:end]
        if not piece.strip():
            continue
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if spans and _is_false_break(text, spans[-1], start, end):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans


def _is_false_break(text: str, before: Span, start: int, end: int) -> bool:
    if not re.search(r"\w", text[start:end]):
        return True
    if before.end == start and re.search(r"\b[A-Z]\.$", text[before.start : before.end]) and text[start].isupper():
        return True
    return text[start].isdigit() and bool(ABBREVIATION_BEFORE_NUMBER.search(text[before.start : before.end]))


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
