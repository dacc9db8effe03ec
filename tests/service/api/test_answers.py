from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from service.replies import Answer
from tests.service.server import Server

QUESTIONS = [
    "Which marques belong to the alliance?",
    "Who builds cars with Huawei?",
    "What is the population of Iceland?",
    "Compare Aito and Luxeed",
]


def post_answer(server: Server, **body: object) -> dict[str, Any]:
    reply = server.client.post("/v1/answers", json=body)
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def events(server: Server, **body: object) -> list[tuple[str, Any]]:
    with server.client.stream("POST", "/v1/answers", json=body, headers={"Accept": "text/event-stream"}) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        blocks = "".join(reply.iter_text()).strip().split("\n\n")
    pairs = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
    return [(pair["event"], json.loads(pair["data"])) for pair in pairs]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_keeps_the_contract_and_every_quote_holds(server: Server, question: str) -> None:
    answer = post_answer(server, question=question)
    Answer.model_validate(answer)  # every field of the contract and no other
    assert answer["question"] == question
    known = {citation["id"] for citation in answer["citations"]}
    cited = answer["sentences"] + answer["nearest"] + [c for part in answer["conflicts"] for c in part["claims"]]
    for sentence in cited:
        assert sentence["citations"]
        assert known.issuperset(sentence["citations"])
    assert known == {number for sentence in cited for number in sentence["citations"]}
    assert known.issuperset(int(number) for number in re.findall(r"\[(\d+)\]", answer["answer"]))
    for citation in answer["citations"]:
        text = server.client.get(f"/v1/documents/{citation['document_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    for passage in answer["passages"]:
        text = server.client.get(f"/v1/documents/{passage['document_id']}").json()["text"]
        assert text[passage["start"] : passage["end"]] == passage["text"]
    if answer["status"] == "not_found":
        assert not answer["sentences"]


def test_what_no_document_says_is_not_found(server: Server) -> None:
    answer = post_answer(server, question="What is the population of Iceland?")
    assert answer["status"] == "not_found"
    assert answer["answer"]
    assert answer["short_answer"] is None


def test_only_the_documents_that_are_named_are_used(server: Server) -> None:
    ids = [document["id"] for document in server.client.get("/v1/documents").json()["documents"]]
    answer = post_answer(server, question="Which marques belong to the alliance?", documents=[ids[2]])
    assert {passage["document_id"] for passage in answer["passages"]} == {ids[2]}
    found = server.client.post("/v1/search", json={"query": "marques", "documents": [ids[3]]}).json()["passages"]
    assert {passage["document_id"] for passage in found} == {ids[3]}


def test_offsets_are_code_points(server: Server, add_document: Callable[..., None]) -> None:
    text = "😀 A first line with 智界.\n\nThe zorblat engine of Ünterfeld weighs exactly 417 kilograms. 😀 It is blue."
    add_document("points", text)
    answer = post_answer(server, question="How many kilograms does the zorblat engine weigh?", documents=["points"])
    citation = answer["citations"][0]
    assert "417" in citation["quote"]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_top_k_bounds_the_passages(server: Server) -> None:
    for top_k in (1, 3):
        assert len(post_answer(server, question="alliance", top_k=top_k)["passages"]) == top_k
        reply = server.client.post("/v1/search", json={"query": "alliance", "top_k": top_k})
        assert len(reply.json()["passages"]) == top_k


def test_a_search_is_ranked_by_the_reader_unless_it_is_told_not_to(server: Server) -> None:
    body = {"query": "How many orders did the Shangjie H5 get in its pre-sale?", "top_k": 50}
    read, fused = (
        server.client.post("/v1/search", json=body | {"rerank": rerank}).json()["passages"] for rerank in (True, False)
    )
    assert server.client.post("/v1/search", json=body).json()["passages"] == read
    assert {passage["chunk_id"] for passage in read} == {passage["chunk_id"] for passage in fused}
    assert read != fused
    assert all(0 <= passage["score"] <= 1 for passage in read)
    assert server.client.post("/v1/search", json=body | {"rerank": "yes"}).status_code == 422


def test_a_search_returns_passages_best_first(server: Server) -> None:
    reply = server.client.post("/v1/search", json={"query": "battery life"})
    assert reply.status_code == 200
    assert set(reply.json()) == {"passages"}
    scores = [passage["score"] for passage in reply.json()["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert any("battery" in passage["text"] for passage in reply.json()["passages"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_events_are_the_same_answer_in_parts(server: Server, question: str) -> None:
    whole = post_answer(server, question=question)
    parts = events(server, question=question)
    assert [name for name, _ in parts] == ["passages", *["sentence"] * len(whole["sentences"]), "done"]
    assert parts[0][1] == {"passages": whole["passages"]}
    assert [data for name, data in parts if name == "sentence"] == whole["sentences"]
    done = parts[-1][1]
    assert {**done, "timings_ms": None} == {**whole, "timings_ms": None}


def test_what_is_wrong_is_a_problem_also_where_events_are_asked_for(server: Server) -> None:
    reply = server.client.post(
        "/v1/answers",
        json={"question": "Who?", "documents": ["no-such-document"]},
        headers={"Accept": "text/event-stream"},
    )
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert "no-such-document" in reply.json()["detail"]


def test_a_reader_who_leaves_in_mid_stream_frees_the_place(server: Server) -> None:
    for _ in range(5):
        with server.client.stream(
            "POST", "/v1/answers", json={"question": "alliance"}, headers={"Accept": "text/event-stream"}
        ) as reply:
            next(reply.iter_raw())
    assert post_answer(server, question="alliance")
    metrics = server.client.get("/metrics").text
    assert re.search(r"^cited_questions 0\.0$", metrics, re.MULTILINE)
