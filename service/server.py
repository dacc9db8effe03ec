"""Running the service: the socket, what is said to whoever started it, and a clean stop."""

from __future__ import annotations

import socket
from contextlib import suppress

import typer
import uvicorn

from service import logs
from service.api.app import create_app
from service.settings import Settings


class ServerError(RuntimeError):
    """The service cannot run; the message says why and what to do."""


def serve_until_stopped(settings: Settings) -> None:
    """Serve until a signal to stop; replies that are being sent are finished first.

    Listens before the models are loaded, so that ``/healthz`` answers at once.

    Raises:
        ServerError: the address is taken, or the models or the index cannot be loaded.
    """
    logs.configure(settings.log_level)
    with _listen(settings) as listener:
        address = _address(settings.host, listener.getsockname()[1])
        failures: list[str] = []

        def on_loaded(failure: str | None) -> None:
            if failure is None:
                typer.echo(f"Ready: {address}\nTry:   {_example(address)}\nStop:  Ctrl-C")
            else:
                failures.append(failure)
                server.should_exit = True

        config = uvicorn.Config(
            create_app(settings, on_loaded),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=settings.stop_seconds,
        )
        server = uvicorn.Server(config)
        typer.echo(f"Loading the models for {address} …")
        with suppress(KeyboardInterrupt):  # uvicorn has stopped cleanly by then and hands the signal on
            server.run(sockets=[listener])
    if failures:
        raise ServerError(failures[0])
    typer.echo("Stopped.")


def _listen(settings: Settings) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        message = f"Cannot listen on {settings.host} port {settings.port}: {error.strerror}. Choose another: --port 0"
        raise ServerError(message) from error
    return listener


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def _example(address: str) -> str:
    body = '{"question": "What does the Shangjie H5 cost?"}'
    return f"curl -s {address}/v1/answers -H 'Content-Type: application/json' -d '{body}'"
