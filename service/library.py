"""The live index: one snapshot with its answerer, replaced as a whole, so that no reader sees half a change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from indexer.embedding import Embedder, EmbedderError
from indexer.records import Document
from indexer.report import BuildReport
from indexer.searchable import Searchable
from indexer.snapshot import SnapshotError
from indexer.stores import StoreError, open_store
from service.answering import Answerer
from service.readers import load_reader
from service.reading import Reader
from service.settings import Settings

_RARELY_ASKED = ("这是什么?", "What is a qqxzvk?")  # Chinese, and a word that neither the corpus nor English is near to


class LibraryError(RuntimeError):
    """The index or a model cannot be loaded; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A snapshot and the answerer that reads it: what one question sees from its beginning to its end."""

    snapshot: Searchable
    answerer: Answerer


class Library:
    """The models, and the edition that is served. Thread-safe: writes wait for each other, readers for nothing.

    A write builds the next snapshot on disk beside the one that is served, and only then puts the new edition in the
    old one's place, by one assignment. What fails before that leaves both the store and the service as they were.

    Attributes:
        trouble: why the store cannot be used now, in words; None while it can.
    """

    def __init__(
        self, settings: Settings, embedder: Embedder, reader: Reader, on_dropped: Callable[[], None] = lambda: None
    ) -> None:
        self.settings = settings
        self._on_dropped = on_dropped
        self.embedder = embedder
        self.reader = reader
        self.trouble: str | None = None
        self._store = open_store(settings)
        self._writing, self._switching = threading.Lock(), threading.Lock()
        self._seen: str | None = None
        self._edition: Edition | None = None

    @classmethod
    def open(cls, settings: Settings, on_dropped: Callable[[], None] = lambda: None, *, wait: bool = False) -> Library:
        """Load the models, open the index and warm both with one question.

        Args:
            settings: which models and which index.
            on_dropped: is called for each sentence that fails the check before it is sent.
            wait: do not raise where a store that may come back cannot be used: `trouble` says why then, and `refresh`
                tries again.

        Raises:
            LibraryError: a model or the index is missing or does not fit; the message says what to run.
        """
        try:
            embedder = Embedder.load(settings.embedder, settings.threads)
            library = cls(settings, embedder, load_reader(settings), on_dropped)
            library.refresh()
        except StoreError as error:
            if not wait or settings.store == "local":
                raise LibraryError(str(error)) from error
        except (EmbedderError, SnapshotError) as error:
            raise LibraryError(str(error)) from error
        return library

    @property
    def edition(self) -> Edition:
        """What is served now; hold on to it for as long as one question lasts.

        Raises:
            LibraryError: there is none, as the store could not be used so far.
        """
        if self._edition is None:
            raise LibraryError(self.trouble or "The index is not open.")
        return self._edition

    def is_behind(self) -> bool:
        """Whether another process may have made another snapshot current, or a store that was away is back.

        Raises:
            StoreError: the store cannot be used now.
            OSError, ValueError: what says so cannot be read.
        """
        with self._noting_trouble():
            current = self._store.current()
        return self.trouble is not None or current not in {None, self._seen}

    def refresh(self) -> bool:
        """Serve the snapshot that is current, if it is another than the one served; tells whether it is.

        One that cannot be opened is tried once, unless its store may come back; what is served stays. It waits for no
        write.

        Raises:
            SnapshotError: it is damaged or does not fit the embedder.
            StoreError, OSError, ValueError: as `is_behind`.
        """
        with self._switching, self._noting_trouble():
            if self._edition is not None and not self.is_behind():
                return False
            self._serve()
        return True

    @contextmanager
    def _noting_trouble(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            self.trouble = str(error)
            raise

    def put(self, document: Document) -> BuildReport:
        """Add a document or replace the one of its id.

        Raises:
            DocumentError: it cannot be indexed.
            IndexBusyError: another process is writing the index.
            StoreError: the store cannot be used now.
        """
        with self._writing:
            report = self._store.put(self.embedder, document)
            self._switch()
            return report

    def delete(self, document_id: str) -> BuildReport:
        """Take a document out.

        Raises:
            UnknownDocumentError: there is none of that id.
            IndexBusyError: another process is writing the index.
            StoreError: the store cannot be used now.
        """
        with self._writing:
            report = self._store.delete(self.embedder, document_id)
            self._switch()
            return report

    def warm(self) -> None:
        """Bring nearer what only some questions need, while others are answered: dictionaries, the index's files.

        Raises:
            LibraryError: nothing is open yet.
            StoreError: the store cannot be used now.
            OSError, ValueError: the index was replaced meanwhile, or is damaged.
        """
        edition = self.edition
        for text in _RARELY_ASKED:
            edition.answerer.questions.read(text)
        edition.snapshot.prefetch()

    def _switch(self) -> None:
        with self._switching, self._noting_trouble():  # what is opened is what is current: it never goes back
            self._serve()

    def _serve(self) -> None:
        """Open what is current, and put it in the place of what is served."""
        current: str | None = None
        with suppress(OSError, ValueError):  # opening it says best what is wrong
            current = self._store.current()
        try:
            snapshot = self._store.open(self.embedder)
            answerer = Answerer(snapshot, self.embedder, self.reader, self.settings, self._on_dropped)
            if self._edition is None:
                answerer.answer("What is this abuot?")  # misspelt: what spelling takes is loaded too
            self._edition = Edition(snapshot, answerer)
            self.trouble = None
        finally:
            # Only now: who finds nothing new to be current is served at once, and what it is served must be it. What
            # cannot be opened has been seen too.
            self._seen = current
