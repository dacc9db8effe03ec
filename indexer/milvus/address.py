"""The address of a Milvus as a person writes it: a file of Milvus Lite, or a server with or without a password."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

FILE_ENDING: Final = ".db"
_SCHEMES = frozenset({"http", "https", "tcp"})


def is_file(address: str) -> bool:
    """Whether an address is that of a file."""
    return address.endswith(FILE_ENDING) and "://" not in address


def checked(address: str) -> str:
    """The address, if it is a file's, or a server's whose host and port can be told.

    Raises:
        ValueError: it is neither; the message repeats nothing of it, as a password may stand anywhere in it.
    """
    if not is_file(address) and not _is_server(address):
        message = (
            "neither a file that ends in `.db` nor the address of a server, as `http://host:19530` with a port from 1 "
            "to 65535; a password with `/`, `?`, `#` or a space in it can only be given in CITED_MILVUS_TOKEN"
        )
        raise ValueError(message)
    return address


def _is_server(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    beyond = parts.path + parts.query + parts.fragment
    # The client of Milvus takes what ends like a file for one, and port 0 for none.
    return (
        parts.scheme in _SCHEMES
        and bool(parts.hostname)
        and port != 0
        and "@" not in beyond  # that of a password which the host was cut out of
        and not address.endswith(FILE_ENDING)
        and address.isprintable()
        and " " not in address
    )


def without_password(address: str) -> str:
    """The address as it may be shown."""
    return address if is_file(address) else re.sub(r"^(\w+://)?[^/]*@", r"\1", address)
