"""Fits the joint reader's coefficients: ``python -m service.reader.calibration DATA`` writes ``models/joint.json``.

First what decides which passages are read, then what makes probabilities of what is read in them. As
``service.calibration`` does for the similarity reader, but only with articles that the cross-encoder was not
trained on: what it has learned by heart would make it too sure of itself. The dev split of a gold set is asked as well,
and articles that were written for this.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich import print as show
from rich.progress import track

from indexer.build import build_index, index_documents
from indexer.embedding import Embedder
from indexer.records import Document, Span
from indexer.snapshot import Snapshot
from service.answering import Answerer
from service.calibration import SEED, Example, Featured, ask, asked_of, sentence_features_of
from service.evidence import Evidence
from service.fitted import Fitted, Logistic
from service.fitting import Asked, fit, fit_logistic
from service.gold_examples import ask_gold
from service.reader.choosing import PASSAGE_FEATURES, Chooser, passage_features
from service.reader.config import read_config
from service.reader.held_out import split_source
from service.reader.inference import CrossEncoder
from service.reader.joint import FEATURES, MODELS, JointReader
from service.reader.written import held_out_articles
from service.settings import load_settings
from service.similarity import SimilarityReader

PARAGRAPHS = ("squad2_dev.articles_a", "squad11_dev.articles_a", "squadshifts_new_wiki")  # asked by their readers
WEB = ("nq_open_oracle", "qed_dev")  # asked by people who did not know the passage: few, and all of them are taken
QUESTIONS = 800
# Chosen by what it does to CLAPnq's half a, to SQuAD and to the written pages; the model card tells how.
NEAR = {"passage_similarity": 144.0, "answerability": 8.0, "nearness": 32.0}
GOLD = Path("eval/gold/alliance.jsonl")
Places = tuple[tuple[int, int], ...]  # offsets into a paragraph


def held_out_examples(data: Path) -> tuple[list[Example], list[Document]]:
    """A fixed sample of the questions that the cross-encoder was not trained on, and all of their passages."""
    config = read_config()
    paragraphs: dict[tuple[str, str], str] = {}
    by_kind: list[list[Example]] = [[], []]
    for kind, sources in zip(by_kind, (WEB, PARAGRAPHS), strict=True):
        for example in (e for source in sources for e in split_source(config, data, source)[1]):
            key = paragraphs.setdefault((example.title, example.passage), f"{len(paragraphs):06d}")
            answers = ((example.answer.start, example.answer.end),) if example.answer else ()
            kind.append(Example(example.question, key, example.title, answers))
    web, others = by_kind
    sample = web + random.Random(SEED).sample(others, max(0, min(QUESTIONS - len(web), len(others))))
    return sample, [Document(id=key, text=text, title=title) for (title, text), key in paragraphs.items()]


def ask_one_document(answerer: Answerer, read: Featured, examples: Sequence[Example]) -> Iterator[Asked]:
    """Asks each question of its paragraph alone, and of the nearest other one of its article, or of all."""
    by_article = defaultdict(set)
    for example in examples:
        by_article[example.article].add(example.paragraph)
    for example in track(examples, "Asking one document"):
        question = answerer.questions.read(example.question)
        others = by_article[example.article] - {example.paragraph} or {e.paragraph for e in examples}
        nearest = answerer.retriever.search(question, 1, others - {example.paragraph})
        asked = [(example.paragraph, example.answers), *((passage.document.id, ()) for passage in nearest)]
        for key, answers in asked:

            def holds(sentence: Evidence, answers: Places = answers) -> bool:
                return any(sentence.start < end and start < sentence.end for start, end in answers)

            yield Asked(*asked_of(answerer, read, question, [key], holds), article=example.article, chosen=True)


def ask_written(
    answerer: Answerer, read: Featured, questions: Sequence[tuple[str, str, list[Span]]]
) -> Iterator[Asked]:
    """Asks the questions of `held_out_articles` of all of them."""
    for question, document, places in track(questions, "Asking the written articles"):

        def holds(sentence: Evidence, document: str = document, places: list[Span] = places) -> bool:
            return sentence.document_id == document and any(
                sentence.start < place.end and place.start < sentence.end for place in places
            )

        understood = answerer.questions.read(question)
        for part in understood.parts or (understood,):
            yield Asked(*asked_of(answerer, read, part, None, holds), article=f"written {document}")


def fit_choice(asked: Iterable[Asked], similarity: SimilarityReader) -> Logistic:
    """The regression by which passages are chosen, from questions for which the features of all were taken."""
    rows, holds, weights = [], [], []
    for question in asked:
        passages = [question.passages == i for i in np.unique(question.passages)]
        if question.holds.any():  # what is best to read for the others cannot be told
            rows.append(passage_features(similarity, [question.features[passage] for passage in passages]))
            holds.append(np.array([question.holds[passage].any() for passage in passages]))
            weights.append(np.full(len(passages), question.weight))
    return fit_logistic(np.concatenate(rows), np.concatenate(holds), np.concatenate(weights))


def main(
    data: Annotated[Path, typer.Argument(help="Folder with the .jsonl.gz data sets.")],
    weights: Annotated[Path, typer.Option(help="Folder with the cross-encoder's weights.")] = MODELS / "reader",
    out: Annotated[Path, typer.Option(help="The file to write.")] = MODELS / "joint.json",
    gold: Annotated[Path, typer.Option(help="A gold set on the corpus of the settings.")] = GOLD,
) -> None:
    """Fit the coefficients, print what they reach on articles that were not fitted, and write them."""
    cross_encoder, similarity = CrossEncoder.load(weights, threads=2), SimilarityReader.load()
    settings = load_settings()
    embedder = Embedder.load(settings.embedder, settings.threads)
    examples, documents = held_out_examples(data)
    articles, written = held_out_articles()
    with tempfile.TemporaryDirectory() as folder:
        public, own, apart = (settings.model_copy(update={"index": Path(folder) / name}) for name in ("p", "o", "a"))
        index_documents(documents, public.index, embedder, public)
        build_index(own, embedder)
        index_documents(articles, apart.index, embedder, apart)
        snapshots = [Snapshot.open(corpus.index, embedder) for corpus in (public, own, apart)]
        of_public, of_own, of_apart = (Answerer(opened, embedder, similarity, settings) for opened in snapshots)

        def asked_all(read: Featured) -> Iterator[Asked]:
            yield from ask(of_public, read, examples, documents)
            yield from ask_gold(of_own, read, gold, snapshots[1].documents)
            yield from ask_written(of_apart, read, written)

        choice = fit_choice(asked_all(sentence_features_of), similarity)
        reader = JointReader(cross_encoder, Chooser(similarity, choice), Fitted.nothing(len(FEATURES)))
        asked = [*asked_all(reader.features), *ask_one_document(of_public, reader.features, examples)]
        fitted, reached = fit(asked, [NEAR.get(name, 0.0) for name in FEATURES])
    about = {"features": FEATURES, "cross_encoder": cross_encoder.digest, "similarity": similarity.digest}
    stored = {**about, "questions": len(asked), "passage_features": PASSAGE_FEATURES, "choice": choice.plain()}
    out.write_text(json.dumps({**stored, **fitted.plain(), "reached": reached}, indent=1) + "\n", encoding="utf-8")
    show(reached)


if __name__ == "__main__":
    typer.run(main)
