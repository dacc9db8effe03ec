"""The answering code in this process, over a folder of documents or over documents that a benchmark brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eval.asking import AskError, Facts, code_digest
from indexer.build import BuildError, Progress, index_documents
from indexer.converting import Converter
from indexer.directory import IndexBusyError
from indexer.documents import DocumentError
from indexer.embedding import Embedder, EmbedderError
from indexer.reading import corpus_files, file_state, open_file, read_source
from indexer.records import Document
from indexer.stores import StoreError, open_store
from service.library import Library, LibraryError
from service.replies import Answer
from service.settings import Settings


class LocalAsker:
    """Asks the answering code in this process about the corpus folder of the settings."""

    def __init__(self, settings: Settings, on_progress: Progress) -> None:
        """Open the index, after bringing it up to date with its folder.

        Raises:
            AskError: the corpus, the index or a model cannot be used.

        """
        library = open_folder(settings, on_progress)
        edition = library.edition
        self._answerer = edition.answerer
        self.texts: Mapping[str, str] = {key: document.text for key, document in edition.snapshot.documents.items()}
        self.facts: Facts = {
            "settings": settings.model_dump(mode="json"),
            "index": edition.snapshot.id,
            "embedder": library.embedder.digest,
            "reader": {"name": library.reader.name, "digest": library.reader.digest},
            "code": code_digest(),
        }

    def ask(self, question: str) -> Answer:
        """Answer one question."""
        return self._answerer.answer(question)


def open_folder(settings: Settings, on_progress: Progress) -> Library:
    """Open the index of a corpus folder, built or brought up to date first where it has to be.

    Raises:
        AskError: the corpus, the index or a model cannot be used.

    """
    try:
        embedder = Embedder.load(settings.embedder, settings.threads)
        store = open_store(settings)
        if store.is_stale(embedder):
            store.build(embedder, progress=on_progress)
        return Library.open(settings)
    except (BuildError, EmbedderError, IndexBusyError, LibraryError, StoreError) as error:
        raise AskError(str(error)) from error


def open_documents(documents: Iterable[Document], settings: Settings, on_progress: Progress) -> Library:
    """Make the settings' index hold exactly these documents, and open it.

    Vectors of texts that the index held before are taken over.

    Raises:
        AskError: a document, the index or a model cannot be used.

    """
    try:
        embedder = Embedder.load(settings.embedder, settings.threads)
        index_documents(documents, settings.index, embedder, settings, progress=on_progress)
        return Library.open(settings)
    except (DocumentError, EmbedderError, IndexBusyError, LibraryError) as error:
        raise AskError(str(error)) from error


def read_documents(settings: Settings) -> list[Document]:
    """Read the documents of a corpus folder, without an index.

    Raises:
        AskError: there is no such folder, or a file in it cannot be read.

    """
    files = corpus_files(settings.corpus) if settings.corpus.is_dir() else {}
    if not files:
        message = f"{settings.corpus} holds no documents; name their folder with --corpus"
        raise AskError(message)
    try:
        with Converter(settings) as converter:
            return [
                read_source(source, converter)
                for name, path in files.items()
                for source in open_file(name, path, file_state(path), settings.max_file_bytes)
            ]
    except DocumentError as error:
        message = f"{settings.corpus}: {error}"
        raise AskError(message) from error


def read_texts(settings: Settings) -> dict[str, str]:
    """Read the text of each document of a corpus folder, by id; raises as `read_documents`."""
    return {document.id: document.text for document in read_documents(settings)}
