"""API keys: the file that holds them as salted hashes, and the ring that the running service checks them on."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Scope = Literal["ask", "write"]
PREFIX: Final = "cited"  # a key looks like cited_1f2e3d4c_…, so that scanners for leaked secrets can know it
SALT_BYTES: Final = 16
SECRET_BYTES: Final = 32
_NO_SALT: Final = bytes(SALT_BYTES)


class KeysError(RuntimeError):
    """The file of the keys cannot be read or written, or there is no such key; the message says what to do."""


class ApiKey(BaseModel):
    """One key as it is stored: everything but the key.

    ``digest`` is BLAKE2b of the key's secret part, with ``salt``. A slow hash (scrypt, Argon2) makes guessing dear
    where people choose the secret; here it is 256 random bits, which no one guesses however fast the hash is, and a
    fast one lets each request be checked in microseconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: Annotated[str, StringConstraints(pattern=r"^[\w.@+ -]{1,100}$")]
    scope: Scope
    created: datetime
    revoked: datetime | None = None
    salt: str
    digest: str

    def may(self, scope: Scope) -> bool:
        """Tell whether the key's scope holds another: who may write may ask."""
        return self.scope in {"write", scope}


class KeyFile(BaseModel):
    """What the file holds. A revoked key stays in it: a service whose keys are all revoked is not an open one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: Literal[1] = 1
    keys: tuple[ApiKey, ...] = ()


def read_keys(path: Path) -> Sequence[ApiKey]:
    """Return the keys of a file, oldest first; none where there is no file.

    Raises:
        KeysError: the file cannot be read or holds something else.
    """
    try:
        return KeyFile.model_validate_json(path.read_bytes()).keys
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise KeysError(f"The keys in {path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise KeysError(f"{path} does not hold keys as `cited keys` writes them; restore it from a copy.") from error


def create_key(path: Path, name: str, scope: Scope) -> tuple[ApiKey, str]:
    """Add a key to the file, which is made where there is none. Returns it, and the key itself, which is kept nowhere.

    Raises:
        KeysError: the file cannot be read or written.
    """
    secret, salt = secrets.token_urlsafe(SECRET_BYTES), secrets.token_bytes(SALT_BYTES)
    with _changing(path) as keys:
        taken = {key.id for key in keys}
        identifier = next(i for i in iter(lambda: secrets.token_hex(4), None) if i not in taken)
        key = ApiKey(
            id=identifier,
            name=name,
            scope=scope,
            created=datetime.now(UTC),
            salt=salt.hex(),
            digest=_digest(secret, salt).hex(),
        )
        keys.append(key)
    return key, f"{PREFIX}_{identifier}_{secret}"


def revoke_key(path: Path, identifier: str) -> ApiKey:
    """Revoke a key, from now on and for good; a running service refuses it with the next request.

    Raises:
        KeysError: there is none of that id, it is revoked already, or the file cannot be read or written.
    """
    with _changing(path) as keys:
        position = next((i for i, key in enumerate(keys) if key.id == identifier), None)
        if position is None:
            raise KeysError(f"There is no key {identifier} in {path}; `cited keys list` shows the ids.")
        if keys[position].revoked is not None:
            raise KeysError(f"The key {identifier} was revoked at {keys[position].revoked:%Y-%m-%d %H:%M} UTC.")
        keys[position] = keys[position].model_copy(update={"revoked": datetime.now(UTC)})
    return keys[position]


class KeyRing:
    """The keys of a running service: read again when the file changes, and closed when it cannot be read.

    Once there was a key, one is asked for until the process ends, also where the file is taken away.
    """

    def __init__(self, path: Path) -> None:
        """Read the keys.

        Raises:
            KeysError: the file cannot be read.
        """
        self._path = path
        self._stamp: tuple[int, int, int] | None = None  # of no file
        self._keys: dict[str, ApiKey] = {}
        self._required = False
        self.refresh()

    def refresh(self) -> bool:
        """Read the file again if it has changed; tells whether a key is asked for.

        Raises:
            KeysError: the file cannot be read; nobody is let in then.
        """
        try:
            status = self._path.stat()
            stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
        except FileNotFoundError:
            stamp = None
        except OSError as error:
            raise KeysError(f"The keys in {self._path} cannot be read: {error.strerror}.") from error
        if stamp != self._stamp:
            self._keys = {key.id: key for key in read_keys(self._path)}
            self._stamp = stamp
            self._required |= bool(self._keys)
        return self._required

    def find(self, token: str) -> ApiKey | None:
        """Return the key that a caller sent, revoked or not; None where there is no such key.

        The id tells which key it claims to be; that the secret is right is found out in the same time for every secret,
        and for an id that does not exist.
        """
        prefix, _, rest = token.partition("_")
        identifier, _, secret = rest.partition("_")
        key = self._keys.get(identifier) if prefix == PREFIX else None
        salt, digest = (bytes.fromhex(key.salt), bytes.fromhex(key.digest)) if key else (_NO_SALT, _NO_SALT)
        return key if hmac.compare_digest(_digest(secret, salt), digest) else None

    def valid(self) -> Sequence[ApiKey]:
        """Return the keys that are not revoked."""
        return [key for key in self._keys.values() if key.revoked is None]


def _digest(secret: str, salt: bytes) -> bytes:
    return hashlib.blake2b(secret.encode("utf-8", "surrogatepass"), salt=salt, digest_size=32, person=b"cited").digest()


@contextmanager
def _changing(path: Path) -> Iterator[list[ApiKey]]:
    """The keys, to be changed: written when the block ends well, by one rename. Two commands wait for each other."""
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            keys = list(read_keys(target))
            yield keys
            _write(target, KeyFile(keys=tuple(keys)))
            os.fsync(folder)
        finally:
            os.close(folder)  # and with it the lock
    except OSError as error:
        raise KeysError(f"The keys in {path} cannot be written: {error.strerror}.") from error


def _write(path: Path, content: KeyFile) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # made with the mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content.model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
