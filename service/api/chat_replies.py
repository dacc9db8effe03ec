"""One answer as a chat completion, whole or in chunks."""

from __future__ import annotations

import time
import uuid
from typing import Any

from indexer.embedding import Embedder
from service.api.asking import Part
from service.api.chat_content import Content
from service.openai_shapes import (
    MODEL,
    AssistantMessage,
    ChatChunk,
    ChatCompletion,
    Choice,
    ChunkChoice,
    Delta,
    Usage,
)
from service.replies import Answer, CitedSentence


class Completion:
    """One reply in the making: what all its chunks have in common, and the text so far."""

    def __init__(self, question: str, index: str, folder: str, embedder: Embedder) -> None:
        self.question = question
        self.folder = folder
        self.content = Content()
        self._embedder = embedder
        self._common: dict[str, Any] = {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "created": int(time.time()),
            "model": MODEL,
            "system_fingerprint": index,
        }

    def whole(self, answer: Answer) -> ChatCompletion:
        """Return the reply in one piece."""
        for sentence in answer.sentences:
            self.content.sentence(sentence)
        self.content.ending(answer, self.folder)
        message = AssistantMessage(content=self.content.text, annotations=self.content.annotations(answer, self.folder))
        return ChatCompletion(**self._common, choices=[Choice(message=message)], usage=self.usage(), cited=answer)

    def chunks(self, part: Part) -> list[ChatChunk]:
        """Return the chunks that say a part of the answer."""
        if isinstance(part, CitedSentence):
            return [self.chunk(Delta(content=self.content.sentence(part)))]
        if isinstance(part, Answer):
            ending = self.chunk(Delta(content=self.content.ending(part, self.folder)))
            annotations = self.chunk(Delta(annotations=self.content.annotations(part, self.folder)))
            last = ChunkChoice(delta=Delta(), finish_reason="stop")
            return [ending, annotations, ChatChunk(**self._common, choices=[last], cited=part)]
        return [self.chunk(Delta(role="assistant", content=""))]

    def chunk(self, delta: Delta) -> ChatChunk:
        """Return a chunk that adds to the message."""
        return ChatChunk(**self._common, choices=[ChunkChoice(delta=delta, finish_reason=None)])

    def last(self) -> ChatChunk:
        """Return the chunk that holds the usage."""
        return ChatChunk(**self._common, choices=[], usage=self.usage())

    def usage(self) -> Usage:
        """Count the tokens of the question and of the text so far."""
        asked, said = self._embedder.count_tokens_each([self.question, self.content.text])
        return Usage(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said)
