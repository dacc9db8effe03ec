"""HTML to a document: the main text and the metadata that ``trafilatura`` finds."""

from __future__ import annotations

from datetime import date

import trafilatura

from indexer.documents import DocumentError
from indexer.formats.markup import lines_of
from indexer.records import Document

# Only what the page states as its date: the extensive search would guess from copyright lines and running text.
PRINTED_DATES_ONLY = {"extensive_search": False, "original_date": True}


def read_html(stem: str, content: str) -> Document:
    """Read an HTML page; navigation, comments, scripts and notices around the main text are left out.

    Raises:
        DocumentError: the page has no main text.
    """
    body = trafilatura.extract(content, output_format="html", include_comments=False, include_tables=True)
    if not body:
        message = "no main text was found in the page"
        raise DocumentError(message)
    metadata = trafilatura.extract_metadata(content, date_config=PRINTED_DATES_ONLY)
    return Document(
        id=stem,
        text="\n\n".join(lines_of(body)),
        title=metadata.title or "",
        publisher=metadata.sitename,
        published=date.fromisoformat(metadata.date) if metadata.date else None,
        url=metadata.url,
        language="",
    )
