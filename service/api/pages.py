"""The page at ``/`` with the routes that it needs, and the API's description at ``/docs``: nothing of another host."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

from service.api import entities, suggestions
from service.api.requests import CONTENT_SECURITY_POLICY

PAGE: Final = Path(__file__).parent.parent / "page"
# An own file and no inline script: the policy forbids inline scripts, the framework's page needs them.
REVALIDATE: Final = {"Cache-Control": "no-cache"}
# The page makes elements and text only: the browser refuses to make markup of any string (Trusted Types).
ONLY_TEXT: Final = f"{CONTENT_SECURITY_POLICY}; require-trusted-types-for 'script'; trusted-types 'none'"


def install(app: FastAPI) -> None:
    """Add the page, its files and routes, and Swagger UI from the package that ships its files."""

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html", headers={**REVALIDATE, "Content-Security-Policy": ONLY_TEXT})

    @app.get("/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(PAGE / "docs.html", headers=REVALIDATE)

    app.include_router(entities.router)
    suggestions.install(app)
    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    swagger = Path(str(files("fastapi_swagger.resources")))
    app.mount("/swagger", StaticFiles(directory=swagger), name="swagger")
