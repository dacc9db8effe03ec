"""``/v1/documents``: list, read, add, replace and delete."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from indexer.build import UnknownDocumentError
from indexer.directory import IndexBusyError
from indexer.documents import DocumentError
from indexer.records import Document
from service.api import examples
from service.api.descriptions import problems
from service.api.inputs import NewDocument, PathId, check_id, require_json
from service.api.state import TheLibrary, TheService, queue_full
from service.api.workers import QueueFullError
from service.replies import DocumentList, DocumentSummary, DocumentWithText, Written

router = APIRouter(prefix="/v1/documents", tags=["Documents"])


def _sent(example: dict[str, Any], description: str = "As said.") -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"example": example}}}


def _valid_id(document_id: PathId) -> str:
    return check_id(document_id)


ValidId = Annotated[str, Depends(_valid_id)]
# A path with slashes reaches the check as well, so that `../x` is told what an id is.
ONE: Final = "/{document_id:path}"


@router.get("", summary="List the documents", responses={200: _sent(examples.DOCUMENTS), **problems(503)})
async def list_documents(library: TheLibrary) -> DocumentList:
    """Return every document, without its text."""
    snapshot = library.edition.snapshot

    def listed() -> list[DocumentSummary]:
        return [DocumentSummary(**_fields(document)) for _, document in sorted(snapshot.documents.items())]

    return DocumentList(documents=await run_in_threadpool(listed), index=snapshot.id)


@router.get(
    ONE,
    summary="Read a document",
    response_model=DocumentWithText,
    responses={
        200: _sent(examples.DOCUMENT),
        303: {"description": "With `Accept: text/html`: the page, which shows the document."},
        **problems(404, 422, 503),
    },
)
async def read_document(
    document_id: ValidId, request: Request, library: TheLibrary
) -> DocumentWithText | RedirectResponse:
    """Return a document with its text; whoever follows a citation's address in a browser is shown it on the page."""
    document = await run_in_threadpool(library.edition.snapshot.documents.get, document_id)
    if document is None:
        raise _unknown(document_id)
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"/?{urlencode({'view': 'documents', 'id': document_id})}", 303)
    return DocumentWithText(text=document.text, **_fields(document))


@router.put(
    ONE,
    summary="Add a document, or replace it",
    dependencies=[Depends(require_json)],
    responses={
        200: _sent(examples.WRITTEN | {"created": False}, "Replaced."),
        201: {"model": Written, **_sent(examples.WRITTEN, "Added.")},
        **problems(400, 413, 415, 422, 503),
    },
)
async def put_document(
    document_id: ValidId, body: NewDocument, response: Response, service: TheService, library: TheLibrary
) -> Written:
    """Index a document; it is found when this returns, and a restart finds it too."""
    document = Document(
        id=document_id,
        text=body.text,
        title=body.title or "",
        publisher=body.publisher,
        published=body.published,
        url=body.url,
        language=body.language or "",
    )
    try:
        report = await service.writes.run(lambda: library.put(document))
    except (QueueFullError, IndexBusyError) as error:
        raise queue_full(service, "changes") from error
    except DocumentError as error:
        raise HTTPException(422, str(error)) from error
    service.count()
    response.status_code = 201 if report.created else 200
    return Written(id=document_id, created=report.created, chunks=report.document_chunks, index=report.snapshot)


@router.delete(ONE, summary="Delete a document", status_code=204, responses=problems(404, 422, 503))
async def delete_document(document_id: ValidId, service: TheService, library: TheLibrary) -> None:
    """Take a document out of the index."""
    try:
        await service.writes.run(lambda: library.delete(document_id))
    except (QueueFullError, IndexBusyError) as error:
        raise queue_full(service, "changes") from error
    except UnknownDocumentError as error:
        raise _unknown(document_id) from error
    service.count()


def _fields(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in DocumentSummary.model_fields}


def _unknown(document_id: str) -> HTTPException:
    return HTTPException(404, f"There is no document {document_id}. GET /v1/documents lists those that exist.")
