"""Sentences as evidence: their words, the entities that they name, the values that they state."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from indexer.records import Chunk, Document
from indexer.searchable import Searchable
from service.names import Mention, Names
from service.values import Value, calendar, find_values

Key = TypeVar("Key")
READ_BEFORE = 2  # sentences before one that it is read with
_HELD = 50_000  # sentences, and contexts, that are kept analysed
_RELATIVE_YEARS = (
    (-1, re.compile(r"\blast year\b", re.IGNORECASE)),
    (0, re.compile(r"\bthis year\b", re.IGNORECASE)),
    (1, re.compile(r"\b(next|coming) year\b", re.IGNORECASE)),
)


class Evidence:
    """One sentence (or title, or heading path) at ``[start, end)`` of a document; the rest is worked out when asked."""

    def __init__(
        self, document: Document, text: str, start: int, names: Names, analyse: Callable[[str], list[str]]
    ) -> None:
        self.document_id = document.id
        self.published = document.published
        self.text = text
        self.start = start
        self.end = start + len(text)
        self._names = names
        self.analyse = analyse

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
        return frozenset(self.analyse(self.text))

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Numbers, money, shares and dates outside of names; a name that says how many there are has its number too."""
        spans = [(m.start, m.end) for m in self.mentions]
        counting = {m.start for m in self.mentions if m.name[0].islower()}  # "five brands", not "Five Brands"
        return tuple(
            v for v in find_values(self.text) if v.start in counting or not any(s <= v.start < e for s, e in spans)
        )

    @cached_property
    def canonical_values(self) -> frozenset[str]:
        """The values in comparable form."""
        return frozenset(value.canonical for value in self.values)

    @cached_property
    def calendar(self) -> frozenset[str]:
        """The years and months named, "next year" and its like among them where it is known when this was written."""
        named = calendar(self.text)
        if self.published is not None:
            named |= {str(self.published.year + shift) for shift, rule in _RELATIVE_YEARS if rule.search(self.text)}
        return frozenset(named)

    @cached_property
    def year_open(self) -> bool:
        """Whether it speaks of last, this or next year without our knowing which year that is."""
        return self.published is None and any(rule.search(self.text) for _, rule in _RELATIVE_YEARS)


def _kept(cache: dict[Key, Evidence], key: Key, evidence: Evidence) -> None:
    """Keep evidence; a full cache begins anew, so that it does not grow with the corpus."""
    if len(cache) >= _HELD:
        cache.clear()
    cache[key] = evidence


@dataclass(frozen=True, slots=True)
class PassageEvidence:
    """A chunk as evidence: its sentences, the title and headings that they stand under, and what stands before them."""

    sentences: tuple[Evidence, ...]
    context: Evidence
    before: tuple[Evidence, ...]


class EvidenceStore:
    """The evidence of a snapshot; what was analysed for one question is at hand for the next, up to a limit."""

    def __init__(self, snapshot: Searchable, names: Names) -> None:
        self._snapshot = snapshot
        self._names = names
        self._sentences: dict[int, Evidence] = {}
        self._contexts: dict[tuple[str, tuple[str, ...]], Evidence] = {}

    @property
    def documents(self) -> Mapping[str, Document]:
        """The snapshot's documents."""
        return self._snapshot.documents

    def passage(self, chunk: Chunk, previous: Chunk | None) -> PassageEvidence:
        """The evidence of a chunk; ``previous`` is the one before it under the same headings, where there is one."""
        key = (chunk.document_id, chunk.headings)
        if (context := self._contexts.get(key)) is None:
            document = self.documents[chunk.document_id]
            text = " / ".join([document.title, *chunk.headings])
            context = Evidence(document, text, 0, self._names, self._snapshot.analyse)
            _kept(self._contexts, key, context)
        first = chunk.sentences.start
        before = range(max(first - READ_BEFORE, previous.sentences.start), first) if previous else range(0)
        return PassageEvidence(
            self._of(chunk.document_id, chunk.sentences), context, self._of(chunk.document_id, before)
        )

    def _of(self, document_id: str, positions: range) -> tuple[Evidence, ...]:
        """The evidence of a document's sentences at these positions; those that are not at hand are read together."""
        held = [self._sentences.get(position) for position in positions]
        if None in held:
            document = self.documents[document_id]
            first = positions.start
            read = self._snapshot.sentences[first : positions.stop]
            for position, sentence in enumerate(read, first):
                if held[position - first] is None:
                    text = document.text[sentence.start : sentence.end]
                    found = Evidence(document, text, sentence.start, self._names, self._snapshot.analyse)
                    _kept(self._sentences, position, found)
                    held[position - first] = found
        return tuple(evidence for evidence in held if evidence is not None)
