"""The client for asyncio against a real server."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from service.client import AsyncCited, ProblemError, UnreachableError
from service.replies import Answer
from tests.service.server import Server, serving
from tests.service.test_client import QUESTION, check_parts


def test_the_asynchronous_client_does_the_same(server: Server) -> None:
    async def use() -> None:
        async with AsyncCited(server.url) as cited:
            answer = await cited.ask(QUESTION)
            check_parts([part async for part in cited.stream(QUESTION)], answer)
            assert len(await cited.search("battery life", top_k=2)) == 2
            assert len((await cited.documents()).documents) == 5
            citation = answer.citations[0]
            text = (await cited.document(citation.document_id)).text
            assert text[citation.start : citation.end] == citation.quote
            assert (await cited.put_document("zorblat", "The zorblat weighs 417 kg.", title="Z")).created
            await cited.delete_document("zorblat")
            with pytest.raises(ProblemError, match="404"):
                await cited.document("zorblat")
            with pytest.raises(ProblemError, match="422"):
                await anext(cited.stream(" "))
        async with AsyncCited("http://127.0.0.1:1") as nobody:
            with pytest.raises(UnreachableError):
                await nobody.ask(QUESTION)
            with pytest.raises(UnreachableError):
                await anext(nobody.stream(QUESTION))

    asyncio.run(use())


def test_many_at_once_are_all_answered_by_a_service_with_a_short_queue(index: Path, tmp_path: Path) -> None:
    async def ask_all(url: str) -> list[Answer]:
        async with AsyncCited(url, retries=60) as cited:
            return list(await asyncio.gather(*(cited.ask(QUESTION) for _ in range(12))))

    with serving(index, tmp_path / "log", workers=1, queue=1) as server:
        answers = asyncio.run(ask_all(server.url))
        assert [answer.status for answer in answers] == ["answered"] * 12
        refused = re.search(r"^cited_refused_total (\S+)$", server.client.get("/metrics").text, re.MULTILINE)
        assert refused is not None
        assert float(refused[1]) > 0  # so some of them were turned away, and came back
