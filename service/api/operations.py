"""What those who run the service ask of it: is it alive, is it ready, what does it count."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field
from starlette.responses import Response

from service.api.descriptions import problems
from service.api.state import TheLibrary, TheService

router = APIRouter(tags=["Operations"])


class Health(BaseModel):
    """Said by a process that runs."""

    status: str = Field(default="ok", examples=["ok"])


class Readiness(BaseModel):
    """Said by a service that answers questions."""

    status: str = Field(default="ready", examples=["ready"])
    index: str = Field(examples=["44b0c204e4bb0061"])
    documents: int = Field(examples=[5])
    embedder: str = Field(examples=["all-MiniLM-L6-v2"])
    reader: str = Field(examples=["cross-encoder"])


@router.get("/healthz", summary="The process runs")
async def healthz() -> Health:
    """Answer at once, also while the models are being loaded."""
    return Health()


@router.get("/readyz", summary="Questions are answered", responses=problems(503))
async def readyz(library: TheLibrary) -> Readiness:
    """Answer 200 once the models are warm and the index is open, 503 before."""
    snapshot = library.edition.snapshot
    return Readiness(
        index=snapshot.id,
        documents=len(snapshot.documents),
        embedder=library.embedder.name,
        reader=library.reader.name,
    )


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": "cited_ready 1.0\n"}}}},
)
async def metrics(service: TheService) -> Response:
    """Return every metric in Prometheus's text format; of all processes, where there are several."""
    service.count_keys()
    return Response(service.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
