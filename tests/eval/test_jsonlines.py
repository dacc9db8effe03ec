from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from eval.asking import AskError
from eval.jsonlines import read_rows


def test_plain_and_gzipped_files_are_read_in_order(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    plain.write_text('{"n": 1}\n\n{"n": 2}\n')
    packed.write_bytes(gzip.compress(b'{"n": 3}\n'))
    assert read_rows([plain, packed], "n") == [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"n": 1}\n{"m": 2}\n', ":2: has no field n"),
        ("a.jsonl", b"[1]\n", ":1: is not a JSON object"),
        ("a.jsonl", b'{"n": 1}\n{"n"\n', ":2: "),
        ("a.jsonl", b"\xff\n", "a.jsonl"),
        ("a.jsonl.gz", b"not gzip", "cannot be read"),
        ("a.jsonl.gz", gzip.compress(b'{"n": 1}\n' * 99, mtime=0)[:-12], "cannot be read"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AskError, match=message):
        read_rows([tmp_path / name], "n")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AskError, match=r"none\.jsonl: cannot be read"):
        read_rows([tmp_path / "none.jsonl"])
