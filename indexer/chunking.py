"""Chunks: runs of whole sentences under one heading, sized by the embedder's own tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from indexer.embedding import Embedder
from indexer.records import Chunk, Document, Sentence


def chunk_document(
    document: Document,
    sentences: Sequence[Sentence],
    paths: Sequence[tuple[str, ...]],
    embedder: Embedder,
    *,
    chunk_tokens: int,
    overlap_sentences: int,
    first: int = 0,
) -> list[Chunk]:
    """Chunks of one document, in order; every sentence that is no heading is in at least one.

    Args:
        document: the document.
        sentences: its sentences, in order.
        paths: the heading path of each sentence.
        embedder: counts the tokens.
        chunk_tokens: most tokens of the text that is embedded (see `embedded_text`). A single sentence that is longer
            makes a chunk of its own; the embedder then reads it in windows, so that nothing is cut off.
        overlap_sentences: how many sentences a chunk repeats from the one before it under the same heading.
        first: position of the document's first sentence in the snapshot's sentence list.
    """
    tokens = embedder.count_tokens_each([document.text[s.start : s.end] for s in sentences])
    chunks: list[Chunk] = []
    for path, run in _runs_under_headings(sentences, paths):
        prefix = embedder.count_tokens(_prefix(document.title, path))
        # A very long heading path must not squeeze out the sentences themselves.
        budget = max(chunk_tokens - prefix, chunk_tokens // 2)
        for part in _split_run(run, tokens, budget, overlap_sentences):
            start, end = sentences[part[0]].start, sentences[part[-1]].end
            identity = f"{document.id}:{start}-{end}"
            positions = range(first + part.start, first + part.stop)
            chunks.append(Chunk(identity, document.id, start, end, path, positions))
    return chunks


def embedded_text(document: Document, chunk: Chunk) -> str:
    """What is embedded for a chunk: title and heading path, then the chunk's text with its white space collapsed."""
    return f"{_prefix(document.title, chunk.headings)}{' '.join(document.text[chunk.start : chunk.end].split())}"


def _prefix(title: str, path: tuple[str, ...]) -> str:
    headings = [heading for heading in path if heading != title]
    names = ([title] if title else []) + headings
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
