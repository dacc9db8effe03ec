from __future__ import annotations

from pathlib import Path

import pytest

from indexer.chunking import embedded_text
from indexer.embedding import Embedder
from indexer.incremental import cut_one
from indexer.lexical import analyse
from indexer.manifest import Parameters
from indexer.segment import SegmentTexts, SegmentWriter
from indexer.settings import IndexSettings
from tests.indexer.made import made_document


@pytest.fixture
def segment(tmp_path: Path, embedder: Embedder) -> SegmentTexts:
    writer = SegmentWriter(tmp_path / "s1")
    parameters = Parameters.of(IndexSettings(), embedder)
    for number in range(5):
        document = made_document(f"d{number}", number, sentences=30 * number)
        writer.add(document, bytes(32), *cut_one(document, embedder, parameters), written=False)
    writer.close()
    return SegmentTexts(tmp_path / "s1")


def test_parts_of_documents(segment: SegmentTexts, embedder: Embedder) -> None:
    parameters = Parameters.of(IndexSettings(), embedder)
    assert segment.documents == 5
    assert segment.sentences_of(0) == segment.chunks_of(0) == range(0)
    for row in range(5):
        document = segment.catalogue.document(row)
        sentences, chunks = cut_one(document, embedder, parameters)
        own = segment.sentences_of(row)
        assert segment.read_sentences(own) == sentences
        stored = segment.read_chunks(segment.chunks_of(row))
        assert [(c.id, c.start, c.end, c.headings) for c in stored] == [
            (c.id, c.start, c.end, c.headings) for c in chunks
        ]
        assert [c.sentences.start - own.start for c in stored] == [c.sentences.start for c in chunks]
        assert segment.characters_of(row) == len(document.text)
        texts = [document.text[s.start : s.end] for s in sentences], [embedded_text(document, c) for c in chunks]
        assert segment.texts_of(row) == texts
    assert segment.sentences_of(0, 5) == range(segment.sentences)
    assert segment.chunks_of(1, 4) == range(segment.chunks)


def test_its_terms_are_those_of_the_embedded_texts(segment: SegmentTexts) -> None:
    [_, texts] = segment.texts_of(4)
    first = segment.chunks_of(4).start
    for row, text in enumerate(texts, first):
        assert segment.postings.terms_in(row, 1) == len(analyse(text))
        for term in set(analyse(text)):
            number = segment.catalogue.term(term)
            assert number is not None
            assert row in segment.postings.chunks_with(number)
    assert segment.catalogue.word("lamp") > 10
