"""Where replies come from: the answering code in this process, or a service that is reached over HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote

import httpx2
from pydantic import ValidationError

import indexer
import service
from service.replies import Answer

Facts = dict[str, object]


class AskError(Exception):
    """No reply can be had; the message says why and what to do."""


class Asker(Protocol):
    """Something that answers questions about a corpus whose texts can be looked up."""

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of each document, by id."""

    @property
    def facts(self) -> Facts:
        """What must be the same for two replies to be comparable: settings, digests, index."""

    def ask(self, question: str) -> Answer:
        """Answer one question; raises `AskError`."""


class RemoteTexts(Mapping[str, str]):
    """The documents of a service, each fetched when it is first looked at."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client
        reply = _send(client, "GET", "/v1/documents").json()
        self._ids: list[str] = [document["id"] for document in reply["documents"]]
        self._texts: dict[str, str] = {}

    def __getitem__(self, document_id: str) -> str:
        if document_id not in self._texts:
            if document_id not in self._ids:
                raise KeyError(document_id)
            self._texts[document_id] = _send(
                self._client, "GET", f"/v1/documents/{quote(document_id, safe='')}"
            ).json()["text"]
        return self._texts[document_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class RemoteAsker:
    """Asks a running service; use it as a context manager."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx2.Client(base_url=base_url, timeout=60)
        self.texts = RemoteTexts(self._client)
        self.facts: Facts = {"base_url": base_url}

    def ask(self, question: str) -> Answer:
        """Answer one question; raises `AskError` when the service is dead or breaks the contract."""
        reply = _send(self._client, "POST", "/v1/answers", {"question": question})
        try:
            return Answer.model_validate_json(reply.content)
        except ValidationError as error:
            message = f"The service's reply does not fit the contract: {error}"
            raise AskError(message) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()


def code_digest() -> str:
    """Return a SHA-256 digest of the code and models that answer, so that a change of them shows in a run."""
    digest = hashlib.sha256()
    for package in (indexer, service):
        root = Path(package.__path__[0])
        for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _send(client: httpx2.Client, method: str, path: str, body: object = None) -> httpx2.Response:
    try:
        response = client.request(method, path, json=body)
    except (httpx2.TransportError, httpx2.InvalidURL) as error:
        message = f"{client.base_url} does not answer ({error}); is the service running (`cited serve`)?"
        raise AskError(message) from error
    if response.is_error:
        message = f"{method} {client.base_url.join(path)} failed with {response.status_code}: {response.text[:500]}"
        raise AskError(message)
    return response
