"""A segment: some documents of the corpus with all that is searched of them, written once and never changed.

    catalogue.sqlite       documents, heading paths, terms, words
    rows.npy               (3, documents + 1): first sentence and chunk of each document, characters before it
    sentences.npy          (sentences, 3): start, end, whether it is a heading; in the order of documents
    chunks.npy             (chunks, 5): start, end, first sentence, the one after the last, heading path
    sentence_vectors.npy   (sentences, dimension)
    chunk_vectors.npy      (chunks, dimension)
    dense.faiss            only where `indexer.vectors` chose an index that approximates
    postings/              the terms of chunks

Nothing but its few arrays' headers is read when it is opened: all is mapped, read or looked up when it is needed.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.catalogue import Catalogue, CatalogueWriter
from indexer.chunking import embedded_text
from indexer.lexical import analyse, count_words
from indexer.postings import Postings, PostingsWriter, mapped
from indexer.records import Chunk, Document, Sentence
from indexer.vector_file import VectorFile
from indexer.vectors import DenseChoice, DenseIndex

CATALOGUE = "catalogue.sqlite"
POSTINGS = "postings"
SENTENCE_VECTORS = "sentence_vectors.npy"
CHUNK_VECTORS = "chunk_vectors.npy"


class SegmentWriter:
    """Writes all of a segment but its vectors, one document after the other, in the order of their ids."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self._catalogue = CatalogueWriter(folder / CATALOGUE)
        self._postings = PostingsWriter()
        self._words: Counter[str] = Counter()
        self._rows, self._sentences, self._chunks = array("q", [0, 0, 0]), array("i"), array("i")

    def add(
        self,
        document: Document,
        digest: bytes,
        sentences: Sequence[Sentence],
        chunks: Sequence[Chunk],
        *,
        written: bool,
    ) -> None:
        """Add the next document; the chunks count its sentences from 0."""
        first_sentence, first_chunk, characters = self._rows[-3:]
        for sentence in sentences:
            self._sentences.extend((sentence.start, sentence.end, sentence.is_heading))
        for chunk in chunks:
            own = (first_sentence + chunk.sentences.start, first_sentence + chunk.sentences.stop)
            self._chunks.extend((chunk.start, chunk.end, *own, self._catalogue.heading(chunk.headings)))
            self._postings.add(analyse(embedded_text(document, chunk)))
        self._catalogue.add(document, digest, written=written)
        self._words.update(count_words(document.text))
        after = (first_sentence + len(sentences), first_chunk + len(chunks), characters + len(document.text))
        self._rows.extend(after)

    def close(self) -> None:
        """Write what was collected."""
        np.save(self._folder / "rows.npy", np.asarray(self._rows, dtype=np.int64).reshape(-1, 3).T.copy())
        np.save(self._folder / "sentences.npy", np.asarray(self._sentences, dtype=np.int32).reshape(-1, 3))
        np.save(self._folder / "chunks.npy", np.asarray(self._chunks, dtype=np.int32).reshape(-1, 5))
        self._catalogue.close(self._postings.terms, self._words)
        self._postings.save(self._folder / POSTINGS)


class SegmentTexts:
    """An open segment without its vectors. Thread-safe; arrays are memory-mapped and read-only.

    Rows count from 0 within the segment; a chunk that it gives counts the segment's sentences.
    """

    def __init__(self, folder: Path) -> None:
        """Open what `SegmentWriter` wrote.

        Raises:
            OSError, ValueError: a file is missing or is not what it should be.
        """
        self.folder = folder
        self.name = folder.name
        self.catalogue = Catalogue(folder / CATALOGUE)
        self.postings = Postings(folder / POSTINGS)
        self._rows: NDArray[np.int64] = mapped(folder / "rows.npy")
        self._sentences: NDArray[np.int32] = mapped(folder / "sentences.npy")
        self._chunks: NDArray[np.int32] = mapped(folder / "chunks.npy")
        self.documents = self._rows.shape[1] - 1
        self.sentences = len(self._sentences)
        self.chunks = len(self._chunks)

    def sentences_of(self, row: int, count: int = 1) -> range:
        """Sentence rows of a document, or of ``count`` documents from it on."""
        return range(int(self._rows[0, row]), int(self._rows[0, row + count]))

    def chunks_of(self, row: int, count: int = 1) -> range:
        """Chunk rows of a document, or of ``count`` documents from it on."""
        return range(int(self._rows[1, row]), int(self._rows[1, row + count]))

    def characters_of(self, row: int, count: int = 1) -> int:
        """How long the texts of ``count`` documents are."""
        return int(self._rows[2, row + count] - self._rows[2, row])

    def read_sentences(self, rows: range) -> list[Sentence]:
        """Sentences by their rows."""
        table = self._sentences[rows.start : rows.stop].tolist()
        documents = np.searchsorted(self._rows[0], np.arange(rows.start, rows.stop), side="right") - 1
        return [
            Sentence(self.catalogue.id_of(row), start, end, bool(heading))
            for row, (start, end, heading) in zip(documents.tolist(), table, strict=True)
        ]

    def read_chunks(self, rows: range) -> list[Chunk]:
        """Chunks by their rows; they count the segment's sentences."""
        table = self._chunks[rows.start : rows.stop].tolist()
        documents = np.searchsorted(self._rows[1], np.arange(rows.start, rows.stop), side="right") - 1
        chunks = []
        for row, (start, end, first, after, heading) in zip(documents.tolist(), table, strict=True):
            name = self.catalogue.id_of(row)
            path = self.catalogue.heading(heading)
            chunks.append(Chunk(f"{name}:{start}-{end}", name, start, end, path, range(first, after)))
        return chunks

    def texts_of(self, row: int) -> tuple[list[str], list[str]]:
        """What is embedded of a document: its sentences, and its chunks with what stands above them."""
        document = self.catalogue.document(row)
        sentences = self.read_sentences(self.sentences_of(row))
        chunks = self.read_chunks(self.chunks_of(row))
        return [document.text[s.start : s.end] for s in sentences], [embedded_text(document, c) for c in chunks]


class Segment(SegmentTexts):
    """A whole segment, open to be searched."""

    def __init__(self, folder: Path, choice: DenseChoice) -> None:
        """Open a segment whose dense index was chosen so; raises as `SegmentTexts`."""
        super().__init__(folder)
        self.sentence_vectors = VectorFile(folder / SENTENCE_VECTORS)
        self.chunk_vectors = VectorFile(folder / CHUNK_VECTORS)
        self.dense = DenseIndex.open(folder, self.chunk_vectors, choice)
