"""Slow work off the event loop: a few threads, a queue of bounded length, and a plain no when that is full."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from service.observation import Stages

T = TypeVar("T")
_END = object()


class QueueFullError(RuntimeError):
    """As much work runs and waits as is allowed; the caller should come back later."""


class Workers:
    """``threads`` pieces of work run at once and ``queue`` more wait; the next is refused with `QueueFullError`.

    ``on_change`` is told 1 for each piece that comes and -1 for each that is done, from any thread.
    """

    def __init__(
        self, name: str, *, threads: int, queue: int, on_change: Callable[[int], None] = lambda _: None
    ) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = threading.BoundedSemaphore(threads + queue)
        self._on_change = on_change

    async def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns in a thread; work that still waits is dropped when the caller goes away."""
        return await asyncio.wrap_future(self._submit(work))

    async def stream(self, work: Callable[[], Iterator[T]]) -> AsyncGenerator[T]:
        """Yield the items of ``work`` as a thread makes them; it stops at the next item when the caller goes away."""
        loop = asyncio.get_running_loop()
        items: asyncio.Queue[object] = asyncio.Queue()
        left = threading.Event()

        def produce() -> None:
            try:
                for item in work():
                    if left.is_set():
                        return
                    loop.call_soon_threadsafe(items.put_nowait, item)
            finally:
                loop.call_soon_threadsafe(items.put_nowait, _END)

        future = self._submit(produce)
        try:
            while (item := await items.get()) is not _END:
                yield item  # type: ignore[misc]  # the queue holds T and the one end mark
            await asyncio.wrap_future(future)  # raises what the work raised
        finally:
            left.set()
            future.cancel()

    async def close(self) -> None:
        """Drop what waits and wait for what runs."""
        await asyncio.to_thread(self._executor.shutdown, wait=True, cancel_futures=True)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        if not self._places.acquire(blocking=False):
            raise QueueFullError
        self._on_change(1)
        waiting = Stages()
        waiting.enter("queue")

        def begin() -> T:
            waiting.leave()
            return work()

        future = self._executor.submit(contextvars.copy_context().run, begin)
        future.add_done_callback(self._release)
        return future

    def _release(self, _: Future[T]) -> None:
        self._on_change(-1)
        self._places.release()
