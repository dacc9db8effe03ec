"""``python -m indexer`` does what ``cited index`` does."""

from __future__ import annotations

from indexer.cli import app

app(prog_name="python -m indexer")
