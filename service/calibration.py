"""Fits the similarity reader's coefficients: ``python -m service.calibration DATA`` writes ``models/similarity.json``.

DATA is the folder of public question sets (SQuAD 2.0, NQ-open with oracle passages, QED). Their paragraphs are
indexed and searched as any corpus is. Each question is asked twice at most: of its whole article with the answering
paragraph, and without it (then nothing answers), as happens to a question that is next door to what a corpus holds.

What is fitted, and how it is judged, is in `service.fitting`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from indexer.build import index_documents
from indexer.embedding import Embedder
from indexer.records import Document
from indexer.snapshot import Snapshot
from service.answering import READ, Answerer
from service.evidence import Evidence
from service.findings import kept
from service.fitted import Fitted
from service.fitting import Asked, fit
from service.query import Question
from service.reading import RetrievedPassage
from service.settings import Settings
from service.similarity import SENTENCE_FEATURES, SimilarityReader, sentence_features

SETS = (("squad2_dev.articles_a", 1800), ("nq_open_oracle", 600), ("qed_dev", 400))
WITH_ARTICLES = "squad2_dev.articles_a"  # the set whose paragraphs come from few articles: all of them are indexed
SEED = 20261121
DISTRACTORS = 15  # paragraphs beside the right one, of the same article where it has that many


@dataclass(frozen=True, slots=True)
class Example:
    """A question of a public set; ``answers`` are offsets into its paragraph, empty where it has no answer."""

    question: str
    paragraph: str
    article: str
    answers: tuple[tuple[int, int], ...]


Featured = Callable[[Question, Sequence[RetrievedPassage]], list[tuple[RetrievedPassage, NDArray[np.float64]]]]


def sentence_features_of(
    question: Question, passages: Sequence[RetrievedPassage]
) -> list[tuple[RetrievedPassage, NDArray[np.float64]]]:
    """All passages with what the similarity reader goes by."""
    return [(passage, sentence_features(question, passage)) for passage in passages]


def load_examples(folder: Path, seed: int = SEED) -> tuple[list[Example], list[Document]]:
    """A fixed sample of every set, and all of the paragraphs as documents."""
    paragraphs: dict[tuple[str, str], str] = {}
    examples: list[Example] = []
    for name, wanted in SETS:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        sample = random.Random(seed).sample(rows, min(wanted, len(rows)))
        for row in rows if name == WITH_ARTICLES else sample:
            paragraphs.setdefault((row["title"], row["context"]), f"{len(paragraphs):06d}")
        for row in sample:
            spans = (
                tuple((a["start"], a["start"] + len(a["text"])) for a in row["answers"]) if row["answerable"] else ()
            )
            examples.append(Example(row["question"], paragraphs[row["title"], row["context"]], row["title"], spans))
    documents = [
        Document(id=key, text=text, title=title.replace("_", " ")) for (title, text), key in paragraphs.items()
    ]
    return examples, documents


def ask(
    answerer: Answerer, read: Featured, examples: list[Example], documents: list[Document], seed: int = SEED
) -> Iterator[Asked]:
    """Retrieves for every example, with its paragraph among others and, where it has an answer, also without it.

    ``read`` gives the passages that a reader would read, each with the features (n, k) of its sentences.
    """
    random_ = random.Random(seed)
    by_article: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        by_article[document.title].append(document.id)
    everything = [document.id for document in documents]
    for example in track(examples, "Asking"):
        title = example.article.replace("_", " ")
        others = [key for key in by_article[title] if key != example.paragraph]
        pool = random_.sample(others, min(DISTRACTORS, len(others)))
        pool += random_.sample(everything, DISTRACTORS - len(pool))
        question = answerer.questions.read(example.question)

        def holds(sentence: Evidence, example: Example = example) -> bool:
            return sentence.document_id == example.paragraph and any(
                sentence.start < end and start < sentence.end for start, end in example.answers
            )

        yield Asked(*asked_of(answerer, read, question, [*pool, example.paragraph], holds), title)
        if example.answers:
            without = [key for key in pool if key != example.paragraph]
            yield Asked(*asked_of(answerer, read, question, without, holds), title)


def asked_of(
    answerer: Answerer,
    read: Featured,
    question: Question,
    documents: Sequence[str] | None,
    holds: Callable[[Evidence], bool],
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64], NDArray[np.int64]]:
    """The features, truths, shares and passages of `Asked` for one question, asked of ``documents`` (None: of all)."""
    found = answerer.retriever.search(question, READ, documents)
    shares = dict(zip(map(id, found), kept(question, found), strict=True))
    given = read(question, found)
    return (
        np.concatenate([features for _, features in given]),
        np.array([holds(sentence) for passage, _ in given for sentence in passage.sentences], dtype=np.bool_),
        np.concatenate([shares[id(passage)] for passage, _ in given]),
        np.concatenate([np.full(len(features), i, dtype=np.int64) for i, (_, features) in enumerate(given)]),
    )


def main() -> None:
    """Fits, prints what was reached, and writes the coefficients."""
    parser = argparse.ArgumentParser(prog="python -m service.calibration", description=main.__doc__)
    parser.add_argument("data", type=Path, help="folder of the public question sets")
    parser.add_argument("--index", type=Path, help="folder that keeps the paragraphs' index for the next time")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "models" / "similarity.json")
    arguments = parser.parse_args()
    examples, documents = load_examples(arguments.data)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=arguments.index or Path(folder))
        embedder = Embedder.load(settings.embedder, settings.threads)
        index_documents(documents, settings.index, embedder, settings)
        reader = SimilarityReader(Fitted.nothing(len(SENTENCE_FEATURES)), "")  # nothing is read with it
        answerer = Answerer(Snapshot.open(settings.index, embedder), embedder, reader, settings)
        asked = list(ask(answerer, sentence_features_of, examples, documents))
    fitted, reached = fit(asked)
    about = {"features": SENTENCE_FEATURES, "seed": SEED, "sets": dict(SETS)}
    stored = {**about, **fitted.plain(), "reached": reached}
    arguments.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    for name, value in reached.items():
        sys.stdout.write(f"{name:22} {value}\n")


if __name__ == "__main__":
    main()
