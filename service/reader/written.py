"""Questions that were written for the reader: on invented articles, and on the corpus that the project ships.

The public sets ask in the words of the passage, and what they leave unanswered is mostly of another subject. These ask
in other words, and what is not answered stands next door to what is. They lie in ``written/``:

* ``articles.jsonl``: a row an article, ``title, sentences, questions[{q, in, a}]``; ``in`` are the positions of the
  sentences that make up the answer (none: the article does not answer), ``a`` its shortest words where there are such.
* ``held_out.jsonl``: articles in the same form, to fit ``joint.json`` on and never to train on.
* ``corpus.jsonl``: a row a question, ``document, q, quotes, a``, or with ``quotes`` empty ``near``, the sentence that
  the question stands next door to.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexer.build import build_index
from indexer.embedding import Embedder
from indexer.records import Document, Span
from indexer.snapshot import Snapshot
from service.answering import READ, Answerer
from service.reader.examples import Example
from service.reader.joint import pair_text
from service.reading import RetrievedPassage
from service.settings import Settings
from service.similarity import SimilarityReader

ARTICLES = "written_articles"
CORPUS = "written_corpus"  # its passages are those that retrieval finds: they bring their own negatives
_FOLDER = Path(__file__).with_name("written")
_WORDS = 150  # of a passage at most, about as in a chunk of an index
_SHARED = 2  # sentences that a passage begins with of the one before
_WORD = re.compile(r"\w{4,}")
_WITHOUT = 2  # passages without the answer that go with a question on the corpus, the likeliest first


def written_examples(source: str) -> list[Example]:
    """All examples of `ARTICLES` or of `CORPUS`."""
    rows = _rows(source.removeprefix("written_"))
    return list(_of_articles(rows) if source == ARTICLES else _of_corpus(rows))


def held_out_articles() -> tuple[list[Document], list[tuple[str, str, list[Span]]]]:
    """The articles that nothing was trained on, and their questions.

    A question comes with its article's id and where that answers it: offsets of its sentences, none where it does not.
    """
    documents, questions = [], []
    for number, row in enumerate(_rows("held_out")):
        text, spans = _joined(row["sentences"])
        document = Document(id=f"{number:04d}", text=text, title=row["title"])
        documents.append(document)
        questions += [(asked["q"], document.id, [spans[i] for i in asked["in"]]) for asked in row["questions"]]
    return documents, questions


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _of_articles(rows: Sequence[dict[str, Any]]) -> Iterator[Example]:
    for number, row in enumerate(rows):
        windows = list(_windows(row["sentences"]))
        for position, question in enumerate(row["questions"]):
            answer = set(question["in"])
            window = _showing(windows, row["sentences"], answer, question["q"])
            passage, spans = _joined([row["sentences"][i] for i in window])
            name = f"{ARTICLES}/{number}/{position}"
            example = Example(name, ARTICLES, row["title"], question["q"], passage, spans, None)
            held = [spans[i - window.start] for i in sorted(answer & set(window))]
            yield _with_answer(example, held, question.get("a"))


def _windows(sentences: Sequence[str]) -> Iterator[range]:
    """Runs of sentences of at most `_WORDS` words, each beginning with the end of the one before."""
    start = 0
    while True:
        stop, words = start, 0
        while stop < len(sentences) and (words + len(sentences[stop].split()) <= _WORDS or stop <= start + _SHARED):
            words += len(sentences[stop].split())
            stop += 1
        yield range(start, stop)
        if stop == len(sentences):
            return
        start = stop - _SHARED


def _showing(windows: Sequence[range], sentences: Sequence[str], answer: set[int], question: str) -> range:
    """The window that holds most of the answer; without an answer, most of the question's words."""
    if answer:
        return max(windows, key=lambda window: len(answer & set(window)))
    words = set(_WORD.findall(question.lower()))
    return max(windows, key=lambda window: len(words & _words_of(sentences, window)))


def _words_of(sentences: Sequence[str], window: range) -> set[str]:
    return set(_WORD.findall(" ".join(sentences[i] for i in window).lower()))


def _joined(texts: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    """Sentences as a passage, with their spans in it."""
    spans, length = [], 0
    for text in texts:
        spans.append(Span(length, length + len(text)))
        length += len(text) + 1
    return " ".join(texts), tuple(spans)


def _with_answer(example: Example, held: Sequence[Span], shortest: str | None) -> Example:
    """The example as answered by the sentences ``held``, and in them by the words ``shortest``, if they are there."""
    if not held:
        return example
    found = (example.passage.find(shortest, span.start, span.end) for span in held) if shortest else iter(())
    start = next((position for position in found if position >= 0), -1)
    exact = start >= 0
    answer = Span(start, start + len(shortest or "")) if exact else held[0]
    evidence = frozenset(i for i, span in enumerate(example.sentences) if span in held)
    return replace(example, answer=answer, evidence=evidence, exact=exact)


def _of_corpus(rows: Sequence[dict[str, Any]]) -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder))
        embedder = Embedder.load(settings.embedder, settings.threads)
        build_index(settings, embedder)
        snapshot = Snapshot.open(settings.index, embedder)
        answerer = Answerer(snapshot, embedder, SimilarityReader.load(), settings)
        for number, row in enumerate(rows):
            document = snapshot.documents[next(key for key in snapshot.documents if key.startswith(row["document"]))]
            starts = [document.text.index(quote) for quote in row["quotes"]]
            places = [Span(start, start + len(quote)) for start, quote in zip(starts, row["quotes"], strict=True)]
            # Another article may give the same answer in its own words: of an answered question only its own is shown.
            own = [document.id] if places else None
            found = answerer.retriever.search(answerer.questions.read(row["q"]), READ, own)
            examples = [
                _with_answer(_read(passage, f"{CORPUS}/{number}/{rank}"), _held(passage, places), row.get("a"))
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
