"""Every door of a service that asks for keys, through the client that belongs to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import openai
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from openai import OpenAI

from service.client import Cited, ProblemError
from service.keys import create_key
from service.replies import Answer
from tests.service.server import serving

QUESTION = "Which marques belong to the alliance?"


@dataclass
class Guarded:
    """The address of a server, and a key that may ask."""

    url: str
    key: str


@pytest.fixture(scope="module")
def guarded(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    _, key = create_key(folder / "keys.json", "asks", "ask")
    with serving(built_index, folder / "log", keys=folder / "keys.json") as server:
        yield Guarded(server.url, key)


def test_the_python_client_sends_its_key(guarded: Guarded) -> None:
    with Cited(guarded.url, api_key=guarded.key) as cited:
        answer = cited.ask(QUESTION)
        citation = answer.citations[0]
        assert cited.document(citation.document_id).text[citation.start : citation.end] == citation.quote
        assert isinstance(list(cited.stream(QUESTION))[-1], Answer)
        with pytest.raises(ProblemError, match="403"):
            cited.put_document("new", "Some text.")
    for key in (None, "wrong"):
        with Cited(guarded.url, api_key=key) as stranger, pytest.raises(ProblemError, match="401"):
            stranger.ask(QUESTION)


def test_the_client_of_openai_sends_its_key(guarded: Guarded) -> None:
    with OpenAI(base_url=f"{guarded.url}/v1", api_key=guarded.key, max_retries=0) as client:
        assert client.models.retrieve("cited").id == "cited"
        reply = client.chat.completions.create(model="cited", messages=[{"role": "user", "content": QUESTION}])
        assert reply.choices[0].message.annotations
    with OpenAI(base_url=f"{guarded.url}/v1", api_key="wrong", max_retries=0) as stranger:
        with pytest.raises(openai.AuthenticationError) as raised:
            stranger.chat.completions.create(model="cited", messages=[{"role": "user", "content": QUESTION}])
        assert raised.value.code == "invalid_api_key"
        assert "key" in raised.value.message


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_the_client_of_mcp_sends_its_key(guarded: Guarded, mode: str) -> None:
    async def ask(headers: dict[str, str]) -> str:
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as http,
            Client(streamable_http_client(f"{guarded.url}/mcp", http_client=http), mode=mode) as client,
        ):
            result = await client.call_tool("ask", {"question": QUESTION})
            status: str = result.structured_content["status"]
            return status

    assert asyncio.run(ask({"Authorization": f"Bearer {guarded.key}"})) == "answered"
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        with pytest.raises(ExceptionGroup) as raised:
            asyncio.run(ask(headers))
        assert raised.group_contains(MCPError, match="Authorization: Bearer KEY")
