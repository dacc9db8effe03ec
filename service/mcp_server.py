"""The MCP server (Model Context Protocol): the service's answers for programs that give tools to language models."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, Final

import structlog
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    TextContent,
)
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from indexer import directory
from indexer.stores import StoreError
from service import logs, mcp_resources
from service.api.problems import field_errors, in_words
from service.api.state import Service, get_library
from service.library import Library, LibraryError
from service.mcp_tools import TOOLS
from service.observation import note
from service.settings import Settings

log = structlog.get_logger(__name__)

INSTRUCTIONS: Final = (
    "Answers from one collection of documents, with quotes that can be checked to the character. Use `ask` for a "
    "question, `search` to look around, `read_document` to read on around a quote. What the documents do not say is "
    "reported as not found, and is not to be filled in."
)
Context = ServerRequestContext[Any]
FAILED: Final = "The service failed; its log has the reason."


class Handlers:
    """What is done for each kind of request.

    Requests wait for ``loading`` where there is such a task, and are refused before the models are loaded otherwise.
    """

    def __init__(self, service: Service, loading: asyncio.Task[None] | None) -> None:
        self._service = service
        self._loading = loading

    async def list_tools(self, _: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        """List the tools."""
        return ListToolsResult(tools=[tool.described() for tool in TOOLS.values()])

    async def call_tool(self, _: Context, params: CallToolRequestParams) -> CallToolResult:
        """Call a tool; what is wrong is its result, so that the model that called it can put it right."""
        tool = TOOLS.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"There is no tool {params.name[:100]}; there are {', '.join(TOOLS)}.")
        try:
            asked = tool.takes.model_validate(params.arguments or {})
            result = await tool.run(self._service, await self._library(), asked)
        except ValidationError as error:
            mistakes = [{**mistake, "loc": ("arguments", *mistake["loc"])} for mistake in error.errors()]
            detail = in_words(field_errors(mistakes))
        except HTTPException as error:
            detail = error.detail
        except StoreError as error:
            detail = str(error)
        except Exception:
            log.exception("the code failed")
            detail = FAILED
        else:
            _log(tool=tool.name)
            return result.sent()
        _log(tool=tool.name, refused=detail)
        return CallToolResult(content=[TextContent(text=detail)], is_error=True)

    async def list_resources(self, _: Context, params: PaginatedRequestParams | None) -> ListResourcesResult:
        """List the documents."""
        with _as_protocol_errors():
            library = await self._library()
            return await asyncio.to_thread(mcp_resources.listed, library, params.cursor if params else None)

    async def list_templates(self, _: Context, __: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
        """Say how a document is addressed."""
        return mcp_resources.TEMPLATES

    async def read_resource(self, _: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        """Read a document."""
        with _as_protocol_errors():
            return await asyncio.to_thread(mcp_resources.read, await self._library(), params.uri)

    async def _library(self) -> Library:
        if self._loading is not None:
            await asyncio.shield(self._loading)
        return await get_library(self._service)


def create_server(service: Service, loading: asyncio.Task[None] | None = None) -> Server[Any]:
    """Return the server of a service that is loaded, or will be when ``loading`` ends."""
    handlers = Handlers(service, loading)
    return Server(
        "cited",
        title="Cited",
        version=version("cited"),
        instructions=INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
    )


async def serve_stdio(settings: Settings) -> None:
    """Serve one client on standard input and output until it goes away; the log goes to standard error.

    It can be talked to at once; requests that need the models wait until they are loaded.

    Raises:
        LibraryError: there is no index.
        KeysError: the file of the API keys cannot be read; none is asked for here, but it is not passed over either.
    """
    if settings.store == "local" and not directory.exists(settings.index):
        message = f"There is no index in {settings.index}. Run `cited index` to build it."
        raise LibraryError(message)
    logs.configure(settings.log_level)
    service = Service(settings)
    loading = asyncio.create_task(service.load())
    server = create_server(service, loading)
    try:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
    finally:
        loading.cancel()
        await service.close()


@contextmanager
def _as_protocol_errors() -> Iterator[None]:
    try:
        yield
    except HTTPException as error:
        code = INTERNAL_ERROR if error.status_code >= 500 else INVALID_PARAMS
        raise MCPError(code, error.detail) from error
    except StoreError as error:
        raise MCPError(INTERNAL_ERROR, str(error)) from error


def _log(**facts: str) -> None:
    if not note(**facts):  # on standard input and output there is no request whose line could say it
        log.info("tool", **facts)
