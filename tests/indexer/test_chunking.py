from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.chunking import ChunkSize, chunk_document, embedded_text, shifted
from indexer.embedding import Embedder
from indexer.records import Chunk, Document, Sentence
from indexer.sentences import document_sentences


def cut(document: Document, embedder: Embedder, size: ChunkSize) -> tuple[list[Sentence], list[Chunk]]:
    sentences, paths = document_sentences(document)
    return sentences, chunk_document(document, sentences, paths, embedder, size)


def story(lengths: list[int]) -> str:
    return " ".join(f"S{number}{' word' * length}." for number, length in enumerate(lengths))


@settings(max_examples=40, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=15),
    limit=st.integers(16, 64),
    overlap=st.integers(0, 3),
)
def test_every_sentence_is_in_a_chunk_that_fits(
    embedder: Embedder, lengths: list[int], limit: int, overlap: int
) -> None:
    document = Document("d", story(lengths), "A title")
    sentences, chunks = cut(document, embedder, ChunkSize(limit, overlap))
    assert {row for chunk in chunks for row in chunk.sentences} == set(range(len(sentences)))
    for chunk in chunks:
        own = sentences[chunk.sentences.start : chunk.sentences.stop]
        assert (chunk.start, chunk.end) == (own[0].start, own[-1].end)
        tokens = embedder.count_tokens(embedded_text(document, chunk))
        assert tokens <= limit or len(own) == 1
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    for one, two in pairwise(chunks):
        assert one.start < two.start
        assert one.end < two.end
        assert one.sentences.stop - two.sentences.start <= overlap


def test_chunks_overlap_by_the_sentences_asked_for(embedder: Embedder) -> None:
    _, chunks = cut(Document("d", story([6] * 12), ""), embedder, ChunkSize(40, 1))
    assert len(chunks) > 2
    assert all(one.sentences.stop - two.sentences.start == 1 for one, two in pairwise(chunks))


def test_a_chunk_does_not_cross_a_heading_and_holds_none(embedder: Embedder) -> None:
    text = "Before it.\n\n# One\n\nUnder one.\n\n## Deep\n\nUnder deep.\n\n# Two\n\nUnder two."
    document = Document("d", text, "Title")
    sentences, chunks = cut(document, embedder, ChunkSize(200, 2))
    found = [(chunk.headings, text[chunk.start : chunk.end]) for chunk in chunks]
    assert found == [
        ((), "Before it."),
        (("One",), "Under one."),
        (("One", "Deep"), "Under deep."),
        (("Two",), "Under two."),
    ]
    assert not any(sentences[row].is_heading for chunk in chunks for row in chunk.sentences)


def test_title_and_headings_are_embedded_but_not_in_the_offsets(embedder: Embedder) -> None:
    document = Document("d", "# Head\n\nThe\n text.", "Title")
    _, [chunk] = cut(document, embedder, ChunkSize(200, 0))
    assert embedded_text(document, chunk) == "Title › Head\nThe text."
    assert document.text[chunk.start : chunk.end] == "The\n text."


def test_an_id_for_a_title_is_not_embedded(embedder: Embedder) -> None:
    document = Document("000_ab12", "The text.", "000_ab12")
    _, [chunk] = cut(document, embedder, ChunkSize(200, 0))
    assert embedded_text(document, chunk) == "The text."


def test_a_heading_path_longer_than_the_limit_leaves_room_for_sentences(embedder: Embedder) -> None:
    document = Document("d", story([5] * 6), "very long title " * 40)
    _, chunks = cut(document, embedder, ChunkSize(40, 0))
    assert len(chunks) < 6


def test_shifted_moves_only_the_positions() -> None:
    chunk = Chunk("d:0-5", "d", 0, 5, ("H",), range(2, 4))
    assert shifted([chunk], 10) == [Chunk("d:0-5", "d", 0, 5, ("H",), range(12, 14))]
