"""A relay in front of a server, to hold its replies back or to cut the line in the middle of one, as a network does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Relay:
    """Passes bytes on. Where ``stop_after`` is set, the first reply that holds it is passed on up to the end of the
    event that it stands in; then the line is cut, or, with ``hold``, kept silent until `release`."""

    server: tuple[str, int]
    listener: socket.socket
    stop_after: bytes | None = None
    hold: bool = False
    down: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    lines: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def arm(self, stop_after: bytes, *, hold: bool = False) -> None:
        self.stop_after, self.hold = stop_after, hold
        self.stopped.clear()
        self.released.clear()

    def release(self) -> None:
        self.released.set()

    def go_down(self) -> None:
        """Cut every line and take no new one."""
        self.down = True
        _close(*self.lines)

    def accept(self) -> None:
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:  # closed: the test is over
                return
            if self.down:
                caller.close()
                continue
            callee = socket.create_connection(self.server)
            self.lines += [caller, callee]
            threading.Thread(target=self._pass, args=(caller, callee), daemon=True).start()
            threading.Thread(target=self._pass_replies, args=(callee, caller), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        _close(source, target)

    def _pass_replies(self, source: socket.socket, target: socket.socket) -> None:
        seen = b""
        with suppress(OSError):
            while data := source.recv(65536):
                seen = seen + data if self.stop_after else b""  # an earlier reply on this line is none of it
                if self.stop_after is None or self.stop_after not in seen:
                    target.sendall(data)
                    continue
                end = seen.find(b"\n\n", seen.index(self.stop_after))
                rest = len(seen) - (end + 2) if end >= 0 else 0
                target.sendall(data[: len(data) - rest])
                if end < 0:
                    continue
                self.stop_after = None
                self.stopped.set()
                if not self.hold:
                    time.sleep(0.2)  # a line goes silent before it is known to be dead
                    break
                self.released.wait(60)
                target.sendall(data[len(data) - rest :])
        _close(source, target)


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@contextmanager
def relaying(url: str) -> Iterator[Relay]:
    """Relay to a server until the block ends."""
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    listener = socket.create_server(("127.0.0.1", 0))
    relay = Relay((address.hostname, address.port), listener)
    threading.Thread(target=relay.accept, daemon=True).start()
    try:
        yield relay
    finally:
        relay.release()
        listener.close()
