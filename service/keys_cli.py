"""``cited keys``: create, list and revoke the API keys of a service."""

from __future__ import annotations

from typing import Annotated, Final

import typer
from pydantic import ValidationError
from rich.table import Table

from service.keys import KeysError, Scope, create_key, read_keys, revoke_key
from service.settings import Settings, SettingsError, load_settings
from service.terminal import result_console

BAD_INPUT: Final = 2

app = typer.Typer(
    help="Create, list and revoke API keys. Once there is one, the service asks for it; it need not be started again. "
    "The file is CITED_KEYS, or ./keys.json.",
    no_args_is_help=True,
)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is, for the list and the log.")],
    scope: Annotated[Scope, typer.Option(help="What it may do: ask, or ask and write documents.")] = "ask",
) -> None:
    """Create a key and print it: this once, as it is stored only as a hash.

    Example:
      cited keys create reporting --scope ask
    """
    try:
        key, token = create_key(_settings().keys, name, scope)
    except KeysError as error:
        raise _failure(str(error)) from error
    except ValidationError as error:
        raise _failure("A name has 1 to 100 letters, digits, spaces and . _ - @ +.") from error
    typer.echo(token)
    typer.echo(f"The key {key.id} ({key.scope}) is not shown again. Send it as: Authorization: Bearer KEY", err=True)


@app.command("list")
def list_keys() -> None:
    """List the keys: id, name, scope, when created and when revoked."""
    try:
        keys = read_keys(_settings().keys)
    except KeysError as error:
        raise _failure(str(error)) from error
    table = Table("Id", "Name", "Scope", "Created", "Revoked", box=None)
    for key in keys:
        revoked = f"{key.revoked:%Y-%m-%d %H:%M}" if key.revoked else ""
        table.add_row(key.id, key.name, key.scope, f"{key.created:%Y-%m-%d %H:%M}", revoked)
    if keys:
        result_console().print(table)
    else:
        typer.echo("There is no key; the service asks for none.")


@app.command()
def revoke(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as the list shows it.")],
) -> None:
    """Revoke a key: a running service refuses it from the next request on."""
    try:
        key = revoke_key(_settings().keys, identifier)
    except KeysError as error:
        raise _failure(str(error)) from error
    typer.echo(f"The key {key.id} of {key.name} is revoked.")


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        raise _failure(str(error)) from error


def _failure(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(BAD_INPUT)
