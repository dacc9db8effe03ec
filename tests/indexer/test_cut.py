from __future__ import annotations

from indexer.chunking import ChunkSize, chunk_document
from indexer.cut import Cut
from indexer.documents import checked
from indexer.embedding import Embedder
from indexer.markdown import read_markdown
from indexer.sentences import document_sentences
from tests.indexer.samples import TIDES


def test_a_cut_gives_the_same_sentences_and_chunks_again(embedder: Embedder) -> None:
    document = checked(read_markdown("tides", TIDES))
    sentences, paths = document_sentences(document)
    chunks = chunk_document(document, sentences, paths, embedder, ChunkSize(tokens=30, overlap=1))
    assert any(sentence.is_heading for sentence in sentences)
    assert len({chunk.headings for chunk in chunks}) > 1
    assert Cut.of(sentences, chunks).parts("tides") == (sentences, chunks)


def test_nothing_is_cut_into_nothing() -> None:
    cut = Cut.of([], [])
    assert (cut.sentences.shape, cut.chunks.shape) == ((0, 3), (0, 5))
    assert cut.parts("empty") == ([], [])
