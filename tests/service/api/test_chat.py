"""The chat completions API, asked by the official client of OpenAI as it comes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.chat_completion_message import Annotation

from indexer.embedding import Embedder
from service.answering import Passages
from service.api.asking import Part
from service.api.chat import chunk_stream
from service.api.chat_replies import Completion
from service.api.examples import ANSWERED
from service.replies import Answer
from tests.service.server import Server, serving

QUESTION = "Which marques belong to the alliance?"
CONFLICT = "How many new models does the alliance plan for 2026?"
NOWHERE = "What is the population of Iceland?"


@pytest.fixture
def client(server: Server) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server.url}/v1", api_key="none is needed", max_retries=0) as client:
        yield client


def ask(client: OpenAI, question: str, **named: Any) -> ChatCompletion:  # noqa: ANN401  # the client's own
    completion: ChatCompletion = client.chat.completions.create(
        model="cited", messages=[{"role": "user", "content": question}], **named
    )
    return completion


def stream(client: OpenAI, question: str, **named: Any) -> list[ChatCompletionChunk]:  # noqa: ANN401  # as above
    chunks = client.chat.completions.create(
        model="cited", messages=[{"role": "user", "content": question}], stream=True, **named
    )
    return list(chunks)


def whole_answer(reply: ChatCompletion | ChatCompletionChunk) -> Answer:
    return Answer.model_validate(reply.model_dump(mode="json")["cited"])


def check_annotations(server: Server, content: str, annotations: list[Annotation], answer: Answer) -> None:
    """Each points from a marker to a quote, through an address of this service that exists."""
    cited = {citation.id: citation for citation in answer.citations}
    assert {int(content[a.url_citation.start_index : a.url_citation.end_index][1:-1]) for a in annotations} == set(
        cited
    )
    for annotation in annotations:
        at = annotation.url_citation
        citation = cited[int(content[at.start_index : at.end_index][1:-1])]
        assert at.title == citation.title
        address, _, place = at.url.partition("#")
        assert address.startswith(server.url)
        text = server.client.get(address).json()["text"]
        start, end = re.fullmatch(r"char=(\d+),(\d+)", place).groups()  # type: ignore[union-attr]
        assert text[int(start) : int(end)] == citation.quote
        assert f"\n[{citation.id}] {citation.title}" in content
        assert f"“{' '.join(citation.quote.split())}” {at.url}" in content


@pytest.mark.parametrize(
    ("question", "status"), [(QUESTION, "answered"), (CONFLICT, "conflicting"), (NOWHERE, "not_found")]
)
def test_an_answer_comes_through_with_its_citations(server: Server, client: OpenAI, question: str, status: str) -> None:
    completion = ask(client, question)
    plain = server.client.post("/v1/answers", json={"question": question}).json()
    answer = whole_answer(completion)
    assert answer.status == status
    assert {**answer.model_dump(mode="json"), "timings_ms": None} == {**plain, "timings_ms": None}
    assert completion.object == "chat.completion"
    assert completion.model == "cited"
    assert completion.system_fingerprint == answer.index
    [choice] = completion.choices
    assert choice.finish_reason == "stop"
    assert choice.message.role == "assistant"
    content = choice.message.content
    assert content is not None
    assert content.startswith(answer.answer)
    assert ("The documents disagree" in content) is (status == "conflicting")
    assert ("The nearest that they say" in content) is bool(answer.nearest)
    assert choice.message.annotations is not None
    check_annotations(server, content, choice.message.annotations, answer)


@pytest.mark.parametrize("question", [QUESTION, CONFLICT, NOWHERE])
def test_a_stream_says_the_same_in_pieces(server: Server, client: OpenAI, question: str) -> None:
    whole = ask(client, question)
    chunks = stream(client, question)
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(pieces) == whole.choices[0].message.content
    answer = whole_answer(chunks[-1])
    assert len([piece for piece in pieces if piece]) == len(answer.sentences) + 1  # each when it is known
    found = [chunk.choices[0].delta for chunk in chunks if "annotations" in chunk.choices[0].delta.model_fields_set
             or "annotations" in (chunk.choices[0].delta.model_extra or {})]  # fmt: skip
    annotations = [Annotation.model_validate(item) for delta in found for item in delta.annotations]  # type: ignore[attr-defined]
    assert annotations == whole.choices[0].message.annotations
    check_annotations(server, "".join(pieces), annotations, answer)
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert all(chunk.usage is None for chunk in chunks)
    assert answer.status == whole_answer(whole).status


def test_the_clients_own_accumulation_of_a_stream_keeps_the_annotations(client: OpenAI) -> None:
    whole = ask(client, QUESTION)
    with client.chat.completions.stream(
        model="cited", messages=[{"role": "user", "content": QUESTION}], stream_options={"include_usage": True}
    ) as events:
        final = events.until_done().get_final_completion()
    assert final.choices[0].message.content == whole.choices[0].message.content
    assert final.choices[0].message.annotations == whole.choices[0].message.annotations
    assert final.usage == whole.usage


def test_usage_counts_the_tokens_of_the_question_and_of_the_content(client: OpenAI, embedder: Embedder) -> None:
    completion = ask(client, QUESTION)
    assert completion.usage is not None
    assert completion.usage.prompt_tokens == embedder.count_tokens(QUESTION)
    assert completion.usage.completion_tokens == embedder.count_tokens(completion.choices[0].message.content or "")
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens
    chunks = stream(client, QUESTION, stream_options={"include_usage": True})
    assert chunks[-1].choices == []
    assert chunks[-1].usage == completion.usage


def test_the_last_message_of_the_user_is_the_question(client: OpenAI) -> None:
    completion = client.chat.completions.create(
        model="cited",
        messages=[
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]},
            {"role": "assistant", "content": "Arr."},
            {
                "role": "user",
                "content": [{"type": "text", "text": "Tell me."}, {"type": "text", "text": QUESTION}],
            },
            {"role": "assistant", "content": "Well,"},
        ],
    )
    assert whole_answer(completion).question == f"Tell me.\n{QUESTION}"


def test_what_only_tunes_a_sampling_model_is_passed_over(client: OpenAI) -> None:
    tuned = ask(
        client, QUESTION, temperature=0.2, top_p=1, seed=7, max_tokens=1, max_completion_tokens=5, stop=["."], n=1,
        presence_penalty=-1.5, frequency_penalty=0.1, logit_bias={"50": -100}, user="u", metadata={"a": "b"},
        store=False, service_tier="auto", reasoning_effort="low", parallel_tool_calls=True, logprobs=False,
        response_format={"type": "text"}, tool_choice="none", tools=[], verbosity="low", modalities=["text"],
        prompt_cache_key="k", safety_identifier="s", prediction={"type": "content", "content": "x"},
    )  # fmt: skip
    assert tuned.choices[0].message.content == ask(client, QUESTION).choices[0].message.content


TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "two answers": ({"n": 2}, "n", "unsupported_value"),
    "tools": ({"tools": [TOOL]}, "tools", "unsupported_value"),
    "a tool by force": ({"tool_choice": "required"}, "tool_choice", "unsupported_value"),
    "functions": ({"functions": [{"name": "f"}]}, "functions", "unsupported_value"),
    "JSON": ({"response_format": {"type": "json_object"}}, "response_format.type", "unsupported_value"),
    "probabilities": ({"logprobs": True}, "logprobs", "unsupported_value"),
    "speech": ({"modalities": ["text", "audio"]}, "modalities.1", "unsupported_value"),
    "the web": ({"web_search_options": {}}, "web_search_options", "unsupported_value"),
    "a temperature in words": ({"temperature": "hot"}, "temperature", "invalid_type"),
    "too many passages": ({"extra_body": {"top_k": 51}}, "top_k", "invalid_value"),
    "an id that is none": ({"extra_body": {"documents": ["a\x07"]}}, "documents", "invalid_value"),
    "what there is not": ({"extra_body": {"temprature": 1}}, "temprature", "unknown_parameter"),
}


@pytest.mark.parametrize(("named", "param", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_would_change_the_reply_is_refused(client: OpenAI, named: dict[str, Any], param: str, code: str) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        ask(client, QUESTION, **named)
    assert (raised.value.param, raised.value.code) == (param, code)
    assert raised.value.type == "invalid_request_error"
    assert param.partition(".")[0] in raised.value.message
    assert raised.value.request_id


BAD_MESSAGES: dict[str, list[dict[str, Any]]] = {
    "no message": [],
    "none of the user": [{"role": "system", "content": "Hello."}],
    "no content": [{"role": "user"}],
    "no word": [{"role": "user", "content": " ?! "}],
    "an image": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.org/"}}]}],
    "a control character": [{"role": "user", "content": "Who\x1b[31m?"}],
    "too long": [{"role": "user", "content": "word " * 2000}],
    "an unknown role": [{"role": "pirate", "content": "Who?"}],
}


@pytest.mark.parametrize("messages", BAD_MESSAGES.values(), ids=BAD_MESSAGES.keys())
@pytest.mark.parametrize("streamed", [False, True])
def test_bad_messages(client: OpenAI, messages: list[dict[str, Any]], streamed: bool) -> None:  # noqa: FBT001  # a case
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(model="cited", messages=messages, stream=streamed)  # type: ignore[arg-type]
    assert raised.value.type == "invalid_request_error"
    assert raised.value.code in {"invalid_value", "invalid_type"}
    assert raised.value.message


def test_extensions_narrow_the_answer(server: Server, client: OpenAI) -> None:
    one = server.client.get("/v1/documents").json()["documents"][2]["id"]
    answer = whole_answer(ask(client, QUESTION, extra_body={"documents": [one], "top_k": 2}))
    assert {passage.document_id for passage in answer.passages} == {one}
    assert len(answer.passages) == 2
    with pytest.raises(openai.NotFoundError, match="no-such"):
        ask(client, QUESTION, extra_body={"documents": ["no-such"]})


def test_models(client: OpenAI) -> None:
    [model] = client.models.list().data
    assert model.id == "cited"
    assert model.owned_by == "cited"
    assert model.created > 1_700_000_000
    assert client.models.retrieve("cited") == model
    with pytest.raises(openai.NotFoundError) as raised:
        client.models.retrieve("gpt-4o")
    assert raised.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError, match="cited") as raised:
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": QUESTION}])
    assert (raised.value.code, raised.value.param) == ("model_not_found", "model")


def test_every_error_has_the_shape_that_clients_read(server: Server) -> None:
    json_type = {"Content-Type": "application/json"}
    path = "/v1/chat/completions"
    cases = [
        (server.client.post(path, content=b"{", headers=json_type), 400),
        (server.client.post(path, content=b"[]", headers=json_type), 400),
        (server.client.post(path, json={}), 400),
        (server.client.post(path, content=b"model=cited"), 415),
        (server.client.post(path, content=b" " * (4 * 1024 * 1024 + 1), headers=json_type), 413),
        (server.client.get(path), 405),
        (server.client.get("/v1/chat/nothing"), 404),
        (server.client.get("/v1/models/nothing"), 404),
        (server.client.post("/v1/models"), 405),
    ]
    for reply, status in cases:
        assert reply.status_code == status, reply.text
        assert reply.headers["content-type"] == "application/json"
        error = reply.json()["error"]
        assert set(reply.json()) == {"error"}
        assert set(error) == {"message", "type", "param", "code"}
        assert error["message"]
        assert error["type"] == "invalid_request_error"


def test_a_busy_service_is_a_503_that_the_client_may_retry(index: Path, tmp_path: Path) -> None:
    with serving(index, tmp_path / "log", wait=False) as server:
        with OpenAI(base_url=f"{server.url}/v1", api_key="k", max_retries=0) as hasty:
            with pytest.raises(openai.InternalServerError) as raised:
                ask(hasty, QUESTION)
            assert raised.value.status_code == 503
            assert raised.value.type == "server_error"
            assert raised.value.response.headers["retry-after"] == "1"
        with OpenAI(base_url=f"{server.url}/v1", api_key="k", max_retries=100) as patient:
            assert whole_answer(ask(patient, QUESTION)).status == "answered"


def test_markers_are_counted_in_code_points(server: Server, client: OpenAI, add_document: Callable[..., None]) -> None:
    text = "\U0001f600 A first line with 智界.\n\nThe zorblat engine of Ünterfeld weighs exactly 417 kilograms."
    add_document("points", text, title="Of 智界 \U0001f600")
    completion = ask(client, "How many kilograms does the zorblat engine weigh?", extra_body={"documents": ["points"]})
    annotations = completion.choices[0].message.annotations
    assert annotations
    check_annotations(server, completion.choices[0].message.content or "", annotations, whole_answer(completion))


def test_the_asynchronous_client_streams_too(server: Server) -> None:
    async def use() -> str:
        async with openai.AsyncOpenAI(base_url=f"{server.url}/v1", api_key="k") as client:
            chunks = await client.chat.completions.create(
                model="cited", messages=[{"role": "user", "content": QUESTION}], stream=True
            )
            return "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])

    assert "\n\nSources:\n\n[1] " in asyncio.run(use())


def test_the_events_on_the_wire_are_those_of_the_real_api(server: Server) -> None:
    body = {"model": "cited", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
    with server.client.stream("POST", "/v1/chat/completions", json=body) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        events = reply.read().decode().removesuffix("\n\n").split("\n\n")
    assert all(event.startswith("data: ") for event in events)
    assert events[-1] == "data: [DONE]"
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-1]]
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert chunks[-1]["choices"][0]["delta"] == {}


def test_a_failure_in_mid_stream_is_an_error_that_the_client_raises(embedder: Embedder) -> None:
    async def breaking() -> AsyncIterator[Part]:
        yield ANSWERED.sentences[0]
        raise RuntimeError("broken")

    async def collect() -> list[bytes]:
        completion = Completion(ANSWERED.question, ANSWERED.index, "http://127.0.0.1/v1/documents", embedder)
        return [event async for event in chunk_stream(completion, Passages([]), breaking(), with_usage=True)]

    events = asyncio.run(collect())
    assert [b"broken" in event for event in events] == [False] * len(events)
    assert events[-1] == b"data: [DONE]\n\n"
    assert json.loads(events[-2].removeprefix(b"data: "))["error"]["type"] == "server_error"
    assert ANSWERED.answer.encode() in events[1]

    transport = httpx2.MockTransport(
        lambda _: httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, content=b"".join(events))
    )
    with (
        OpenAI(base_url="http://cited/v1", api_key="k", http_client=httpx2.Client(transport=transport)) as client,
        pytest.raises(openai.APIError, match="before the answer was complete"),
    ):
        stream(client, QUESTION)
