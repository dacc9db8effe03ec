"""The page at ``/`` and the API's description at ``/docs``: static files, none from another host."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

PAGE: Final = Path(__file__).parent.parent / "page"
# An own file and no inline script: the policy forbids inline scripts, the framework's page needs them.
REVALIDATE: Final = {"Cache-Control": "no-cache"}


def install(app: FastAPI) -> None:
    """Add the page, its files, and Swagger UI from the package that ships its files."""

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html", headers=REVALIDATE)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(PAGE / "docs.html", headers=REVALIDATE)

    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    swagger = Path(str(files("fastapi_swagger.resources")))
    app.mount("/swagger", StaticFiles(directory=swagger), name="swagger")
