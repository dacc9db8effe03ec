"""From a question to a verified, cited answer or an honest refusal: the one way that every caller takes."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.embedding import Embedder
from indexer.records import Span
from indexer.snapshot import Snapshot
from service.citations import Citations, Draft, Support, faults, merge_adjacent, with_markers
from service.composition import Candidate, Statement, compose
from service.evidence import EvidenceStore
from service.names import Names
from service.query import Question, QuestionReader
from service.reading import Reader, Reading, RetrievedPassage
from service.refusal import explain
from service.replies import Answer, CitedSentence, Passage, Timings
from service.retrieval import Retriever, Stage
from service.settings import Settings
from service.vocabulary import Vocabulary


class UnknownDocumentsError(LookupError):
    """A question was restricted to documents that the index does not hold; ``ids`` are those."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(f"no such documents: {', '.join(ids)}")
        self.ids = list(ids)


@dataclass(frozen=True, slots=True)
class Passages:
    """The first event of a streamed answer: what was retrieved."""

    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Part:
    """One question (of perhaps several in one) with what was found for it."""

    question: Question
    passages: list[RetrievedPassage]
    readings: list[Reading]

    @property
    def answerability(self) -> float:
        """Probability that the best passage answers the question; 0 without passages."""
        return max((reading.answerability for reading in self.readings), default=0.0)


class Answerer:
    """Answers questions from one snapshot. Thread-safe: it only reads, and its caches only grow."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder, reader: Reader, settings: Settings) -> None:
        self._snapshot = snapshot
        self._reader = reader
        self._settings = settings
        self._names = Names(snapshot.glossary)
        self._evidence = EvidenceStore(snapshot, self._names)
        vocabulary = Vocabulary(
            len(snapshot.chunks),
            snapshot.document_frequency,
            snapshot.analyse,
            lambda: (document.text for document in snapshot.documents.values()),
        )
        self.questions = QuestionReader(vocabulary, self._names, snapshot.analyse)
        self.retriever = Retriever(snapshot, embedder, self._names, self._evidence)
        self.faults = 0  # sentences that failed the check before sending, since this answerer was made

    def search(
        self, query: str, top_k: int = 8, documents: Collection[str] | None = None, stage: Stage = "hybrid"
    ) -> list[Passage]:
        """The ``top_k`` best passages, best first.

        Raises:
            UnknownDocumentsError: ``documents`` names one that the index does not hold.
        """
        self._check(documents)
        return _replied(self.retriever.search(self.questions.read(query), top_k, documents, stage))

    def answer(self, question: str, top_k: int = 8, documents: Collection[str] | None = None) -> Answer:
        """The whole answer; raises as :meth:`search`."""
        *_, last = self.stream(question, top_k, documents)
        assert isinstance(last, Answer)  # noqa: S101  # the stream's last item, by its contract
        return last

    def stream(
        self, question: str, top_k: int = 8, documents: Collection[str] | None = None
    ) -> Iterator[Passages | CitedSentence | Answer]:
        """The passages, then each sentence of the answer, then the answer as a whole; raises as :meth:`search`."""
        self._check(documents)
        return self._stream(question, top_k, documents)

    def _stream(
        self, asked: str, top_k: int, documents: Collection[str] | None
    ) -> Iterator[Passages | CitedSentence | Answer]:
        started = time.perf_counter()
        question = self.questions.read(asked)
        found = [
            (part, self.retriever.search(part, top_k, documents)) for part in (question.parts or (question,))
        ]
        retrieved = time.perf_counter()
        passages = _replied(_interleaved([list_ for _, list_ in found])[:top_k])
        yield Passages(passages)
        parts = [Part(part, list_, self._reader.read(part, list_)) for part, list_ in found]
        threshold = self._settings.answer_threshold
        answered = [part for part in parts if part.answerability >= threshold]
        citations = Citations(self._snapshot.documents)
        statements = [compose(part.question, candidates(part)) for part in answered]
        sentences = [citations.cite(draft) for draft in self._verified([s for list_ in statements for s in list_])]
        nearest: list[CitedSentence] = []
        if not sentences:
            near = [s for part in parts for s in compose(part.question, candidates(part))[:1]]
            nearest = [citations.cite(draft) for draft in self._verified(near)]
        read = time.perf_counter()
        yield from sentences
        sure = min((part.answerability for part in answered), default=0.0) * len(answered) / max(1, len(parts))
        unsure = max((part.answerability for part in parts), default=0.0)
        yield Answer(
            question=asked,
            status="answered" if sentences else "not_found",
            answer=with_markers(sentences) if sentences else explain(parts[0].question, parts[0].passages, nearest),
            short_answer=self._short_answer(answered[0]) if sentences and len(parts) == 1 else None,
            sentences=sentences,
            citations=citations.citations,
            conflicts=[],
            nearest=nearest,
            confidence=round(sure if sentences else 1.0 - unsure, 4),
            passages=passages,
            timings_ms=Timings(
                retrieve=round(1000 * (retrieved - started), 2),
                read=round(1000 * (read - retrieved), 2),
                total=round(1000 * (time.perf_counter() - started), 2),
            ),
            index=self._snapshot.id,
        )

    def _check(self, documents: Collection[str] | None) -> None:
        if unknown := sorted(set(documents or ()) - set(self._snapshot.documents)):
            raise UnknownDocumentsError(unknown)

    def _verified(self, statements: Sequence[Statement]) -> list[Draft]:
        """The statements as drafts that pass the check; the others are dropped and counted."""
        drafts = []
        seen: set[tuple[str, int]] = set()
        for statement in statements:
            places = [(c.evidence.document_id, c.evidence.start) for c in statement.support]
            if places[0] in seen:  # two parts of a question may be answered by one sentence
                continue
            seen.add(places[0])
            support = tuple(
                Support(c.evidence.document_id, Span(c.evidence.start, c.evidence.end), c.score) for c in statement.support
            )
            drafts.append(Draft(" ".join(statement.lead.evidence.text.split()), support))
        passed = []
        for draft in merge_adjacent(drafts, self._snapshot.documents):
            if faults(draft, self._snapshot.documents):
                self.faults += 1
            else:
                passed.append(draft)
        return passed

    def _short_answer(self, part: Part) -> str | None:
        readings = zip(part.passages, part.readings, strict=True)
        passage, reading = max(readings, key=lambda pair: pair[1].answerability)
        if reading.span is None:
            return None
        return passage.document.text[reading.span.start : reading.span.end]


def candidates(part: Part) -> list[Candidate]:
    """The sentences of a part's passages, each once with its best score."""
    best: dict[tuple[str, int], Candidate] = {}
    for passage, reading in zip(part.passages, part.readings, strict=True):
        for i, sentence in enumerate(passage.sentences):
            score = float(reading.sentence_scores[i])
            key = (sentence.document_id, sentence.start)
            if key in best and (best[key].score > score or (best[key].score == score and best[key].before)):
                continue
            before = passage.sentences[i - 1] if i else None
            vector = np.asarray(passage.sentence_vectors[i])
            best[key] = Candidate(sentence, vector, score, before)
    return list(best.values())


def _interleaved(lists: Sequence[Sequence[RetrievedPassage]]) -> list[RetrievedPassage]:
    """The lists merged by score, each passage once."""
    best: dict[str, RetrievedPassage] = {}
    for passage in (passage for list_ in lists for passage in list_):
        if passage.chunk.id not in best or best[passage.chunk.id].score < passage.score:
            best[passage.chunk.id] = passage
    return sorted(best.values(), key=lambda passage: -passage.score)


def _replied(passages: Sequence[RetrievedPassage]) -> list[Passage]:
    return [
        Passage(
            chunk_id=p.chunk.id, document_id=p.chunk.document_id, start=p.chunk.start, end=p.chunk.end,
            text=p.document.text[p.chunk.start : p.chunk.end], score=round(p.score, 4),
        )
        for p in passages
    ]  # fmt: skip
