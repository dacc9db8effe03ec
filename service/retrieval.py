"""Hybrid retrieval: dense and lexical candidates, both widened by the glossary's names, fused by reciprocal rank.

What the candidates' sentences say one by one is a third ranking: a chunk's vector is that of all of it, and the one
sentence that answers may be nearer to the question than the rest lets it seem.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Embedder
from indexer.records import Chunk, Hit
from indexer.searchable import Searchable
from service.evidence import EvidenceStore
from service.fusion import fuse
from service.names import Names
from service.query import FUNCTION_WORDS, Question
from service.reading import RetrievedPassage
from service.renaming import recounted, renamed

Ranking = Literal["lexical", "dense", "hybrid"]
Stage = Literal[Ranking, "reader"]  # with the reader on top, which `service.answering` puts there

CANDIDATES = 50  # taken from each ranking before they are fused
LEXICAL, DENSE, SENTENCES = 1.0, 0.3, 0.7  # what the rankings count that are fused
MAX_FORMS = 8  # ways of asking the same question with a document's own names
HELD = 10_000  # documents whose names are kept at hand
ALIAS_WEIGHT = 0.5  # of a lexical term that comes from another name of an entity that the question names


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """The question in the words of some documents (None: of all), with its embedding."""

    text: str
    documents: frozenset[str] | None
    vector: NDArray[np.float32]


def _fitting(forms: Sequence[QuestionForm], document_id: str) -> list[QuestionForm]:
    """Those in the words of this document, or of all."""
    return [form for form in forms if form.documents is None or document_id in form.documents]


class Retriever:
    """Finds the chunks of a snapshot that a question is about."""

    def __init__(self, snapshot: Searchable, embedder: Embedder, names: Names, evidence: EvidenceStore) -> None:
        self._snapshot = snapshot
        self._embedder = embedder
        self._names = names
        self._evidence = evidence
        self._usual: dict[str, dict[int, str]] = {}
        self._beside = ThreadPoolExecutor(thread_name_prefix="lexical")

    def search(
        self, question: Question, k: int, documents: Collection[str] | None = None, stage: Ranking = "hybrid"
    ) -> list[RetrievedPassage]:
        """The ``k`` best passages, best first, from ``documents`` only if given.

        ``lexical`` and ``dense`` give one ranking alone, scored as the index scores it; ``hybrid`` fuses both and
        scores in 0..1.
        """
        depth = max(k, CANDIDATES)
        waiting = self._beside.submit(self._lexical, question, depth, documents)  # while the question is embedded
        if stage == "lexical":
            forms = self._forms(question, list)
            return self._passages(question, [(hit.chunk, hit.score) for hit in waiting.result()[:k]], forms)
        forms = self._forms(question, waiting.result)
        dense = self._dense(forms, depth, documents)
        if stage == "dense":
            return self._passages(question, [(hit.chunk, hit.score) for hit in dense[:k]], forms)
        by_meaning, by_words = [hit.chunk for hit in dense], [hit.chunk for hit in waiting.result()]
        cosines = self._cosines(list(dict.fromkeys([*by_meaning, *by_words])), forms)
        by_sentence = sorted(cosines, key=lambda position: -cosines[position].max(initial=-1.0))
        fused = fuse([(DENSE, by_meaning), (LEXICAL, by_words), (SENTENCES, by_sentence)])
        return [self._passage(question, position, score, forms, cosines[position]) for position, score in fused[:k]]

    def near(
        self,
        question: Question,
        vector: NDArray[np.float32],
        k: int,
        documents: Collection[str] | None,
        *,
        without: str,
    ) -> list[RetrievedPassage]:
        """The ``k`` passages, of ``documents`` if given, that are nearest to a sentence of the document ``without``.

        The sentence is given by its vector; its own document is left out.
        """
        form = QuestionForm(question.text, None, vector)
        hits = self._snapshot.search_dense(vector, k, documents, without=without)
        return self._passages(question, [(hit.chunk, hit.score) for hit in hits], [form])

    def _lexical(self, question: Question, k: int, documents: Collection[str] | None) -> list[Hit]:
        terms: dict[str, float] = {}
        for word in question.text.split():
            if word.strip(".,;:!?'\"()").lower() not in FUNCTION_WORDS:
                terms |= dict.fromkeys(self._snapshot.analyse(word), 1.0)
        terms = terms or dict.fromkeys(self._snapshot.analyse(question.text), 1.0)
        terms |= dict.fromkeys(question.terms, 1.0)  # words of the corpus for some that it has not
        for mention in question.mentions:
            for entity in mention.entities:
                for name in self._names.names_of(entity):
                    for stem in self._snapshot.analyse(name):
                        terms.setdefault(stem, ALIAS_WEIGHT)
        return self._snapshot.search_lexical(terms, k, documents) if terms else []

    def _dense(self, forms: list[QuestionForm], k: int, documents: Collection[str] | None) -> list[Hit]:
        best: dict[int, float] = {}
        for form in forms:
            within = documents
            if form.documents is not None:
                within = form.documents if documents is None else form.documents & frozenset(documents)
            for hit in self._snapshot.search_dense(form.vector, k, within):
                best[hit.chunk] = max(hit.score, best.get(hit.chunk, -1.0))
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        return [Hit(chunk, score) for chunk, score in ranked[:k]]

    def _cosines(self, positions: Sequence[int], forms: list[QuestionForm]) -> dict[int, NDArray[np.float32]]:
        """For each chunk, of each of its sentences (S,) that with the form of the question to which it is nearest."""
        self._snapshot.prepare(positions)
        cosines = {}
        for position in positions:
            chunk = self._snapshot.chunks[position]
            own = np.stack([form.vector for form in _fitting(forms, chunk.document_id)])
            rows = self._snapshot.sentence_vectors[chunk.sentences.start : chunk.sentences.stop]
            cosines[position] = (own @ rows.T).max(axis=0)
        return cosines

    def _forms(self, question: Question, near: Callable[[], Sequence[Hit]]) -> list[QuestionForm]:
        """The question as asked, and with each entity called what the documents of some chunks call it."""
        grouped: dict[str, set[str]] = {}
        if question.mentions:
            for document_id in dict.fromkeys(self._snapshot.chunks[hit.chunk].document_id for hit in near()):
                text = self._renamed(question, document_id)
                if text != question.text:
                    grouped.setdefault(text, set()).add(document_id)
        texts = list(grouped)[: MAX_FORMS - 1]
        vectors = self._embedder.encode([question.text, *texts])
        asked = QuestionForm(question.text, None, vectors[0])
        return [asked] + [
            QuestionForm(text, frozenset(grouped[text]), vector)
            for text, vector in zip(texts, vectors[1:], strict=True)
        ]

    def _renamed(self, question: Question, document_id: str) -> str:
        if (usual := self._usual.get(document_id)) is None:
            usual = self._names.usual_names(self._snapshot.documents[document_id].text, document_id)
            if len(self._usual) >= HELD:
                self._usual.clear()
            self._usual[document_id] = usual
        return renamed(question, usual)

    def _passages(
        self, question: Question, found: Sequence[tuple[int, float]], forms: list[QuestionForm]
    ) -> list[RetrievedPassage]:
        cosines = self._cosines([position for position, _ in found], forms)
        return [self._passage(question, position, score, forms, cosines[position]) for position, score in found]

    def _previous(self, position: int, chunk: Chunk) -> Chunk | None:
        """The chunk before, if it is of the same document and under the same headings."""
        previous = self._snapshot.chunks[position - 1] if position else None
        if previous is None or (previous.document_id, previous.headings) != (chunk.document_id, chunk.headings):
            return None
        return previous

    def _passage(
        self, question: Question, position: int, score: float, forms: list[QuestionForm], cosines: NDArray[np.float32]
    ) -> RetrievedPassage:
        chunk = self._snapshot.chunks[position]
        own = _fitting(forms, chunk.document_id)
        evidence = self._evidence.passage(chunk, self._previous(position, chunk))
        return RetrievedPassage(
            chunk=chunk,
            document=self._snapshot.documents[chunk.document_id],
            sentences=evidence.sentences,
            before=evidence.before,
            context=evidence.context,
            score=float(score),
            similarity=max(float(form.vector @ self._snapshot.chunk_vectors[position]) for form in own),
            sentence_similarities=cosines,
            sentence_vectors=self._snapshot.sentence_vectors[chunk.sentences.start : chunk.sentences.stop],
            asked=recounted(question, own[-1].text, evidence.sentences),
        )
