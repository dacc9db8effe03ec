"""Questions that were written for the reader on the corpus that the project ships, read as the service reads.

``written/corpus.jsonl`` has a row a question, ``document, q, quotes, a``, or with ``quotes`` empty ``near``, the
sentence that the question stands next door to. The passages are those that retrieval finds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.build import build_index
from indexer.embedding import Embedder
from indexer.records import Span
from indexer.snapshot import Snapshot
from service.answering import READ, Answerer
from service.reader.examples import Example
from service.reader.joint import pair_text
from service.reader.written import with_answer, written_rows
from service.reading import RetrievedPassage
from service.settings import Settings
from service.similarity import SimilarityReader

CORPUS = "written_corpus"
_WITHOUT = 2  # passages without the answer that go with a question, the likeliest first


def corpus_examples() -> Iterator[Example]:
    """Each question with the passages found for it that hold the answer, and with some that do not."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder))
        embedder = Embedder.load(settings.embedder, settings.threads)
        build_index(settings, embedder)
        snapshot = Snapshot.open(settings.index, embedder)
        answerer = Answerer(snapshot, embedder, SimilarityReader.load(), settings)
        for number, row in enumerate(written_rows("corpus")):
            document = snapshot.documents[next(key for key in snapshot.documents if key.startswith(row["document"]))]
            starts = [document.text.index(quote) for quote in row["quotes"]]
            places = [Span(start, start + len(quote)) for start, quote in zip(starts, row["quotes"], strict=True)]
            # Another article may give the same answer in its own words: of an answered question only its own is shown.
            own = [document.id] if places else None
            found = answerer.retriever.search(answerer.questions.read(row["q"]), READ, own)
            examples = [
                with_answer(_read(passage, f"{CORPUS}/{number}/{rank}"), _held(passage, places), row.get("a"))
                for rank, passage in enumerate(found)
            ]
            yield from (example for example in examples if example.answer is not None)
            yield from [example for example in examples if example.answer is None][:_WITHOUT]


def _read(passage: RetrievedPassage, name: str) -> Example:
    """A passage that was found, as the service has it read."""
    text = pair_text(passage)
    return Example(name, CORPUS, text.title, text.question, text.passage, tuple(text.sentences), None)


def _held(passage: RetrievedPassage, places: Sequence[Span]) -> list[Span]:
    """The sentences of a passage that lie in ``places`` of its document, by their offsets in the passage."""
    shift = passage.chunk.start
    return [
        Span(sentence.start - shift, sentence.end - shift)
        for sentence in passage.sentences
        if any(sentence.start < place.end and place.start < sentence.end for place in places)
    ]
