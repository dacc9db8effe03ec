"""The tools of the MCP server: ``ask``, ``search`` and ``read_document``, through the same workers as HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mcp_types import CallToolResult, ContentBlock, ResourceLink, TextContent, Tool, ToolAnnotations
from pydantic import BaseModel, Field

from service.api import asking
from service.api.chat_content import Content
from service.api.inputs import Body, DocumentId, Query, Question
from service.api.state import Service
from service.library import Library
from service.mcp_resources import FOLDER, document_of, link
from service.replies import Answer, DocumentSummary, SearchResults

MOST_CHARACTERS: Final = 20_000
"""So much of a document is read at once, unless more is asked for: a model's context is small."""

_STATUS: Final = {
    "answered": "",
    "conflicting": "The documents disagree.\n\n",
    "not_found": "Not in the documents.\n\n",
}


class Extract(Body):
    """A document, or a part of it, to be read."""

    document_id: DocumentId = Field(description="As `ask`, `search` and the list of resources name it.")
    start: int = Field(default=0, ge=0, description="First code point to read.")
    end: int | None = Field(
        default=None, ge=0, description=f"Code point to stop before; else {MOST_CHARACTERS:,} after `start`."
    )


class DocumentPart(DocumentSummary):
    """A part of a document: ``text`` is its code points ``[start, end)`` of ``length`` in all."""

    text: str
    start: int
    end: int
    length: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gives: the typed reply for programs, the text for a model, links to the documents it is from."""

    reply: BaseModel
    text: str
    links: tuple[ResourceLink, ...] = ()

    def sent(self) -> CallToolResult:
        """Return the result as it is sent."""
        content: list[ContentBlock] = [TextContent(text=self.text), *self.links]
        return CallToolResult(content=content, structured_content=self.reply.model_dump(mode="json"))


async def ask(service: Service, library: Library, asked: Question) -> Result:
    """Answer a question."""
    answer = await asking.answer(service, library, asked)
    content = Content()
    for sentence in answer.sentences:
        content.sentence(sentence)
    content.ending(answer, FOLDER)
    cited = dict.fromkeys(citation.document_id for citation in answer.citations)
    documents = library.edition.snapshot.documents
    links = tuple(link(documents[document_id]) for document_id in cited if document_id in documents)
    return Result(answer, _STATUS[answer.status] + content.text, links)


async def search(service: Service, library: Library, asked: Query) -> Result:
    """Find passages."""
    results = await asking.search(service, library, asked)
    passages = (f"{p.document_id} [{p.start}:{p.end}] {p.score:.4f}\n{p.text}" for p in results.passages)
    return Result(results, "\n\n".join(passages) or "Nothing was found.")


async def read_document(_: Service, library: Library, asked: Extract) -> Result:
    """Read a document from ``start`` to ``end``."""
    document = document_of(library, asked.document_id)
    length = len(document.text)
    start = min(asked.start, length)
    end = min(start + MOST_CHARACTERS if asked.end is None else max(asked.end, start), length)
    known = {name: getattr(document, name) for name in DocumentSummary.model_fields}
    part = DocumentPart(**known, text=document.text[start:end], start=start, end=end, length=length)
    return Result(part, part.text)


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool: what it is called, what it says of itself, what it takes, gives and does."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    run: Callable[[Service, Library, Any], Awaitable[Result]]

    def described(self) -> Tool:
        """Return the tool as it is listed."""
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=self.takes.model_json_schema(),
            output_schema=self.gives.model_json_schema(mode="serialization"),
            annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
        )


TOOLS: Final[Mapping[str, Offered]] = {
    tool.name: tool
    for tool in (
        Offered(
            "ask",
            "Ask the documents",
            "Answer a question from the documents, each sentence with quotes that hold to the character. `status` is "
            "`answered`; `conflicting` where the documents disagree, with both sides; or `not_found` where they do not "
            "answer, with what is nearest. Give the sources with their numbers, and say so where nothing is found.",
            Question,
            Answer,
            ask,
        ),
        Offered(
            "search",
            "Search the documents",
            "Find the passages that fit some words or a question best, best first, each with its place: code points "
            "`[start, end)` of the document's text.",
            Query,
            SearchResults,
            search,
        ),
        Offered(
            "read_document",
            "Read a document",
            "Read a document, or a part of it around a citation or passage, by offsets in code points. The list of "
            "resources names all documents.",
            Extract,
            DocumentPart,
            read_document,
        ),
    )
}
