"""Questions that each come with their own passage: asked of the service's code with the passage as its one document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.engine import open_documents
from indexer.build import Progress
from indexer.records import Document
from service.answering import Answerer
from service.replies import Answer
from service.settings import Settings

WHOLE = 256  # tokens of a chunk: a passage that comes with its question is read whole, as far as the embedder reads


@dataclass(frozen=True, slots=True)
class Item:
    """A question, its passage, and the reference answers; none where the passage does not answer it."""

    question: str
    title: str
    passage: str
    references: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """Whether the passage answers it."""
        return bool(self.references)


@dataclass(frozen=True, slots=True)
class Response:
    """Two replies to one question: at the settings' precision, and at precision 0, where it must answer."""

    usual: Answer
    forced: Answer

    @property
    def refused(self) -> bool:
        """Whether the usual reply is a refusal."""
        return self.usual.status == "not_found"

    @property
    def probability(self) -> float:
        """How probable it is, by the forced reply, that the passage answers: its confidence, 0 if it still refuses."""
        return self.forced.confidence if self.forced.status != "not_found" else 0.0


def ask_items(
    items: Sequence[Item], settings: Settings, on_index: Progress, on_reply: Callable[[int], None]
) -> list[Response]:
    """Index the passages as documents and ask each question of its own.

    Args:
        items: the questions; equal passages are indexed once.
        settings: of the service; their index is made to hold the passages.
        on_index: is told of the embedding.
        on_reply: called with the number of questions done.

    Raises:
        AskError: a passage, the index or a model cannot be used.

    """
    passages = {(item.title, item.passage): "" for item in items}
    passages = {passage: f"passage-{number}" for number, passage in enumerate(passages)}
    documents = [Document(id=key, text=text, title=title) for (title, text), key in passages.items()]
    settings = settings.model_copy(update={"chunk_tokens": max(settings.chunk_tokens, WHOLE)})
    library = open_documents(documents, settings, on_index)
    usual = library.edition.answerer
    must_answer = settings.model_copy(update={"answer_precision": 0.0})
    forced = Answerer(library.edition.snapshot, library.embedder, library.reader, must_answer)
    threshold = library.reader.precision.threshold(settings.answer_precision)
    responses = []
    for item in items:
        own = [passages[item.title, item.passage]]
        at_zero = forced.answer(item.question, documents=own)
        # A sure reply is the same at both; confidence is rounded, so one at the threshold is asked again.
        sure = at_zero.status != "not_found" and at_zero.confidence > threshold
        responses.append(Response(at_zero if sure else usual.answer(item.question, documents=own), at_zero))
        on_reply(1)
    return responses


def text_of(answer: Answer) -> str:
    """Return what an answer says, without markers; empty for a refusal."""
    return " ".join(sentence.text for sentence in answer.sentences)
