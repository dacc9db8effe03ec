from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from indexer.settings import IndexSettings


def test_environment_and_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITED_CHUNK_TOKENS", "99")
    monkeypatch.setenv("CITED_CORPUS", "elsewhere")
    settings = IndexSettings(corpus=Path("here"))
    assert (settings.chunk_tokens, settings.corpus) == (99, Path("here"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("chunk_tokens", 15), ("overlap_sentences", -1), ("max_file_bytes", 0), ("embedder", ""), ("nonsense", 1)],
)
def test_what_is_out_of_bounds_or_unknown_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        IndexSettings(**{name: value})  # type: ignore[arg-type]


def test_every_setting_is_documented() -> None:
    assert all(field.description for field in IndexSettings.model_fields.values())
