"""Chunks: runs of whole sentences under one heading, sized by the embedder's own tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from indexer.embedding import Embedder
from indexer.records import Chunk, Document, Sentence


@dataclass(frozen=True, slots=True)
class ChunkSize:
    """How documents are cut.

    Attributes:
        tokens: most tokens of the text that is embedded for a chunk (see `embedded_text`). A single sentence that is
            longer makes a chunk of its own, which the embedder reads in windows, so that nothing is cut off.
        overlap: how many sentences a chunk repeats from the one before it under the same heading.
    """

    tokens: int
    overlap: int


def chunk_document(
    document: Document,
    sentences: Sequence[Sentence],
    paths: Sequence[tuple[str, ...]],
    embedder: Embedder,
    size: ChunkSize,
) -> list[Chunk]:
    """Chunks of one document, in order; every sentence that is no heading is in at least one.

    Args:
        document: the document.
        sentences: its sentences, in order.
        paths: the heading path of each sentence.
        embedder: counts the tokens.
        size: how long chunks may be and how far they overlap.

    Returns:
        Chunks whose ``sentences`` count from the document's first sentence (see `shifted`).
    """
    tokens = embedder.count_tokens_each([document.text[s.start : s.end] for s in sentences])
    chunks: list[Chunk] = []
    for path, run in _runs_under_headings(sentences, paths):
        prefix = embedder.count_tokens(_prefix(document, path))
        # A very long heading path must not squeeze out the sentences themselves.
        budget = max(size.tokens - prefix, size.tokens // 2)
        for part in _split_run(run, tokens, budget, size.overlap):
            start, end = sentences[part[0]].start, sentences[part[-1]].end
            identity = f"{document.id}:{start}-{end}"
            chunks.append(Chunk(identity, document.id, start, end, path, part))
    return chunks


def shifted(chunks: Iterable[Chunk], by: int) -> list[Chunk]:
    """The chunks with their sentence positions moved, as when they take their place among other documents' chunks."""
    return [replace(chunk, sentences=range(chunk.sentences.start + by, chunk.sentences.stop + by)) for chunk in chunks]


def embedded_text(document: Document, chunk: Chunk) -> str:
    """What is embedded for a chunk: title and heading path, then the chunk's text with its white space collapsed."""
    return f"{_prefix(document, chunk.headings)}{' '.join(document.text[chunk.start : chunk.end].split())}"


def _prefix(document: Document, path: tuple[str, ...]) -> str:
    # A document without a title is titled by its id, which says nothing about what it is on.
    title = [document.title] if document.title != document.id else []
    names = title + [heading for heading in path if heading != document.title]
    return f"{' › '.join(names)}\n" if names else ""


def _runs_under_headings(
    sentences: Sequence[Sentence], paths: Sequence[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], range]]:
    section = 0
    sections = []
    for sentence in sentences:
        section += sentence.is_heading
        sections.append((section, sentence.is_heading))
    for (_, is_heading), group in groupby(range(len(sentences)), key=lambda position: sections[position]):
        positions = list(group)
        if not is_heading:
            yield paths[positions[0]], range(positions[0], positions[-1] + 1)


def _split_run(run: range, tokens: Sequence[int], budget: int, overlap: int) -> Iterator[range]:
    """Fill chunks of at most ``budget`` tokens greedily; each step takes in at least one new sentence."""
    start = run.start
    done = run.start
    while done < run.stop:
        stop = done + 1
        # Give up the overlap where it would push a new sentence over the budget.
        while start < done and sum(tokens[start:stop]) > budget:
            start += 1
        while stop < run.stop and sum(tokens[start : stop + 1]) <= budget:
            stop += 1
        yield range(start, stop)
        done = stop
        start = max(run.start, stop - overlap)
