from __future__ import annotations

import pytest
from pydantic import ValidationError

from indexer.milvus.address import checked, without_password
from indexer.milvus.connection import Connection
from indexer.settings import IndexSettings
from tests.indexer.milvus.servers import MilvusServer


@pytest.mark.parametrize(
    "address", ["m.db", "/a folder/someone@home.db", "http://host", "https://u:p@host:443/base", "tcp://[::1]:19530"]
)
def test_files_and_servers_are_addresses(address: str) -> None:
    assert IndexSettings(milvus_uri=address).milvus_uri == checked(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://someone:secret@host:port",
        "http://someone:secret@host:99999",
        "http://someone:secret@host:-1",
        "http://someone:secret@host:0",
        "http://someone:secret@host:1:2",
        "http://someone:secret@[::1:19530",
        "http://someone:secret@\u2100.com",
        "http://someone:secret@",
        "http:///secret",
        "http://someone:secret@ho st",
        "http://someone:secret@host\n",
        "http://someone:secret/1@host:9",
        "http://someone:1/secret@host:9",
        "http://someone:1?secret@host:9",
        "http://someone:1#secret@host:9",
        "http://someone:secret@host:9/index.db",
        "ftp://someone:secret@host/index.db",
    ],
)
def test_what_is_neither_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValidationError, match=r"milvus_uri\n.*nor the address of a server") as caught:
        IndexSettings(milvus_uri=address)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://someone:secret@host:9", "http://host:9"),
        ("tcp://someone:sec@ret@host", "tcp://host"),
        ("http://someone:secret@host/index.db", "http://host/index.db"),
        ("someone@home.db", "someone@home.db"),
    ],
)
def test_it_is_shown_without_its_password(address: str, shown: str) -> None:
    assert without_password(address) == shown


def test_a_server_is_reached_by_an_address_with_a_password(milvus: MilvusServer) -> None:
    address = milvus.uri.replace("://", "://someone:secret@")
    assert Connection(checked(address), "", 5).aim("nowhere") is None
