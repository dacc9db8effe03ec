"""What all tests share: the real embedder, loaded once, with no network."""

from __future__ import annotations

import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import pytest

from indexer.embedding import Embedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model: the default of the settings."""
    return Embedder.load("all-MiniLM-L6-v2")
