"""What an index is to hold, as a change of what it holds; digests of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from indexer.cut import Cut
from indexer.glossary import Glossary
from indexer.manifest import CorpusFile
from indexer.records import Document

_DOCUMENT = TypeAdapter(Document)
_MODULUS = 2**256


@dataclass(frozen=True, slots=True)
class Change:
    """What the next snapshot holds otherwise than the last one.

    Attributes:
        put: documents that are new or replace the one of their id.
        written: those among them that came over the API or as records, not from a file.
        cuts: how those among them are cut that are cut already, by id.
        gone: ids of documents that the last snapshot has and the next one has not.
        files: what became of each corpus file at the last folder build, by name; None where that stays as it is.
        glossary: the entities and their names; None where they stay as they are.
    """

    put: Mapping[str, Document] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    files: Mapping[str, CorpusFile] | None = None
    glossary: Glossary | None = None


def document_digest(document: Document, *, written: bool) -> bytes:
    """SHA-256 over a document and where it came from."""
    fields = _DOCUMENT.dump_python(document, mode="json")
    return hashlib.sha256(json.dumps([fields, written], sort_keys=True).encode()).digest()


def corpus_digest(before: str, came: Iterable[bytes], went: Iterable[bytes]) -> str:
    """The digest of a corpus, in hexadecimal, from the one before ("0" for none) and its documents' digests.

    It is their sum modulo 2^256, so that it does not depend on order, and a change costs no more than it is large:
    Bellare and Micciancio, "A New Paradigm for Collision-free Hashing: Incrementality at Reduced Cost", 1997.
    """
    total = int(before, 16)
    total += sum(int.from_bytes(digest, "big") for digest in came)
    total -= sum(int.from_bytes(digest, "big") for digest in went)
    return f"{total % _MODULUS:064x}"
