"""Settings of the indexer; the service's settings extend them, so that there is one flat list of names."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer.milvus import address


class IndexSettings(BaseSettings):
    """What is indexed, where the index lies, and how documents are cut; read from ``CITED_*`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="CITED_", extra="forbid", hide_input_in_errors=True)

    corpus: Path = Field(
        default=Path("corpus"),
        description="Folder of documents to index: Markdown, text, HTML, PDF, DOCX, PPTX, EPUB, and zip files of them.",
    )
    index: Path = Field(
        default=Path("index"),
        description="Folder that holds the index snapshots; with the store `milvus`, the working copy of those who "
        "change it.",
    )
    store: Literal["local", "milvus"] = Field(
        default="local", description="Where what is searched lies: in the index folder, or in Milvus."
    )
    milvus_uri: str = Field(
        default="milvus.db",
        description="Milvus: a file that ends in `.db` (Milvus Lite), or the `http://` address of a server or cluster.",
    )

    @field_validator("milvus_uri")
    @classmethod
    def _an_address(cls, uri: str) -> str:
        return address.checked(uri)

    milvus_token: SecretStr = Field(
        default=SecretStr(""), description="Token, or `user:password`, for a Milvus that asks for one."
    )
    milvus_collection: str = Field(
        default="cited",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,199}$",
        description="Name of the index in Milvus: an alias, and what its collections' names begin with.",
    )
    milvus_seconds: float = Field(
        default=5.0, ge=0.1, le=600, description="How long Milvus may take to answer; then it counts as down."
    )
    glossary: Path = Field(
        default=Path("corpus/glossary.yaml"),
        description="Names of things, for a corpus folder without its own `glossary.yaml`; the default may be missing.",
    )
    embedder: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        description="Sentence-transformers model: the packaged default, a folder, or a model hub id.",
    )
    chunk_tokens: int = Field(
        default=160, ge=16, le=4096, description="Most tokens of the embedder in a chunk, title and headings included."
    )
    overlap_sentences: int = Field(
        default=1, ge=0, le=10, description="Sentences that a chunk repeats from the one before it."
    )
    max_file_bytes: int = Field(
        default=50_000_000, ge=1, description="Files larger than this many bytes are refused and reported."
    )
    max_pages: int = Field(
        default=2000,
        ge=1,
        le=100_000,
        description="Files with more pages (or slides) are refused and reported.",
    )
    convert_seconds: int = Field(
        default=60, ge=1, le=3600, description="Longest time that the conversion of one file may take."
    )
    convert_megabytes: int = Field(
        default=1500, ge=200, le=100_000, description="Most memory that the conversion of one file may take, in MB."
    )
    dense_index: Literal["auto", "flat", "ivf"] = Field(
        default="auto",
        description="How vectors are searched: `flat` goes through all, `ivf` through cells of near ones; "
        "`auto` chooses by size and measured recall.",
    )
    threads: int = Field(
        default=2, ge=1, le=64, description="Processor cores that a model may use for one question, or for indexing."
    )
