"""The live index: one snapshot with its answerer, replaced as a whole, so that no reader sees half a change."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from indexer import directory
from indexer.build import BuildReport, delete_document, put_document
from indexer.embedding import Embedder, EmbedderError
from indexer.records import Document
from indexer.snapshot import Snapshot, SnapshotError
from service.answering import Answerer
from service.readers import load_reader
from service.reading import Reader
from service.settings import Settings


class LibraryError(RuntimeError):
    """The index or a model cannot be loaded; the message says what to run."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A snapshot and the answerer that reads it: what one question sees from its beginning to its end."""

    snapshot: Snapshot
    answerer: Answerer


class Library:
    """The models, and the edition that is served. Thread-safe: writes wait for each other, readers for nothing.

    A write builds the next snapshot on disk beside the one that is served, and only then puts the new edition in the
    old one's place, by one assignment. What fails before that leaves both the disk and the service as they were.
    """

    def __init__(
        self, settings: Settings, embedder: Embedder, reader: Reader, on_dropped: Callable[[], None] = lambda: None
    ) -> None:
        self.settings = settings
        self._on_dropped = on_dropped
        self.embedder = embedder
        self.reader = reader
        self._writing, self._switching = threading.Lock(), threading.Lock()
        self._seen: tuple[str, str] | None = None
        self._edition = self._open()

    @classmethod
    def open(cls, settings: Settings, on_dropped: Callable[[], None] = lambda: None) -> Library:
        """Load the models, open the index and warm both with one question.

        ``on_dropped`` is called for each sentence that fails the check before it is sent.

        Raises:
            LibraryError: a model or the index is missing or does not fit; the message says what to run.
        """
        try:
            embedder = Embedder.load(settings.embedder, settings.threads)
            library = cls(settings, embedder, load_reader(settings), on_dropped)
        except (EmbedderError, SnapshotError) as error:
            raise LibraryError(str(error)) from error
        library.edition.answerer.answer("What is this about?")
        return library

    @property
    def edition(self) -> Edition:
        """What is served now; hold on to it for as long as one question lasts."""
        return self._edition

    def is_behind(self) -> bool:
        """Whether another process may have made another snapshot current.

        Raises:
            OSError, ValueError: the index's pointer to it cannot be read.
        """
        return directory.current(self.settings.index) not in {None, self._seen}

    def refresh(self) -> bool:
        """Serve the snapshot that is current on disk, if it is another than the one served; tells whether it is.

        One that cannot be opened is tried once; what is served stays. It waits for no write.

        Raises:
            SnapshotError: it is damaged or does not fit the embedder.
            OSError, ValueError: as `is_behind`.
        """
        with self._switching:
            pointer = directory.current(self.settings.index)
            self._seen = pointer
            if pointer is None or pointer[0] == self._edition.snapshot.id:
                return False
            self._edition = self._open()
        return True

    def put(self, document: Document) -> BuildReport:
        """Add a document or replace the one of its id.

        Raises:
            DocumentError: it cannot be indexed.
            IndexBusyError: another process is writing the index.
        """
        with self._writing:
            report = put_document(self.settings.index, self.embedder, document, self.settings)
            self._switch()
            return report

    def delete(self, document_id: str) -> BuildReport:
        """Take a document out.

        Raises:
            UnknownDocumentError: there is none of that id.
            IndexBusyError: another process is writing the index.
        """
        with self._writing:
            report = delete_document(self.settings.index, self.embedder, document_id, self.settings)
            self._switch()
            return report

    def _switch(self) -> None:
        with self._switching:  # what is opened is what is current: the edition never goes back to one before
            self._edition = self._open()

    def _open(self) -> Edition:
        snapshot = Snapshot.open(self.settings.index, self.embedder)
        return Edition(snapshot, Answerer(snapshot, self.embedder, self.reader, self.settings, self._on_dropped))
