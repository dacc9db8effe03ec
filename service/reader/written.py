"""Questions that were written for the reader on invented articles and pages.

The public sets ask in the words of the passage, and what they leave unanswered is mostly of another subject. These ask
in other words as well, and what is not answered stands next door to what is. They lie in ``written/``:

* ``articles.jsonl``: a row an article, ``title, sentences, questions[{q, in, a}]``; ``in`` are the positions of the
  sentences that make up the answer (none: the article does not answer), ``a`` its shortest words where there are such.
* ``pages.jsonl``: a row a page of an encyclopaedia, ``title, passages, questions[{q, passage, in, a}]``, as people type
  them into a search engine; ``passage`` is the one of the three that answers (null: none of them).
* ``reworded`` in both holds further questions, in as few of the answering sentences' words as their writers could.
* ``contrasted`` in ``articles.jsonl`` holds questions whose premise the article denies, each beside one like it that
  is answered; comparisons; long-winded questions; and questions on whose word something is.
* ``explained`` in ``pages.jsonl`` holds the queries of a second round of pages: most of them want an explanation of
  several sentences, and a third is answered by none of the three passages, that hold nearly all of its words.
* ``held_out.jsonl``: articles and pages in the form of articles, to fit ``joint.json`` on and never to train on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexer.records import Document, Span
from service.reader.examples import Example

ARTICLES = "written_articles"
PAGES = "written_pages"
KINDS = {ARTICLES: ("questions", "reworded", "contrasted"), PAGES: ("questions", "reworded", "explained")}
# A source is named after a file and, unless it is its first questions, after a kind of them.
SOURCES = {
    source if kind == kinds[0] else f"{source}_{kind}": (source, kind)
    for source, kinds in KINDS.items()
    for kind in kinds
}
_FOLDER = Path(__file__).with_name("written")
_WORDS = 150  # of a passage of an article at most, about as in a chunk of an index
_SHARED = 2  # sentences that a passage begins with of the one before
_WORD = re.compile(r"\w{4,}")


def written_examples(source: str) -> list[Example]:
    """All examples of one of `SOURCES`."""
    file, kind = SOURCES[source]
    rows = [row | {"questions": row.get(kind, [])} for row in written_rows(file.removeprefix("written_"))]
    return list(_of_articles(rows, source) if file == ARTICLES else _of_pages(rows, source))


def held_out_articles() -> tuple[list[Document], list[tuple[str, str, list[Span]]]]:
    """The articles that nothing was trained on, and their questions.

    A question comes with its article's id and where that answers it: offsets of its sentences, none where it does not.
    """
    documents, questions = [], []
    for number, row in enumerate(written_rows("held_out")):
        text, spans = _joined(row["sentences"])
        document = Document(id=f"{number:04d}", text=text, title=row["title"])
        documents.append(document)
        asked = [*row["questions"], *row.get("contrasted", [])]
        questions += [(question["q"], document.id, [spans[i] for i in question["in"]]) for question in asked]
    return documents, questions


def written_rows(name: str) -> list[dict[str, Any]]:
    """The rows of a file of ``written/``, named without its ending."""
    return [json.loads(line) for line in (_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _of_articles(rows: Sequence[dict[str, Any]], source: str) -> Iterator[Example]:
    for number, row in enumerate(rows):
        windows = list(_windows(row["sentences"]))
        for position, question in enumerate(row["questions"]):
            answer = set(question["in"])
            window = _showing(windows, row["sentences"], answer, question["q"])
            passage, spans = _joined([row["sentences"][i] for i in window])
            name = f"{source}/{number}/{position}"
            example = Example(name, source, row["title"], question["q"], passage, spans, None)
            held = [spans[i - window.start] for i in sorted(answer & set(window))]
            yield with_answer(example, held, question.get("a"))


def _of_pages(rows: Sequence[dict[str, Any]], source: str) -> Iterator[Example]:
    """Each query with the passage that answers it and one that does not; without an answer, with the nearest one."""
    for number, row in enumerate(rows):
        passages = [_joined(sentences) for sentences in row["passages"]]
        for position, query in enumerate(row["questions"]):
            answering = query["passage"]
            others = [i for i in range(len(passages)) if i != answering]
            shown = [answering, others[position % len(others)]]
            if answering is None:
                words = set(_WORD.findall(query["q"].lower()))
                shown = [max(others, key=lambda i: len(words & _words_of(row["passages"][i])))]
            for i in shown:
                passage, spans = passages[i]
                name = f"{source}/{number}/{position}/{i}"
                example = Example(name, source, row["title"], query["q"], passage, spans, None)
                held = [spans[sentence] for sentence in query["in"]] if i == answering else []
                yield with_answer(example, held, query.get("a"))


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
    return max(windows, key=lambda window: len(words & _words_of([sentences[i] for i in window])))


def _words_of(sentences: Sequence[str]) -> set[str]:
    return set(_WORD.findall(" ".join(sentences).lower()))


def _joined(texts: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    """Sentences as a passage, with their spans in it."""
    spans, length = [], 0
    for text in texts:
        spans.append(Span(length, length + len(text)))
        length += len(text) + 1
    return " ".join(texts), tuple(spans)


def with_answer(example: Example, held: Sequence[Span], shortest: str | None) -> Example:
    """The example as answered by the sentences ``held``, and in them by the words ``shortest``, if they are there."""
    if not held:
        return example
    found = (example.passage.find(shortest, span.start, span.end) for span in held) if shortest else iter(())
    start = next((position for position in found if position >= 0), -1)
    exact = start >= 0
    answer = Span(start, start + len(shortest or "")) if exact else held[0]
    evidence = frozenset(i for i, span in enumerate(example.sentences) if span in held)
    return replace(example, answer=answer, evidence=evidence, exact=exact)
