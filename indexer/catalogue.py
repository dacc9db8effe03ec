"""The catalogue of a segment: its documents, heading paths, terms and words, in one SQLite file that never changes.

SQLite looks a key up in a few pages, opens in the same time whatever the file's size, and keeps next to nothing of it
in memory; the pages are in the kernel's cache, which all processes share.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from indexer.records import Document

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE documents (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, written INTEGER NOT NULL,
    digest BLOB NOT NULL, fields TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX written ON documents (id) WHERE written;
CREATE TABLE headings (row INTEGER PRIMARY KEY, path TEXT NOT NULL);
CREATE TABLE terms (term TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE words (word TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
"""
_DOCUMENT = TypeAdapter(Document)
_HELD_CHARACTERS = 16_000_000  # of decoded documents that are kept at hand
_HELD_KEYS = 20_000


class CatalogueWriter:
    """Writes a catalogue; the file is complete when it is closed."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(_TABLES)
        self._connection.execute("BEGIN")
        self._documents = 0
        self._headings: dict[tuple[str, ...], int] = {}

    def add(self, document: Document, digest: bytes, *, written: bool) -> None:
        """Add the next document; ``written`` says that it came over the API or as a record."""
        fields = _DOCUMENT.dump_python(document, mode="json")
        text = fields.pop("text")
        row = (self._documents, document.id, written, digest, json.dumps(fields, ensure_ascii=False), text)
        self._connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", row)
        self._documents += 1

    def heading(self, path: tuple[str, ...]) -> int:
        """The number of a heading path."""
        if (number := self._headings.get(path)) is None:
            number = self._headings[path] = len(self._headings)
            self._connection.execute("INSERT INTO headings VALUES (?, ?)", (number, json.dumps(path)))
        return number

    def close(self, terms: Iterable[str], words: Mapping[str, int]) -> None:
        """Add the terms, numbered in the order given, and how often each word occurs, and finish."""
        numbered = sorted((term, number) for number, term in enumerate(terms))
        self._connection.executemany("INSERT INTO terms VALUES (?, ?)", numbered)
        self._connection.executemany("INSERT INTO words VALUES (?, ?)", sorted(words.items()))
        self._connection.execute("COMMIT")
        self._connection.close()


class Catalogue:
    """An open catalogue. Thread-safe. It outlives its file's name."""

    def __init__(self, path: Path) -> None:
        """Open a catalogue.

        Raises:
            ValueError: the file is no catalogue.
        """
        self._path = path
        self._lock = threading.Lock()
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            message = f"{path} cannot be opened: {error}"
            raise ValueError(message) from error
        self._held: OrderedDict[int, Document] = OrderedDict()
        self._characters = 0
        self.id_of = lru_cache(_HELD_KEYS)(self._id_of)
        self.row_of = lru_cache(_HELD_KEYS)(self._row_of)
        self.heading = lru_cache(_HELD_KEYS)(self._heading)
        self.term = lru_cache(_HELD_KEYS)(self._term)
        self._rows("SELECT row FROM documents LIMIT 1")

    def document(self, row: int) -> Document:
        """The document in a row."""
        with self._lock:
            if (held := self._held.get(row)) is not None:
                self._held.move_to_end(row)
                return held
        [(fields, text)] = self._rows("SELECT fields, text FROM documents WHERE row = ?", row)
        document = _DOCUMENT.validate_python({**json.loads(fields), "text": text})
        with self._lock:
            if row not in self._held:
                self._held[row] = document
                self._characters += len(text)
            while self._characters > _HELD_CHARACTERS and len(self._held) > 1:
                self._characters -= len(self._held.popitem(last=False)[1].text)
        return document

    def ids(self, start: int, stop: int) -> list[str]:
        """Ids of the documents in the rows ``[start, stop)``, which are in their order."""
        sql = "SELECT id FROM documents WHERE row >= ? AND row < ? ORDER BY row"
        return [str(document_id) for (document_id,) in self._rows(sql, start, stop)]

    def origin(self, row: int) -> tuple[bytes, bool]:
        """Digest of a document, and whether it came over the API or as a record."""
        [(digest, written)] = self._rows("SELECT digest, written FROM documents WHERE row = ?", row)
        return bytes(digest), bool(written)

    def written(self) -> list[tuple[int, str]]:
        """Rows and ids of the documents that came over the API or as records."""
        return [(int(row), str(name)) for row, name in self._rows("SELECT row, id FROM documents WHERE written")]

    def word(self, word: str) -> int:
        """How often a word, in small letters, occurs."""
        found = self._rows("SELECT count FROM words WHERE word = ?", word)
        return int(found[0][0]) if found else 0

    def frequent_words(self, most: int) -> dict[str, int]:
        """The words that occur most often, and how often."""
        return dict(self._rows("SELECT word, count FROM words ORDER BY count DESC, word LIMIT ?", most))

    def _id_of(self, row: int) -> str:
        """Id of the document in a row."""
        return str(self._rows("SELECT id FROM documents WHERE row = ?", row)[0][0])

    def _row_of(self, document_id: str) -> int | None:
        """Row of a document by its id."""
        found = self._rows("SELECT row FROM documents WHERE id = ?", document_id)
        return int(found[0][0]) if found else None

    def _heading(self, number: int) -> tuple[str, ...]:
        """The heading path of a number."""
        return tuple(json.loads(self._rows("SELECT path FROM headings WHERE row = ?", number)[0][0]))

    def _term(self, term: str) -> int | None:
        """Number of a term."""
        found = self._rows("SELECT row FROM terms WHERE term = ?", term)
        return int(found[0][0]) if found else None

    def _rows(self, sql: str, *values: object) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            message = f"{self._path} is damaged: {error}"
            raise ValueError(message) from error
