"""What the routes share: settings, metrics, the workers, and the library once it is loaded."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, get_args

import structlog
from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from indexer.snapshot import SnapshotError
from indexer.stores import StoreError
from service.api.metrics import Metrics
from service.api.workers import Workers
from service.keys import KeyRing, Scope
from service.library import Library, LibraryError
from service.settings import Settings

log = structlog.get_logger(__name__)

RETRY_SECONDS: Final = "1"
FOLLOW_SECONDS: Final = 1.0
AGAIN_SECONDS: Final = 5.0


class Service:
    """One running service. ``library`` is None until it is loaded; ``failure`` says why it could not be.

    Raises:
        KeysError: the file of the API keys cannot be read.
    """

    def __init__(self, settings: Settings, on_loaded: Callable[[str | None], None] | None = None) -> None:
        self.settings = settings
        self.keys = KeyRing(settings.keys)
        self.metrics = Metrics()
        self.questions = Workers(
            "question", threads=settings.workers, queue=settings.queue, on_change=self.metrics.waiting.inc
        )
        # One writer: a change is made on top of the change before it.
        self.writes = Workers("write", threads=1, queue=settings.write_queue, on_change=self.metrics.changes.inc)
        self.library: Library | None = None
        self.failure: str | None = None
        self._following: asyncio.Task[None] | None = None
        self._switching = asyncio.Lock()
        self._unserved = ""
        self._on_loaded = on_loaded or (lambda _: None)
        self.metrics.build.info({"version": version("cited")})
        self.metrics.places.set(settings.workers + settings.queue)
        self.count_keys()

    async def load(self) -> None:
        """Load and warm the models and open the index, in a thread; ready when this returns."""
        try:
            self.library = await self.writes.run(
                lambda: Library.open(self.settings, self.metrics.dropped.inc, wait=True)
            )
        except LibraryError as error:
            self.failure = str(error)
        except Exception as error:
            log.exception("loading failed")
            self.failure = f"The service cannot start: {error!r}. Its log has more."
        else:
            self._following = asyncio.create_task(self._keep_following(self.library))
            if self.library.trouble is not None:
                self._tell_unserved(self.library.trouble)
                return
            self.count()
            threading.Thread(target=_warm, args=(self.library,), daemon=True).start()
        self._on_loaded(self.failure)

    async def load_at_last(self) -> None:
        """Load, and where that fails try again: for a process among others, which answer meanwhile."""
        await self.load()
        while self.failure is not None:
            await asyncio.sleep(AGAIN_SECONDS)
            self.failure = None
            await self.load()

    async def follow(self, library: Library) -> None:
        """Serve what another process has made of the index, if it has, and what a store holds that is back."""
        try:
            if not await self._is_behind(library):
                return
            async with self._switching:
                if await self._is_behind(library) and await asyncio.to_thread(library.refresh):
                    self.count()
                    log.info("index changed", index=library.edition.snapshot.id)
            self._unserved = ""
        except (SnapshotError, OSError, ValueError) as error:
            if isinstance(error, StoreError):
                self.metrics.ready.set(0)
            self._tell_unserved(str(error))

    async def _is_behind(self, library: Library) -> bool:
        if self.settings.store == "local":
            return library.is_behind()
        return await asyncio.to_thread(library.is_behind)  # a store far away may take its time

    def _tell_unserved(self, reason: str) -> None:
        if reason != self._unserved:  # once, not for every request
            self._unserved = reason
            log.warning("the new index is not served", reason=reason)

    async def _keep_following(self, library: Library) -> None:
        waiting = library.trouble is not None
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            await self.follow(library)
            if waiting and library.trouble is None:
                waiting = False
                self._on_loaded(None)

    def count(self) -> None:
        """Show the index and the models in the metrics."""
        if self.library is not None:
            snapshot, embedder, reader = self.library.edition.snapshot, self.library.embedder, self.library.reader
            self.metrics.ready.set(1)
            self.metrics.documents.set(len(snapshot.documents))
            self.metrics.chunks.set(len(snapshot.chunks))
            self.metrics.sentences.set(len(snapshot.sentences))
            self.metrics.index_bytes.set(_bytes_of(self.settings.index))
            self.metrics.index_built.set(snapshot.manifest.built_at.timestamp())
            self.metrics.index.info({"snapshot": snapshot.id, "corpus_digest": snapshot.manifest.corpus_digest})
            self.metrics.models.info(
                {
                    "embedder": embedder.name,
                    "embedder_digest": embedder.digest,
                    "reader": reader.name,
                    "reader_digest": reader.digest,
                }
            )

    def count_keys(self) -> None:
        """Show the API keys in the metrics, as they are now."""
        for scope in get_args(Scope):
            self.metrics.keys.labels(scope).set(sum(key.scope == scope for key in self.keys.valid()))

    async def close(self) -> None:
        """Finish what runs."""
        if self._following is not None:
            self._following.cancel()
        await self.questions.close()
        await self.writes.close()


def _warm(library: Library) -> None:
    with suppress(StoreError, OSError, ValueError):  # whoever asks is told
        library.warm()


def _bytes_of(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # an old snapshot that is being removed
            total += path.stat().st_size if path.is_file() else 0
    return total


def get_service(request: Request) -> Service:
    """Return the running service."""
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(get_service)]


async def get_library(service: TheService) -> Library:
    """Return the library, or raise a 503 that says why there is none, or why its store cannot be used.

    Among several processes it is up to date: what one was sent is found when that has returned, whichever is asked.
    """
    if (library := service.library) is not None:
        if service.settings.processes > 1 and library.trouble is None:
            await service.follow(library)
        if library.trouble is not None:
            raise HTTPException(503, library.trouble, headers={"Retry-After": RETRY_SECONDS})
        return library
    if service.failure is not None:
        raise HTTPException(503, service.failure)
    raise HTTPException(
        503, "The models and the index are being loaded; try again in a moment.", headers={"Retry-After": RETRY_SECONDS}
    )


TheLibrary = Annotated[Library, Depends(get_library)]


def queue_full(service: Service, what: str) -> HTTPException:
    """Return the 503 for a full queue, and count it."""
    service.metrics.refused.inc()
    return HTTPException(
        503, f"Too many {what} are waiting; try again in a moment.", headers={"Retry-After": RETRY_SECONDS}
    )
