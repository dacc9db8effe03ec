"""The MCP server, spoken to by the SDK's own client: over HTTP to a running service, and over stdio to `cited mcp`."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult, ResourceLink, TextContent, TextResourceContents

from service.replies import Answer, SearchResults
from tests.service.server import ROOT, Server, environment, serving

QUESTION = "Which marques belong to the alliance?"
MODES = ["legacy", "auto"]
"""The handshake of 2025, and the self-contained requests of 2026 where the server knows them."""

Use = Callable[[Client], Awaitable[None]]


def over_http(url: str, use: Use, mode: str = "auto") -> None:
    async def run() -> None:
        async with Client(f"{url}/mcp", mode=mode, read_timeout_seconds=60) as client:
            await use(client)

    asyncio.run(run())


def stdio(index: Path, **settings: object) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=["-m", "service", "mcp"], env=environment(index=index, **settings), cwd=ROOT
    )


def over_stdio(index: Path, use: Use, mode: str = "auto", **settings: object) -> None:
    async def run() -> None:
        async with Client(stdio(index, **settings), mode=mode, read_timeout_seconds=120) as client:
            await use(client)

    asyncio.run(run())


def text_of(result: CallToolResult) -> str:
    first = result.content[0]
    assert isinstance(first, TextContent)
    return first.text


async def refusal(client: Client, tool: str, **arguments: object) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return text_of(result)


async def check_all(client: Client) -> None:
    """Everything that the tools and resources do, whatever the transport."""
    await check_asking(client)
    await check_reading(client)
    await check_refusals(client)


async def check_asking(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "read_document"}
    for tool in tools.values():
        assert tool.output_schema is not None
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint

    result = await client.call_tool("ask", {"question": QUESTION})
    answer = Answer.model_validate(result.structured_content, strict=False)
    assert answer.status == "answered"
    assert text_of(result).startswith(answer.answer)
    assert "\n\nSources:\n\n[1] " in text_of(result)
    links = {item.uri for item in result.content if isinstance(item, ResourceLink)}
    assert links == {f"cited://documents/{citation.document_id}" for citation in answer.citations}
    for citation in answer.citations:
        read = await client.call_tool(
            "read_document", {"document_id": citation.document_id, "start": citation.start, "end": citation.end}
        )
        assert text_of(read) == citation.quote
        assert read.structured_content["title"] == citation.title
        assert f"cited://documents/{citation.document_id}#char={citation.start},{citation.end}" in text_of(result)

    conflict = await client.call_tool("ask", {"question": "How many new models does the alliance plan for 2026?"})
    assert conflict.structured_content["status"] == "conflicting"
    assert text_of(conflict).startswith("The documents disagree.")
    nothing = await client.call_tool("ask", {"question": "What is the population of Iceland?"})
    assert nothing.structured_content["status"] == "not_found"
    assert text_of(nothing).startswith("Not in the documents.")


async def check_reading(client: Client) -> None:
    found = await client.call_tool("search", {"query": "battery life", "top_k": 2})
    passages = SearchResults.model_validate(found.structured_content).passages
    assert len(passages) == 2
    assert f"{passages[0].document_id} [{passages[0].start}:{passages[0].end}]" in text_of(found)

    whole = await client.call_tool("read_document", {"document_id": passages[0].document_id})
    assert whole.structured_content["start"] == 0
    assert whole.structured_content["end"] == len(text_of(whole))
    assert text_of(whole)[passages[0].start : passages[0].end] == passages[0].text
    assert passages[0].text in text_of(whole)
    beyond = await client.call_tool("read_document", {"document_id": passages[0].document_id, "start": 10**9})
    assert text_of(beyond) == ""
    assert beyond.structured_content["end"] == beyond.structured_content["length"]

    resources = (await client.list_resources()).resources
    assert len(resources) == 5
    templates = (await client.list_resource_templates()).resource_templates
    assert [template.uri_template for template in templates] == ["cited://documents/{document_id}"]
    [contents] = (await client.read_resource(resources[0].uri)).contents
    assert isinstance(contents, TextResourceContents)
    first = await client.call_tool("read_document", {"document_id": resources[0].name, "end": 10**6})
    assert contents.text == text_of(first)


async def check_refusals(client: Client) -> None:
    assert "question" in await refusal(client, "ask", question=" ")
    assert "top_k" in await refusal(client, "ask", question="Who?", top_k=51)
    assert "topk" in await refusal(client, "search", query="Who?", topk=3)
    assert "no-such" in await refusal(client, "ask", question="Who?", documents=["no-such"])
    assert "no-such" in await refusal(client, "read_document", document_id="no-such")
    assert "2,000" in await refusal(client, "ask", question="word " * 1000)
    assert await refusal(client, "ask")
    with pytest.raises(MCPError, match="no tool sing"):
        await client.call_tool("sing", {})
    for uri in ("cited://documents/no-such", "cited://documents/..%2Fx", "file:///etc/passwd", "cited://documents"):
        with pytest.raises(MCPError):
            await client.read_resource(uri)


@pytest.mark.parametrize("mode", MODES)
def test_over_http(server: Server, mode: str) -> None:
    over_http(server.url, check_all, mode)


@pytest.mark.parametrize("mode", MODES)
def test_over_stdio(built_index: Path, mode: str) -> None:
    over_stdio(built_index, check_all, mode)


def test_a_document_that_is_written_is_there_and_offsets_are_code_points(
    server: Server, add_document: Callable[..., None]
) -> None:
    text = "\U0001f600 智界 begins.\n\nThe zorblat engine of Ünterfeld weighs exactly 417 kilograms. It is blue."
    add_document("a zorblat", text, title="Of 智界")

    async def use(client: Client) -> None:
        resources = {resource.name: resource for resource in (await client.list_resources()).resources}
        assert resources["a zorblat"].uri == "cited://documents/a%20zorblat"
        assert resources["a zorblat"].title == "Of 智界"
        [contents] = (await client.read_resource(resources["a zorblat"].uri)).contents
        assert isinstance(contents, TextResourceContents)
        assert contents.text == text
        arguments = {"question": "How many kilograms does the zorblat engine weigh?", "documents": ["a zorblat"]}
        citation = (await client.call_tool("ask", arguments)).structured_content["citations"][0]
        assert text[citation["start"] : citation["end"]] == citation["quote"]

    over_http(server.url, use)


def test_a_long_list_of_resources_comes_in_pages(index: Path, tmp_path: Path) -> None:
    files = tmp_path / "many"
    files.mkdir()
    for number in range(450):
        (files / f"note-{number:03}.md").write_text(f"# Note {number}\n\nThe zorblat of note {number} is blue.\n")
    subprocess.run(
        [sys.executable, "-m", "service", "index"], env=environment(index=index, corpus=files), cwd=ROOT, check=True
    )

    async def use(client: Client) -> None:
        names: list[str] = []
        pages, cursor = 0, None
        while True:
            page = await client.list_resources(cursor=cursor)
            names += [resource.name for resource in page.resources]
            pages, cursor = pages + 1, page.next_cursor
            if cursor is None:
                break
        assert pages == 3
        assert names == [f"note-{number:03}" for number in range(450)]

    over_stdio(index, use)


HELLO = [
    {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
]  # fmt: skip


def test_an_interrupt_ends_it_while_it_waits_for_input(built_index: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "mcp"], env=environment(index=built_index), cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        process.stdin.write(json.dumps(HELLO[0]) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(30) == -signal.SIGINT
        finally:
            process.kill()


def test_stdout_holds_nothing_but_the_protocol(built_index: Path) -> None:
    """By hand, one line a message, so that whatever else was printed would show."""
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {
        "name": "ask", "arguments": {"question": QUESTION}}}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "mcp"], env=environment(index=built_index, log_level="debug"), cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        for message in [*HELLO, call]:
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
        lines = [process.stdout.readline() for _ in range(2)]
        rest, log = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            process.kill()
    replies = {reply["id"]: reply["result"] for reply in map(json.loads, lines)}
    assert set(replies) == {1, 2}
    assert replies[1]["serverInfo"]["name"] == "cited"
    assert replies[2]["structuredContent"]["status"] == "answered"
    assert rest == ""
    assert process.returncode == 0
    records = [json.loads(line) for line in log.splitlines()]
    assert [record["tool"] for record in records if record["message"] == "tool"] == ["ask"]


def test_without_an_index_stdio_is_refused_with_what_to_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "service", "mcp", "--index", str(tmp_path / "none")],
        env=environment(), cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "cited index" in done.stderr
    assert done.stdout == ""


def test_a_service_that_is_loading_says_so(index: Path, tmp_path: Path) -> None:
    async def use(client: Client) -> None:
        assert "being loaded" in await refusal(client, "ask", question=QUESTION)
        with pytest.raises(MCPError, match="being loaded"):
            await client.list_resources()

    with serving(index, tmp_path / "log", wait=False) as server:
        over_http(server.url, use)
        server.wait_until_ready()


def test_tools_run_in_the_workers_of_the_service(index: Path, tmp_path: Path) -> None:
    async def use(client: Client) -> None:
        results = await asyncio.gather(*(client.call_tool("ask", {"question": QUESTION}) for _ in range(12)))
        said = [text_of(result) for result in results if result.is_error]
        assert said
        assert set(said) == {"Too many questions are waiting; try again in a moment."}
        assert len(said) < len(results)

    with serving(index, tmp_path / "log", workers=1, queue=1) as server:
        over_http(server.url, use)
        metrics = server.client.get("/metrics").text
        assert 'cited_answers_total{status="answered"}' in metrics
        assert 'route="/mcp"' in metrics


@asynccontextmanager
async def raw(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client


def test_the_path_is_exact_and_other_messages_are_refused(server: Server) -> None:
    async def use() -> list[tuple[str, int]]:
        ping: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        both = {"Accept": "application/json, text/event-stream"}
        json_type = {**both, "Content-Type": "application/json"}
        async with raw(server) as client:
            replies = {
                "ping": await client.post("/mcp", json=ping, headers=both),
                "no JSON": await client.post("/mcp", content=b"{", headers=json_type),
                "a form": await client.post("/mcp", data={"a": "b"}, headers=both),
                "a slash": await client.post("/mcp/", json=ping, headers=both),
                "a stream": await client.get("/mcp", headers={"Accept": "text/event-stream"}),
                "an end": await client.delete("/mcp", headers=both),
                "too large": await client.post("/mcp", content=b" " * (4 * 1024 * 1024 + 1), headers=both),
            }
        for name in ("a stream", "an end", "too large"):
            error = replies[name].json()["error"]
            assert error["message"] == error["data"]["detail"]
            assert error["data"]["status"] == replies[name].status_code
        for reply in replies.values():
            assert reply.headers["x-request-id"]
            assert reply.headers["x-content-type-options"] == "nosniff"
        return [(name, reply.status_code) for name, reply in replies.items()]

    assert dict(asyncio.run(use())) == {
        "ping": 200, "no JSON": 400, "a form": 400, "a slash": 404, "a stream": 405, "an end": 405,
        "too large": 413,
    }  # fmt: skip
