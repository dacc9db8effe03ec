"""The connection under a request: one that is too slow is closed, and what is no HTTP is told so as a problem.

Uvicorn waits without end for headers to come and for a reply to be read; a few thousand such connections, which cost
their owner nothing, would leave no descriptor for anybody else.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from http import HTTPStatus
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.problems import MEDIA_TYPE
from service.api.requests import SECURITY_HEADERS
from service.replies import Problem

_AT_ONCE: Final = struct.pack("ii", 1, 0)
LEAST_BYTES: Final = 65536
"""A reader takes this much of a reply in each period, or what is left of it."""


class Connection(H11Protocol):
    """Uvicorn's connection, with time limits.

    ``read_seconds``: within it a request's headers must have come, from when the first of them could be sent; and so
    must the rest of a body that was answered unread. Within it also a client takes `LEAST_BYTES` of what is to be sent.
    """

    def __init__(self, *arguments: Any, read_seconds: int, **named: Any) -> None:  # noqa: ANN401  # uvicorn's own
        super().__init__(*arguments, **named)
        self._seconds = read_seconds
        self._reading: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        # Any byte that the kernel does not take pauses the writing, and the last that it takes resumes it.
        transport.set_write_buffer_limits(high=0)
        self._reading = self.loop.call_later(self._seconds, self._unsent)

    def data_received(self, data: bytes) -> None:
        """Read; wait on where it is not yet a whole request."""
        super().data_received(data)
        waiting = self.conn.their_state is h11.IDLE or self.conn.our_state is h11.DONE
        if not waiting:
            self._reading = _cancel(self._reading)
        elif self._reading is None and not self.transport.is_closing():
            self._reading = self.loop.call_later(self._seconds, self._unsent)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._reading, self._writing = _cancel(self._reading), _cancel(self._writing)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for the client to take what was sent."""
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        """Go on: it took it all."""
        self._writing = _cancel(self._writing)
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Tell a client that what it sends is no HTTP."""
        self._refuse(400, f"{msg} Speak HTTP/1.1, with headers of at most 16 KiB.")

    def _unsent(self) -> None:
        self._reading = None
        if self.transport.is_closing():
            return
        if self.conn.our_state is h11.IDLE and self.conn.trailing_data[0]:
            self._refuse(408, f"The headers did not arrive within {self._seconds} s.")
        else:  # nothing was asked: there is nothing to reply to
            self.transport.close()

    def _wait_for_reader(self) -> None:
        before = self.transport.get_write_buffer_size()

        def check() -> None:
            if self.transport.get_write_buffer_size() > max(0, before - LEAST_BYTES):
                # To close would be to wait for the buffer to empty, here and then in the kernel.
                self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                self.transport.abort()
            else:
                self._wait_for_reader()

        self._writing = self.loop.call_later(self._seconds, check)

    def _refuse(self, status: int, detail: str) -> None:
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:  # a reply has begun: too late for another
            self.transport.close()
            return
        phrase = HTTPStatus(status).phrase
        problem = Problem(title=phrase, status=status, detail=detail)
        body = json.dumps(problem.model_dump(exclude_none=True)).encode()
        headers = {
            **SECURITY_HEADERS,
            "Content-Type": MEDIA_TYPE,
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        for event in (
            h11.Response(status_code=status, headers=list(headers.items()), reason=phrase.encode()),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _cancel(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    if timer is not None:
        timer.cancel()
    return None
