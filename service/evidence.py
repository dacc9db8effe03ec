"""Sentences as evidence: their words, the entities that they name, the values that they state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from indexer.records import Chunk, Document
from indexer.snapshot import Snapshot
from service.names import Mention, Names
from service.values import Value, calendar, find_values


class Evidence:
    """One sentence (or title, or heading path) at ``[start, end)`` of a document; the rest is worked out when asked."""

    def __init__(
        self, document_id: str, text: str, start: int, names: Names, analyse: Callable[[str], list[str]]
    ) -> None:
        self.document_id = document_id
        self.text = text
        self.start = start
        self.end = start + len(text)
        self._names = names
        self._analyse = analyse

    @cached_property
    def mentions(self) -> list[Mention]:
        """The glossary's names in the text, as its document means them."""
        return self._names.find(self.text, self.document_id)

    @cached_property
    def entities(self) -> frozenset[int]:
        """Positions in the glossary of the entities named."""
        return frozenset(entity for mention in self.mentions for entity in mention.entities)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The analysed words."""
        return frozenset(self._analyse(self.text))

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Numbers, money, shares and dates outside of names."""
        spans = [(m.start, m.end) for m in self.mentions]
        return tuple(v for v in find_values(self.text) if not any(s <= v.start < e for s, e in spans))

    @cached_property
    def canonical_values(self) -> frozenset[str]:
        """The values in comparable form."""
        return frozenset(value.canonical for value in self.values)

    @cached_property
    def calendar(self) -> frozenset[str]:
        """The years and months named."""
        return frozenset(calendar(self.text))


@dataclass(frozen=True, slots=True)
class PassageEvidence:
    """A chunk as evidence: its sentences, and the title and headings that they stand under."""

    sentences: tuple[Evidence, ...]
    context: Evidence


class EvidenceStore:
    """The evidence of a snapshot, each sentence analysed once, when it is first needed."""

    def __init__(self, snapshot: Snapshot, names: Names) -> None:
        self._snapshot = snapshot
        self._names = names
        self._sentences: dict[int, Evidence] = {}
        self._contexts: dict[tuple[str, tuple[str, ...]], Evidence] = {}

    @property
    def documents(self) -> Mapping[str, Document]:
        """The snapshot's documents."""
        return self._snapshot.documents

    def sentence(self, position: int) -> Evidence:
        """The evidence of the sentence at ``position`` of the snapshot."""
        if (found := self._sentences.get(position)) is None:
            sentence = self._snapshot.sentences[position]
            text = self.documents[sentence.document_id].text[sentence.start : sentence.end]
            found = Evidence(sentence.document_id, text, sentence.start, self._names, self._snapshot.analyse)
            self._sentences[position] = found
        return found

    def passage(self, chunk: Chunk) -> PassageEvidence:
        """The evidence of a chunk."""
        key = (chunk.document_id, chunk.headings)
        if (context := self._contexts.get(key)) is None:
            text = " / ".join([self.documents[chunk.document_id].title, *chunk.headings])
            context = Evidence(chunk.document_id, text, 0, self._names, self._snapshot.analyse)
            self._contexts[key] = context
        return PassageEvidence(tuple(self.sentence(position) for position in chunk.sentences), context)
