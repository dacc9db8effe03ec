"""The documents of a collection, as a mapping that fetches only what is asked for, and holds what was lately."""

from __future__ import annotations

import json
from collections.abc import Collection, ItemsView, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from pydantic import TypeAdapter

from indexer.milvus.damage import DamagedError
from indexer.milvus.held import Held
from indexer.milvus.rows import document_name
from indexer.milvus.texts import Texts
from indexer.records import Document

_DOCUMENT = TypeAdapter(Document)
_HELD_CHARACTERS = 16_000_000
_TOGETHER = 50  # documents that are fetched at once when all are gone through


class Stored(NamedTuple):
    """A document, None if there is none, with its number and whether it came over the API or as a record."""

    document: Document | None
    number: int
    written: bool


class Documents(Mapping[str, Document]):
    """All documents by id, in the order of ids."""

    def __init__(self, texts: Texts, count: int) -> None:
        self._texts = texts
        self._count = count
        self._held: Held[str, Stored] = Held(self._fetch, _HELD_CHARACTERS, _weight)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __contains__(self, document_id: object) -> bool:
        return isinstance(document_id, str) and self.stored([document_id])[document_id].document is not None

    def __getitem__(self, document_id: str) -> Document:
        if (document := self.stored([document_id])[document_id].document) is None:
            raise KeyError(document_id)
        return document

    def items(self) -> ItemsView[str, Document]:
        """All of them, some fetched at a time.

        Raises:
            StoreError: as it is gone through: Milvus cannot be used.
            DamagedError: as it is gone through: one is missing.
        """
        return _Items(self)

    def stored(self, ids: Collection[str]) -> dict[str, Stored]:
        """Some documents, fetched together."""
        return self._held.many(ids)

    def missing(self, document_id: str) -> DamagedError:
        """What is wrong where a document that there should be is not."""
        return DamagedError(f"The document {document_id!r} is missing from the collection {self._texts.collection}.")

    @cached_property
    def _ids(self) -> list[str]:
        ids: list[str] = json.loads(self._texts.read_one("ids"))
        return ids

    def _fetch(self, ids: list[str]) -> dict[str, Stored]:
        found = self._texts.read([document_name(name) for name in ids])
        return {name: _stored(found.get(document_name(name))) for name in ids}


class _Items(ItemsView[str, Document]):
    def __init__(self, documents: Documents) -> None:
        super().__init__(documents)
        self._documents = documents

    def __iter__(self) -> Iterator[tuple[str, Document]]:
        waiting = iter(self._documents)
        while ids := list(islice(waiting, _TOGETHER)):
            stored = self._documents.stored(ids)
            for name in ids:
                if (document := stored[name].document) is None:
                    raise self._documents.missing(name)
                yield name, document


def _weight(stored: Stored) -> int:
    return 100 + (len(stored.document.text) if stored.document else 0)


def _stored(text: str | None) -> Stored:
    if text is None:
        return Stored(None, -1, written=False)
    line, _, body = text.partition("\n")
    about = json.loads(line)
    document = _DOCUMENT.validate_python({**about["fields"], "text": body})
    return Stored(document, about["number"], about["written"])


def stored_text(document: Document, number: int, *, written: bool) -> str:
    """A document as the text that `Documents` reads."""
    fields = _DOCUMENT.dump_python(document, mode="json")
    del fields["text"]
    return json.dumps({"fields": fields, "number": number, "written": written}) + "\n" + document.text
