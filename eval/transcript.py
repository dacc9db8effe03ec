"""The replies of a run, kept on disk one by one, so that a run that is cut off goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from eval.asking import Facts
from service.replies import Answer


class TranscriptError(Exception):
    """A transcript cannot be gone on with; the message says why and what to do."""


class Transcript:
    """An append-only JSON Lines file: first what the run is of, then a question's id and reply a line."""

    def __init__(self, path: Path, facts: Facts) -> None:
        """Open a transcript, or start it.

        Raises:
            TranscriptError: the file is not a transcript, or is of a run with other facts.

        """
        self._path = path
        self._head = {"run": digest_of(facts)}
        self._replies: dict[str, Answer] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            self._resume()
        else:
            self._append(self._head)

    @property
    def replies(self) -> Mapping[str, Answer]:
        """The replies so far, by question id."""
        return self._replies

    def add(self, question_id: str, reply: Answer) -> None:
        """Keep a reply; it is on disk when this returns."""
        self._append({"id": question_id, "reply": reply.model_dump(mode="json")})
        self._replies[question_id] = reply

    def _resume(self) -> None:
        data = self._path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        try:
            head, *records = [json.loads(line) for line in whole.splitlines()] or [None]
            replies = {record["id"]: Answer.model_validate(record["reply"]) for record in records}
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            message = f"{self._path} is not a transcript of a run ({error}); give another --out"
            raise TranscriptError(message) from error
        if head is not None and head != self._head:
            message = (
                f"{self._path} is of a run with another gold set, index, settings or code; "
                "give another --out, or remove it to start over"
            )
            raise TranscriptError(message)
        # A line that was being written when the run was cut off is dropped: its question is asked again.
        os.truncate(self._path, len(whole))
        if head is None:
            self._append(self._head)
        self._replies = replies

    def _append(self, record: object) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def digest_of(facts: Facts) -> str:
    """Return a SHA-256 digest of facts, the same for the same facts."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
