"""Every setting of Cited in one flat model, read from the environment: ``CITED_PORT=8080``."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticUndefined
from pydantic_settings import NoDecode

from indexer.milvus import address
from indexer.settings import IndexSettings

PREFIX: Final = "CITED_"


def _separated(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(name for part in value.split(",") if (name := part.strip()))


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)]


class SettingsError(ValueError):
    """A setting that does not exist or does not fit; the message names it and says what it may be."""


class Settings(IndexSettings):
    """The index's settings and the service's."""

    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    public: bool = Field(
        default=False, description="Listen where other machines can reach it, although there is no API key."
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    processes: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes that serve one snapshot on one port. Each has workers, queues and rate limits of its "
        "own, and its share of the processor's cores where `CITED_THREADS` is not set.",
    )
    workers: int = Field(
        default=2, ge=1, le=64, description="Questions that are answered at the same time, by each process."
    )
    queue: int = Field(
        default=32, ge=0, le=10_000, description="Questions that may wait in each process; the next gets a 503."
    )
    write_queue: int = Field(
        default=8, ge=0, le=1000, description="Changes of documents that may wait for the one in progress."
    )

    @field_validator("processes")
    @classmethod
    def _one_for_a_file(cls, processes: int, info: ValidationInfo) -> int:
        given = info.data.get("milvus_uri", "")  # nothing, where it was refused
        if processes > 1 and info.data.get("store") == "milvus" and address.is_file(given):
            message = "a file of Milvus Lite is open in one process only; name a server in CITED_MILVUS_URI"
            raise ValueError(message)
        return processes

    max_question_characters: int = Field(default=2000, ge=1, le=100_000, description="Longest question that is read.")
    max_body_bytes: int = Field(
        default=4 * 1024 * 1024, ge=1024, le=1024**3, description="Largest body of a request, in bytes."
    )
    keys: Path = Field(
        default=Path("keys.json"),
        description="File of the API keys that `cited keys` makes; once there is one, the service asks for it.",
    )
    hosts: Names = Field(
        default=(),
        description="Host names that the service goes by, `*` for any. None: on a loopback address those of this "
        "machine, else any.",
    )
    cors_origins: Names = Field(
        default=(), description="Origins of web pages that may use the service, `*` for any: `https://example.org`."
    )
    trusted_proxies: Names = Field(
        default=(), description="Addresses of reverse proxies whose `X-Forwarded-For` and `-Proto` are believed."
    )
    key_requests_per_minute: int = Field(
        default=0,
        ge=0,
        le=1_000_000,
        description="Requests that one API key may make in a minute, counted by each process; 0 is no limit.",
    )
    address_requests_per_minute: int = Field(
        default=0,
        ge=0,
        le=1_000_000,
        description="Requests that one address may make in a minute, counted by each process; 0 is no limit.",
    )
    read_seconds: int = Field(
        default=30,
        ge=1,
        le=3600,
        description="How long a client may take to send its headers, and its body, and to take a piece of the reply.",
    )
    request_seconds: int = Field(
        default=60, ge=1, le=3600, description="How long a reply may take to begin; then it is a 504. Not of changes."
    )
    stop_seconds: int = Field(
        default=5, ge=0, le=600, description="How long a stopping service waits for the replies it is sending."
    )
    answer_precision: float = Field(
        default=0.58,
        ge=0,
        le=1,
        description="Least share of answers that should be right, as known questions showed it; "
        "what is less sure is `not_found`. 0 never refuses.",
    )
    full_answers: bool = Field(
        default=False,
        description="Answer with all that good sentences say of it, not in the fewest sentences.",
    )
    reader: Literal["cross-encoder", "similarity"] = Field(
        default="cross-encoder",
        description="What decides whether a passage answers: the trained cross-encoder, or similarity alone.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged."
    )
    log_questions: bool = Field(default=False, description="Write the text of questions to the log.")


def load_settings(**values: object) -> Settings:
    """Return the settings of the environment with ``values`` over them, None among them left out.

    Raises `SettingsError` for a value out of bounds and for a variable that is no setting.
    """
    refuse_unknown_variables()
    try:
        return Settings(**{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        mistakes = [
            f"{PREFIX}{'.'.join(str(part) for part in mistake['loc']).upper()}: {mistake['msg']}"
            for mistake in error.errors()
        ]
        raise SettingsError("; ".join(mistakes)) from error


def refuse_unknown_variables() -> None:
    """Raise `SettingsError` for a ``CITED_`` variable that is no setting: a mistyped name must not pass in silence."""
    known = [name.upper() for name in Settings.model_fields]
    for variable in os.environ:
        prefix, name = variable.upper()[: len(PREFIX)], variable.upper()[len(PREFIX) :]
        if prefix == PREFIX and name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {PREFIX}{near[0]}?" if near else f"{PREFIX}… may be {', '.join(known)}."
            raise SettingsError(f"There is no setting {variable}; {hint}")


def settings_table() -> str:
    """Return every setting as a Markdown table: variable, default, bounds, meaning."""
    rows = ["| Variable | Default | Values | What it sets |", "| --- | --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = (
            ""
            if field.default in {PydanticUndefined, ()} or not _shown(field.default)
            else f"`{_shown(field.default)}`"
        )
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {_values(name)} | {field.description} |")
    return "\n".join(rows) + "\n"


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _values(name: str) -> str:
    schema = Settings.model_json_schema()["properties"][name]
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "maximum" in schema:
        return f"{schema['minimum']} to {schema['maximum']}"
    if "minimum" in schema:
        return f"{schema['minimum']} or more"
    if schema.get("type") == "array":
        return "names, with commas between"
    return {"boolean": "`true`, `false`", "string": "a path" if schema.get("format") == "path" else "text"}.get(
        schema.get("type", ""), "text"
    )


if __name__ == "__main__":
    print(settings_table(), end="")  # noqa: T201  # what the README holds between its markers
