"""The documents as resources of the MCP server: ``cited://documents/{id}``."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final
from urllib.parse import quote, unquote

from mcp_types import (
    ListResourcesResult,
    ListResourceTemplatesResult,
    ReadResourceResult,
    Resource,
    ResourceLink,
    ResourceTemplate,
    TextResourceContents,
)
from starlette.exceptions import HTTPException

from indexer.records import Document
from service.api.inputs import check_id
from service.library import Library

FOLDER: Final = "cited://documents"
MIME_TYPE: Final = "text/plain"
PAGE: Final = 200
"""So many documents are listed at once."""

TEMPLATES: Final = ListResourceTemplatesResult(
    resource_templates=[
        ResourceTemplate(
            name="document",
            title="A document",
            uri_template=f"{FOLDER}/{{document_id}}",
            description="The text that citations and passages point into, by offsets in code points.",
            mime_type=MIME_TYPE,
        )
    ]
)


def listed(library: Library, cursor: str | None) -> ListResourcesResult:
    """Return the documents after the one whose id is the cursor, by id, and the next cursor where there are more."""
    documents = library.edition.snapshot.documents
    ids = sorted(documents)
    first = 0 if cursor is None else bisect_right(ids, cursor)
    page = ids[first : first + PAGE]
    return ListResourcesResult(
        resources=[Resource(**_fields(documents[document_id])) for document_id in page],
        next_cursor=page[-1] if first + PAGE < len(ids) else None,
    )


def read(library: Library, uri: str) -> ReadResourceResult:
    """Return the text of the document at an address; its fragment is passed over.

    Raises:
        HTTPException: 404 or 422, there is no such document.
    """
    folder, _, name = uri.partition("#")[0].rpartition("/")
    if folder != FOLDER:
        raise HTTPException(404, f"There is nothing at {uri[:200]}; documents are at {FOLDER}/ID.")
    document = document_of(library, check_id(unquote(name)))
    return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=MIME_TYPE, text=document.text)])


def link(document: Document) -> ResourceLink:
    """Return a link to a document."""
    return ResourceLink(**_fields(document))


def document_of(library: Library, document_id: str) -> Document:
    """Return a document, or raise a 404."""
    document = library.edition.snapshot.documents.get(document_id)
    if document is None:
        raise HTTPException(404, f"There is no document {document_id}; the list of resources names all documents.")
    return document


def _fields(document: Document) -> dict[str, Any]:
    known = [document.publisher, document.published and document.published.isoformat(), document.language]
    return {
        "uri": f"{FOLDER}/{quote(document.id, safe='')}",
        "name": document.id,
        "title": document.title,
        "description": ", ".join(part for part in known if part),
        "mime_type": MIME_TYPE,
    }
