"""Requests and replies of OpenAI's chat completions API, as far as this service has a use for them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.replies import Answer, Reply

MODEL = "cited"
"""The one model there is: the answering of this service."""


def _absent(value: object) -> bool:
    return value is None


class ContentPart(BaseModel):
    """One part of a message; only parts of the type ``text`` are read."""

    model_config = ConfigDict(extra="allow", strict=True)

    type: str
    text: str | None = None


class Message(BaseModel):
    """One message of the conversation; the last one of the role ``user`` is the question, others are not read."""

    model_config = ConfigDict(extra="allow", strict=True)

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None


class StreamOptions(BaseModel):
    """What else a stream holds."""

    model_config = ConfigDict(extra="forbid", strict=True)

    include_usage: bool | None = Field(default=None, description="Send the usage in a last chunk without choices.")
    include_obfuscation: bool | None = Field(default=None, description="Taken and passed over.")


class TextFormat(BaseModel):
    """The one format of an answer."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: Literal["text"]


class ChatRequest(BaseModel):
    """What a client of the chat completions API sends.

    What would change the shape of the reply, and is not done here, is refused. What tunes a sampling model is taken and
    passed over: nothing here is sampled, and an answer is a few whole sentences that are never cut.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    model: str = Field(description="`cited`; GET /v1/models lists it.", examples=[MODEL])
    messages: list[Message] = Field(
        min_length=1,
        max_length=1000,
        description="The last message of the role `user` is the question.",
        examples=[[{"role": "user", "content": "Which marques belong to the alliance?"}]],
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None

    # Extensions: what POST /v1/answers takes as well.
    top_k: Annotated[int, Field(ge=1, le=50)] = Field(default=8, description="Extension: passages to retrieve.")
    documents: list[Annotated[str, Field(min_length=1, max_length=200)]] | None = Field(
        default=None, min_length=1, max_length=1000, description="Extension: answer from these documents only."
    )

    # Only the value that asks for what is given anyway.
    n: Literal[1] | None = None
    tools: list[Any] | None = Field(default=None, max_length=0)
    functions: list[Any] | None = Field(default=None, max_length=0)
    tool_choice: Literal["none", "auto"] | None = None
    function_call: Literal["none", "auto"] | None = None
    response_format: TextFormat | None = None
    modalities: list[Literal["text"]] | None = None
    audio: None = None
    logprobs: Literal[False] | None = None
    top_logprobs: Literal[0] | None = None
    web_search_options: None = None
    moderation: None = None

    # Taken and passed over.
    temperature: float | None = None
    top_p: float | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: dict[str, float] | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    parallel_tool_calls: bool | None = None
    prediction: dict[str, Any] | None = None
    reasoning_effort: str | None = None
    verbosity: str | None = None
    service_tier: str | None = None
    store: bool | None = None
    metadata: dict[str, str] | None = None
    user: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    prompt_cache_retention: str | None = None
    prompt_cache_options: dict[str, Any] | None = None


class UrlCitation(Reply):
    """A marker such as ``[1]`` in the content, at ``content[start_index:end_index]``, and what it points to."""

    start_index: int = Field(ge=0, description="In code points.")
    end_index: int = Field(ge=0)
    title: str
    url: str = Field(description="The document in this service; `#char=start,end` is the quote's place in its text.")


class Annotation(Reply):
    """A citation as chat clients read it."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AssistantMessage(Reply):
    """The answer with its numbered sources, and an annotation for each marker."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(Reply):
    """The one choice."""

    index: Literal[0] = 0
    message: AssistantMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Usage(Reply):
    """Tokens as the embedder's tokenizer counts them."""

    prompt_tokens: int = Field(description="Of the question.")
    completion_tokens: int = Field(description="Of the content.")
    total_tokens: int


class ChatCompletion(Reply):
    """The reply to ``POST /v1/chat/completions``; ``cited`` is the answer as ``POST /v1/answers`` gives it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Unix time in seconds.")
    model: str
    choices: list[Choice]
    usage: Usage
    system_fingerprint: str = Field(description="The index that was asked.")
    cited: Answer = Field(description="Extension: the whole answer, with its status, quotes and offsets.")


class Delta(Reply):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = Field(default=None, exclude_if=_absent)
    content: str | None = Field(default=None, exclude_if=_absent)
    annotations: list[Annotation] | None = Field(default=None, exclude_if=_absent)


class ChunkChoice(Reply):
    """The one choice of a chunk."""

    index: Literal[0] = 0
    delta: Delta
    finish_reason: Literal["stop"] | None
    logprobs: None = None


class ChatChunk(Reply):
    """One event of a streamed reply; the last that has a choice also has ``cited``."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: Usage | None = Field(default=None, exclude_if=_absent)
    system_fingerprint: str
    cited: Answer | None = Field(default=None, exclude_if=_absent)


class Model(Reply):
    """A model that can be asked."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(description="Unix time in seconds: when the index was built.")
    owned_by: str


class ModelList(Reply):
    """The reply to ``GET /v1/models``."""

    object: Literal["list"] = "list"
    data: list[Model]


class ChatError(Reply):
    """What is wrong, in the words and fields that clients of this API read."""

    message: str
    type: str
    param: str | None
    code: str | None


class ChatErrorReply(Reply):
    """An error on its way out."""

    error: ChatError
