from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.transcript import Transcript, TranscriptError
from service.replies import Answer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "replies.jsonl"


def test_replies_are_kept(path: Path, reply: Callable[..., Answer]) -> None:
    answer = reply(("000-harbour", "The captain is Mary Holt."))
    Transcript(path, {"a": 1}).add("q", answer)
    assert Transcript(path, {"a": 1}).replies == {"q": answer}


def test_a_half_written_line_is_dropped_and_the_rest_is_kept(path: Path, reply: Callable[..., Answer]) -> None:
    transcript = Transcript(path, {})
    transcript.add("q", reply())
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"id": "r", "rep')
    resumed = Transcript(path, {})
    assert list(resumed.replies) == ["q"]
    assert path.read_bytes() == whole
    resumed.add("r", reply())
    assert list(Transcript(path, {}).replies) == ["q", "r"]


def test_a_run_that_was_cut_off_at_its_first_line_starts(path: Path, reply: Callable[..., Answer]) -> None:
    path.parent.mkdir()
    path.write_text('{"ru')
    Transcript(path, {}).add("q", reply())
    assert list(Transcript(path, {}).replies) == ["q"]


@pytest.mark.parametrize("content", ['{"run": "0"}\n', "not json\n", '{"run": "0"}\n{"id": "q"}\n', "[]\n"])
def test_what_is_of_another_run_is_refused_and_left(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(TranscriptError, match="give another --out"):
        Transcript(path, {})
    assert path.read_text() == content
