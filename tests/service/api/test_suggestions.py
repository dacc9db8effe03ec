from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.service.server import Server


def test_each_suggestion_is_answered_and_they_are_found_once(server: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        first, *others = [reply.json() for reply in pool.map(lambda _: server.client.get("/v1/suggestions"), range(4))]
    assert all(other == first for other in others)
    assert 3 <= len(first["questions"]) <= 5
    assert len(set(first["questions"])) == len(first["questions"])
    for question in first["questions"]:
        reply = server.client.post("/v1/answers", json={"question": question}).json()
        assert reply["status"] != "not_found", question
        assert reply["index"] == first["index"]


def test_a_change_of_the_documents_changes_the_suggestions(server: Server, add_document: Callable[..., None]) -> None:
    before = server.client.get("/v1/suggestions").json()
    add_document("pond", "# Ponds\n\n## How deep is the pond of Quarzheim?\n\nThe pond of Quarzheim is 4 metres deep.")
    after = server.client.get("/v1/suggestions").json()
    assert after["index"] != before["index"]
    assert "How deep is the pond of Quarzheim?" in after["questions"]
