"""Rows of a benchmark's file: JSON Lines, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.asking import AskError

Row = dict[str, Any]


def read_rows(paths: Sequence[Path], *fields: str) -> list[Row]:
    """Read the rows of files, each an object with these fields.

    Raises:
        AskError: a file cannot be read, or a line is not such an object; the message names file and line.

    """
    return [row for path in paths for row in _rows(path, fields)]


def _rows(path: Path, fields: Sequence[str]) -> Iterator[Row]:
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):  # noqa: B007  # used in the message
                if line.strip():
                    row = json.loads(line)
                    _check(row, fields)
                    yield row
    except (OSError, EOFError, zlib.error) as error:
        message = f"{path}: cannot be read: {error}"
        raise AskError(message) from error
    except ValueError as error:
        message = f"{path}:{number}: {error}"
        raise AskError(message) from error


def _check(row: object, fields: Sequence[str]) -> None:
    if not isinstance(row, dict):
        message = "is not a JSON object"
        raise ValueError(message)  # noqa: TRY004  # of the file's content, as for JSON that is broken
    if missing := [field for field in fields if field not in row]:
        message = f"has no field {', '.join(missing)}"
        raise ValueError(message)
