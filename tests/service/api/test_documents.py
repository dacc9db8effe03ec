from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.service.server import Server, serving

TEXT = "# The zorblat\n\nThe zorblat engine weighs exactly {} kilograms.\n\nIt was built in the town of Quarzheim."


def found(server: Server, query: str) -> str:
    reply = server.client.post("/v1/search", json={"query": query, "top_k": 1})
    return " ".join(passage["text"] for passage in reply.json()["passages"])


def test_a_document_is_added_replaced_and_deleted(server: Server) -> None:
    client = server.client
    before = client.get("/v1/documents").json()
    fields = {
        "title": "Zorblat",
        "publisher": "The Quarzheim Gazette",
        "published": "2025-11-25",
        "url": "https://example.org/z?a=1&b=2",
        "language": "en",
    }
    added = client.put("/v1/documents/zorblat", json={"text": TEXT.format(417), **fields})
    assert added.status_code == 201
    assert set(added.json()) == {"id", "created", "chunks", "index"}
    assert added.json()["id"] == "zorblat"
    assert added.json()["created"] is True
    assert added.json()["chunks"] >= 1
    assert added.json()["index"] != before["index"]
    assert "417" in found(server, "zorblat engine weighs")

    read = client.get("/v1/documents/zorblat").json()
    assert read == {"id": "zorblat", "text": TEXT.format(417), **fields}
    assert {"id": "zorblat", **fields} in client.get("/v1/documents").json()["documents"]

    replaced = client.put("/v1/documents/zorblat", json={"text": TEXT.format(528)})
    assert replaced.status_code == 200
    assert replaced.json()["created"] is False
    assert "528" in found(server, "zorblat engine weighs")
    assert "417" not in found(server, "zorblat engine weighs")
    read = client.get("/v1/documents/zorblat").json()
    assert read["title"] == "The zorblat"  # the first heading, now that no title is given
    assert read["publisher"] is None
    assert read["language"] == "en"

    german = "Der Zorblat wiegt so viel wie ein kleines Auto und steht in einer Halle am Hafen."
    client.put("/v1/documents/zorblat", json={"text": german})
    assert client.get("/v1/documents/zorblat").json()["language"] == "de"

    deleted = client.delete("/v1/documents/zorblat")
    assert deleted.status_code == 204
    assert deleted.content == b""
    assert client.get("/v1/documents/zorblat").status_code == 404
    assert client.delete("/v1/documents/zorblat").status_code == 404
    assert "zorblat" not in found(server, "zorblat engine weighs")
    assert client.get("/v1/documents").json()["documents"] == before["documents"]


@pytest.mark.parametrize("document_id", ["000-five", "000_c6b53d0a9eeea2b8", "智界-2025", "with space", "a.b.c", "É"])
def test_a_file_stem_is_an_id(server: Server, document_id: str) -> None:
    path = f"/v1/documents/{document_id}"
    assert server.client.put(path, json={"text": "A sentence."}).json()["id"] == document_id
    assert server.client.get(path).json()["id"] == document_id
    assert server.client.delete(path).status_code == 204


def test_text_comes_back_as_it_is_indexed(server: Server) -> None:
    sent = "\ufeffOne line.\r\n\r\n\r\n\r\nA <b>second</b>\u00a0line 😀 with ﬁ and e\u0301.  \r\n"
    server.client.put("/v1/documents/odd", json={"text": sent})
    text = server.client.get("/v1/documents/odd").json()["text"]
    assert text == "One line.\n\nA <b>second</b> line 😀 with ﬁ and é."
    server.client.delete("/v1/documents/odd")


def test_readers_see_the_old_or_the_new_while_a_document_is_written(server: Server) -> None:
    """Every answer that is given during writes is whole: its quotes hold in one of the texts that there were."""
    texts = {TEXT.format(weight) for weight in range(100, 106)}
    server.client.put("/v1/documents/zorblat", json={"text": TEXT.format(100)})
    body = {"question": "How many kilograms does the zorblat engine weigh?", "documents": ["zorblat"]}
    stop, faults, answers = threading.Event(), [], []

    def keep_asking() -> None:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            while not stop.is_set():
                reply = client.post("/v1/answers", json=body)
                if reply.status_code != 200:
                    faults.append(reply.text)
                    continue
                answer: dict[str, Any] = reply.json()
                answers.append(answer["index"])
                spans = [(c["start"], c["end"], c["quote"]) for c in answer["citations"]]
                spans += [(p["start"], p["end"], p["text"]) for p in answer["passages"]]
                if not any(all(text[start:end] == quote for start, end, quote in spans) for text in texts):
                    faults.append(f"quotes of no single text: {spans}")

    askers = [threading.Thread(target=keep_asking) for _ in range(3)]
    for asker in askers:
        asker.start()
    written = []
    for weight in range(101, 106):
        reply = server.client.put("/v1/documents/zorblat", json={"text": TEXT.format(weight)})
        written.append(reply.json()["index"])
        # What was written is found by whoever asks after that, and in the snapshot that the reply names.
        answer = server.client.post("/v1/answers", json=body).json()
        assert answer["index"] == written[-1]
        assert str(weight) in answer["passages"][0]["text"]
    stop.set()
    for asker in askers:
        asker.join(60)
    server.client.delete("/v1/documents/zorblat")
    assert not faults
    assert len(set(answers)) > 1  # they asked before and after a write, not only at one time


def test_many_writers_wait_for_each_other(server: Server) -> None:
    statuses: list[int] = []

    def write(number: int) -> None:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            reply = client.put(f"/v1/documents/many-{number}", json={"text": f"Sentence number {number} of many."})
            statuses.append(reply.status_code)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    ids = {document["id"] for document in server.client.get("/v1/documents").json()["documents"]}
    for number in range(6):
        server.client.delete(f"/v1/documents/many-{number}")
    assert statuses == [201] * 6
    assert ids.issuperset(f"many-{number}" for number in range(6))


def test_a_restart_finds_what_was_written(index: Path, tmp_path: Path) -> None:
    with serving(index, tmp_path / "log") as first:
        ids = [document["id"] for document in first.client.get("/v1/documents").json()["documents"]]
        written = first.client.put("/v1/documents/zorblat", json={"text": TEXT.format(417)}).json()
        last = first.client.delete(f"/v1/documents/{ids[0]}")
        assert last.status_code == 204
        assert first.stop() == 0
    with serving(index, tmp_path / "log") as second:
        listed = second.client.get("/v1/documents").json()
        assert [document["id"] for document in listed["documents"]] == [*ids[1:], "zorblat"]
        assert listed["index"] != written["index"]  # the deletion came after it
        assert "417" in found(second, "zorblat engine weighs")


def test_a_browser_that_follows_a_citations_address_is_sent_to_the_page(server: Server) -> None:
    address = "/v1/documents/003-alliance-unified-ecosystem"
    reply = server.client.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert reply.status_code == 303
    assert reply.headers["location"] == "/?view=documents&id=003-alliance-unified-ecosystem"
    for accept in ("*/*", "application/json", ""):
        assert server.client.get(address, headers={"Accept": accept}).json()["text"]
    assert server.client.get("/v1/documents/no-such", headers={"Accept": "text/html"}).status_code == 404
