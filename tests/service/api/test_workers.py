from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from service.api.workers import QueueFullError, Workers


def test_one_runs_one_waits_and_the_third_is_refused() -> None:
    async def scenario() -> None:
        held: list[int] = []
        workers = Workers("test", threads=1, queue=1, on_change=held.append)
        gate, began = threading.Event(), threading.Event()

        def slow() -> str:
            began.set()
            gate.wait(10)
            return "slow"

        running = asyncio.create_task(workers.run(slow))
        await asyncio.to_thread(began.wait, 10)
        waiting = asyncio.create_task(workers.run(lambda: "quick"))
        await asyncio.sleep(0.01)
        assert sum(held) == 2
        with pytest.raises(QueueFullError):
            await workers.run(lambda: "refused")
        gate.set()
        assert await running == "slow"
        assert await waiting == "quick"
        assert await workers.run(lambda: "again") == "again"
        await workers.close()
        assert sum(held) == 0

    asyncio.run(scenario())


def test_work_that_waits_is_dropped_when_its_caller_goes_away() -> None:
    async def scenario() -> None:
        held: list[int] = []
        workers = Workers("test", threads=1, queue=1, on_change=held.append)
        gate, began, ran = threading.Event(), threading.Event(), threading.Event()

        def slow() -> None:
            began.set()
            gate.wait(10)

        running = asyncio.create_task(workers.run(slow))
        await asyncio.to_thread(began.wait, 10)
        waiting = asyncio.create_task(workers.run(ran.set))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert sum(held) == 1
        gate.set()
        await running
        await workers.close()
        assert not ran.is_set()

    asyncio.run(scenario())


def test_a_stream_hands_over_each_item_before_the_next_is_made() -> None:
    async def scenario() -> None:
        workers = Workers("test", threads=1, queue=0)
        taken = threading.Event()

        def items() -> Iterator[int]:
            yield 1
            assert taken.wait(10)  # goes on only once the first item has arrived
            yield 2

        seen = []
        async for item in workers.stream(items):
            seen.append(item)
            taken.set()
        assert seen == [1, 2]
        await workers.close()

    asyncio.run(scenario())


def test_what_a_stream_raises_reaches_its_reader() -> None:
    async def scenario() -> None:
        workers = Workers("test", threads=1, queue=0)

        def items() -> Iterator[int]:
            yield 1
            raise LookupError("lost")

        stream = workers.stream(items)
        assert await anext(stream) == 1
        with pytest.raises(LookupError, match="lost"):
            await anext(stream)
        await workers.close()

    asyncio.run(scenario())


def test_a_stream_stops_when_its_reader_goes_away() -> None:
    async def scenario() -> None:
        held: list[int] = []
        workers = Workers("test", threads=1, queue=0, on_change=held.append)
        made = []
        closed = threading.Event()

        def items() -> Iterator[int]:
            try:
                for number in range(1_000_000):
                    made.append(number)
                    yield number
            finally:
                closed.set()

        stream = workers.stream(items)
        await anext(stream)
        await stream.aclose()
        assert await asyncio.to_thread(closed.wait, 10)
        assert len(made) < 1_000_000
        await workers.close()
        assert sum(held) == 0

    asyncio.run(scenario())
