"""From a question to a verified, cited answer or an honest refusal: the one way that every caller takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from indexer.embedding import Embedder
from indexer.searchable import Searchable
from service.citations import Citations, Draft, with_markers
from service.composition import Candidate, Statement, compose
from service.conflicts import Disagreement, find_conflict, pivots, takes_sides
from service.drafting import verified_drafts
from service.evidence import EvidenceStore
from service.findings import Finding, answered, candidates, sureness
from service.insertions import names_asked, with_asked_names
from service.names import Names
from service.observation import Stages
from service.query import QuestionReader
from service.reading import Reader, Reading, RetrievedPassage
from service.refusal import explain
from service.replies import Answer, CitedSentence, Conflict, Passage, Timings
from service.reranking import rerank
from service.retrieval import Retriever, Stage
from service.settings import Settings
from service.shortest import short_answer
from service.vocabulary import Vocabulary

RIVALS = 8  # passages of other documents that are looked through for what contradicts the best sentence
READ = 24  # passages that are read for a question; the top_k that answer best are kept


class UnknownDocumentsError(LookupError):
    """A question was restricted to documents that the index does not hold; ``ids`` are those."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(f"no such documents: {', '.join(ids)}")
        self.ids = list(ids)


@dataclass(frozen=True, slots=True)
class Passages:
    """The first event of a streamed answer: what was retrieved."""

    passages: list[Passage]


class Answerer:
    """Answers questions from one snapshot. Thread-safe: it only reads, and its caches only grow."""

    def __init__(
        self,
        snapshot: Searchable,
        embedder: Embedder,
        reader: Reader,
        settings: Settings,
        on_dropped: Callable[[], None] = lambda: None,  # called for each sentence that fails the check before sending
    ) -> None:
        self._snapshot = snapshot
        self._reader = reader
        self._settings = settings
        self._names = Names(snapshot.glossary)
        self._evidence = EvidenceStore(snapshot, self._names)
        vocabulary = Vocabulary(
            len(snapshot.chunks),
            snapshot.document_frequency,
            snapshot.analyse,
            snapshot.frequent_words,
            snapshot.word_count,
        )
        self.questions = QuestionReader(vocabulary, self._names, snapshot.analyse)
        self.retriever = Retriever(snapshot, embedder, self._names, self._evidence)
        self._on_dropped = on_dropped

    def search(
        self, query: str, top_k: int = 8, documents: Collection[str] | None = None, stage: Stage = "reader"
    ) -> list[Passage]:
        """The ``top_k`` best passages, best first; ``stage`` is the last one that they go through.

        Raises:
            UnknownDocumentsError: ``documents`` names one that the index does not hold.
        """
        self._check(documents)
        stages = Stages()
        stages.enter("retrieve")
        question = self.questions.read(query)
        if stage != "reader":
            found = self.retriever.search(question, top_k, documents, stage)
        else:
            found = self.retriever.search(question, max(top_k, READ), documents)
            stages.enter("read")
            found = rerank(found, self._reader.read(question, found[:READ]))[:top_k]
        stages.leave()
        return _replied(found)

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
        stages = Stages()
        stages.enter("retrieve")
        question = self.questions.read(asked)
        depth = max(top_k, READ)
        found = [(part, self.retriever.search(part, depth, documents)) for part in (question.parts or (question,))]
        retrieved = time.perf_counter()
        stages.enter("read")
        unmarked = [Finding(part, list_, self._reader.read(part, list_)) for part, list_ in found]
        parts = [part.insisting() for part in unmarked]
        passages = _replied(_merged(parts)[:top_k])
        yield Passages(passages)
        stages.enter("compose")
        threshold = self._reader.precision.threshold(self._settings.answer_precision)
        settled = answered(parts, threshold)
        citations = Citations(self._snapshot.documents)
        statements: list[Statement] = []
        disputed: list[tuple[Disagreement, list[Draft]]] = []
        told = {id(part) for part in settled}
        for part in parts:
            if dispute := self._disagreement(part, documents, answered=id(part) in told):
                disputed.append(dispute)
                statements += [Statement([claim]) for claim in dispute[0].claims]
                settled += [] if id(part) in told else [part]
            elif id(part) in told:
                statements += compose(part.question, candidates(part.best(top_k)), full=self._settings.full_answers)
        sentences = [citations.cite(draft) for draft in self._verified(statements)]
        conflicts = [Conflict(about=d.about, claims=[citations.cite(draft) for draft in said]) for d, said in disputed]
        near: list[Candidate] = []
        if not sentences:  # what would answer but for a constraint is what corrects a false premise
            given = [(part.denial, candidates(free)) for part, free in zip(parts, unmarked, strict=True)]
            near = [denial or max(free, key=lambda c: c.score) for denial, free in given if free]
        nearest = [citations.cite(draft) for draft in self._verified([Statement([c]) for c in near])]
        shortest = None
        if sentences and len(parts) == 1 and not conflicts:
            leads = (statement.lead.evidence for statement in statements)
            said = [lead for lead in leads if citations.holds(lead.document_id, lead.start, lead.end)]
            shortest = short_answer(parts[0].question, said, parts[0].best(top_k).spans)
        called = names_asked(question, self._names)
        sentences, nearest = (
            with_asked_names(said, citations.citations, called, self._names) for said in (sentences, nearest)
        )
        conflicts = [
            Conflict(about=c.about, claims=with_asked_names(c.claims, citations.citations, called, self._names))
            for c in conflicts
        ]
        prose = with_markers(sentences) if sentences else explain(parts, near[0].evidence if nearest else None)
        read = time.perf_counter()
        stages.leave()
        yield from sentences
        unsure = max((part.answerability for part in parts), default=0.0)
        yield Answer(
            question=asked,
            status=("conflicting" if conflicts else "answered") if sentences else "not_found",
            answer=prose,
            short_answer=shortest,
            sentences=sentences,
            citations=citations.citations,
            conflicts=conflicts,
            nearest=nearest,
            confidence=round(sureness(settled, parts) if sentences else 1.0 - unsure, 4),
            passages=passages,
            timings_ms=Timings(
                retrieve=round(1000 * (retrieved - started), 2),
                read=round(1000 * (read - retrieved), 2),
                total=round(1000 * (time.perf_counter() - started), 2),
            ),
            index=self._snapshot.id,
        )

    def _with_rivals(self, part: Finding, documents: Collection[str] | None) -> Finding:
        """The part with the passages of other documents that are nearest to what may be disagreed on, unread."""
        known = {passage.chunk.id for passage in part.passages}
        near: list[RetrievedPassage] = []
        for pivot in pivots(part.question, candidates(part)):
            found = self.retriever.near(
                part.question, pivot.vector, RIVALS, documents or None, without=pivot.evidence.document_id
            )
            near += (p for p in found if p.chunk.id not in known)
            known |= {p.chunk.id for p in found}
        unread = [Reading(0.0, np.zeros(len(p.sentences)), None, 0.0) for p in near]
        return Finding(part.question, [*part.passages, *near], [*part.readings, *unread])

    def _check(self, documents: Collection[str] | None) -> None:
        if unknown := sorted({name for name in documents or () if name not in self._snapshot.documents}):
            raise UnknownDocumentsError(unknown)

    def _verified(self, statements: Sequence[Statement]) -> list[Draft]:
        return verified_drafts(statements, self._snapshot.documents, self._on_dropped)

    def _disagreement(
        self, part: Finding, documents: Collection[str] | None, *, answered: bool
    ) -> tuple[Disagreement, list[Draft]] | None:
        """What documents disagree on, newest claim first, and the claims as they can be said; None if one cannot."""
        if not (part.passages and (answered or takes_sides(part.question))):
            return None
        found = find_conflict(part.question, candidates(self._with_rivals(part, documents)), answered=answered)
        if found is None:
            return None
        one, other = found.claims
        dates = [self._snapshot.documents[claim.evidence.document_id].published or date.min for claim in (one, other)]
        claims = (one, other) if dates[0] >= dates[1] else (other, one)
        drafts = self._verified([Statement([claim]) for claim in claims])
        return (replace(found, claims=claims), drafts) if len(drafts) == len(claims) else None


def _merged(parts: Sequence[Finding]) -> list[RetrievedPassage]:
    """The passages of all parts, each once, the best of each part before the second best of any."""
    ranked = sorted(
        ((rank, -reading.answerability, passage) for part in parts
         for rank, (passage, reading) in enumerate(zip(part.passages, part.readings, strict=True))),
        key=lambda item: item[:2],
    )  # fmt: skip
    return list({passage.chunk.id: passage for _, _, passage in ranked}.values())


def _replied(passages: Sequence[RetrievedPassage]) -> list[Passage]:
    return [
        Passage(
            chunk_id=p.chunk.id, document_id=p.chunk.document_id, start=p.chunk.start, end=p.chunk.end,
            text=p.document.text[p.chunk.start : p.chunk.end], score=round(p.score, 4),
        )
        for p in passages
    ]  # fmt: skip
