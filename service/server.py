"""Running the service: the socket, what is said to whoever started it, and a clean stop."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import typer
import uvicorn
from fastapi import FastAPI

from service import logs, processes
from service.api.app import create_app
from service.api.origins import is_loopback
from service.connection import Connection
from service.keys import KeysError, read_keys
from service.settings import Settings


class ServerError(RuntimeError):
    """The service cannot run; the message says why and what to do."""


def serve_until_stopped(settings: Settings) -> None:
    """Serve until a signal to stop; replies that are being sent are finished first.

    Listens before the models are loaded, so that ``/healthz`` answers at once.

    Raises:
        ServerError: the address is taken, others could reach the service without a key, or the keys, the models or the
            index cannot be loaded.
    """
    logs.configure(settings.log_level)
    _refuse_open_doors(settings)
    if "service.name" not in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", ""):
        os.environ.setdefault("OTEL_SERVICE_NAME", "cited")
    with _listen(settings) as listener:
        address = _address(settings.host, listener.getsockname()[1])
        typer.echo(f"Loading the models for {address} …")
        ready = f"Ready: {address}\nTry:   {_example(address)}\nStop:  Ctrl-C"
        if settings.processes == 1:
            failure = _serve_here(settings, listener, lambda: typer.echo(ready))
        else:
            failure = processes.serve(_config, settings, listener, lambda: typer.echo(ready))
    if failure is not None:
        raise ServerError(failure)
    typer.echo("Stopped.")


def _serve_here(settings: Settings, listener: socket.socket, on_ready: Callable[[], None]) -> str | None:
    """Serve in this process until it is stopped; gives the reason where it cannot begin."""
    failures: list[str] = []

    def on_loaded(failure: str | None) -> None:
        if failure is None:
            on_ready()
        else:
            failures.append(failure)
            server.should_exit = True

    server = uvicorn.Server(_config(partial(create_app, settings, on_loaded), settings))
    with suppress(KeyboardInterrupt):  # uvicorn has stopped cleanly by then and hands the signal on
        server.run(sockets=[listener])
    return failures[0] if failures else None


def _config(application: Callable[[], FastAPI], settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        factory=True,
        workers=settings.processes,
        http=partial(Connection, read_seconds=settings.read_seconds),  # type: ignore[arg-type]  # called as a class
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=settings.stop_seconds,
        timeout_worker_healthcheck=processes.HUNG_SECONDS,
    )


def _refuse_open_doors(settings: Settings) -> None:
    try:
        has_key = bool(read_keys(settings.keys))
    except KeysError as error:
        raise ServerError(str(error)) from error
    if not (has_key or settings.public or is_loopback(settings.host)):
        raise ServerError(
            f"Other machines can reach {settings.host}, and there is no API key: anybody could ask, and change the "
            "documents. Make a key with `cited keys create NAME`, or say that this is meant: cited serve --public"
        )


def _listen(settings: Settings) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. Without it the kernel holds a reply's body back until its head is acknowledged: 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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
