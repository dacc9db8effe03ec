"""The application: routes, what every request passes, and what happens at start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from service.api import answers, chat, documents, mcp, openapi, operations, pages, problems
from service.api.access import is_open
from service.api.protection import protect
from service.api.state import Service
from service.settings import Settings


def create_app(settings: Settings, on_loaded: Callable[[str | None], None] | None = None) -> FastAPI:
    """Return the application; the models are loaded after it has begun to listen, and ``/readyz`` tells when.

    One of several processes loads them first. ``on_loaded`` is called then, with None, or with the reason where the
    index or a model cannot be loaded.

    Raises:
        KeysError: the file of the API keys cannot be read.
    """
    service = Service(settings, on_loaded)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        alone = settings.processes == 1
        loading = asyncio.create_task(service.load() if alone else service.load_at_last())
        async with sessions.run():
            if not alone:  # it takes no connection before: the processes that are ready do
                await loading
            yield
        loading.cancel()
        await service.close()

    app = FastAPI(
        title="Cited",
        version=version("cited"),
        summary="Answers from your documents, every sentence with a quote that holds.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Traces go where OTEL_EXPORTER_OTLP_ENDPOINT says, and nowhere without it. `/metrics` has the figures.
        telemetry={
            "auto_configure": True,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "exclude": lambda scope: is_open(scope) or scope["path"] == "/metrics",
        },
    )
    app.state.service = service
    problems.install(app)
    app.include_router(answers.router)
    app.include_router(chat.router)
    app.include_router(documents.router)
    app.include_router(operations.router)
    sessions = mcp.install(app, service)
    pages.install(app)
    openapi.install(app)
    protect(app, service)
    return app
