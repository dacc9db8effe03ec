"""The command ``cited``: index a folder, serve it, ask it, search it."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn, TypeVar

import typer
import typer.core
from pydantic import BaseModel, ValidationError

from indexer.cli import index_command
from service.keys_cli import app as keys_app
from service.settings import Settings, SettingsError, load_settings, refuse_unknown_variables

if TYPE_CHECKING:
    from typer._click import Command, Context

    from service.answering import Answerer

BAD_INPUT: Final = 2
Asked = TypeVar("Asked", bound=BaseModel)


class Commands(typer.core.TyperGroup):
    """The commands of this file, and those that other packages plug in by an entry point of ``cited.commands``.

    A plugged-in command is imported when it is called or listed: what it needs takes seconds to load.
    """

    def list_commands(self, ctx: Context) -> list[str]:
        """Return every command's name."""
        return [*super().list_commands(ctx), *entry_points(group="cited.commands").names]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return a command by its name, or None."""
        if plugged := entry_points(group="cited.commands", name=cmd_name):
            command = typer.main.get_command(plugged[cmd_name].load())
            command.name = cmd_name
            return command
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    name="cited",
    cls=Commands,
    help="Answers from your documents, every sentence with a quote that can be checked. "
    "Begin with: cited index, then cited serve or cited ask. Every setting is a CITED_… environment variable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command("index")(index_command)
app.add_typer(keys_app, name="keys")

IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder of the index; else CITED_INDEX or ./index.")]
TopKOption = Annotated[int, typer.Option("--top-k", min=1, max=50, help="How many passages to read.")]
DocumentOption = Annotated[
    list[str] | None, typer.Option("--document", help="Only this document, by id; give it again for more.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the object that the HTTP API would send.")]


@app.callback()
def cited() -> None:
    """Refuse mistyped settings before anything is done."""
    try:
        refuse_unknown_variables()
    except SettingsError as error:
        _fail(str(error))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else CITED_HOST or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port, 0 for a free one; else CITED_PORT or 8000.")] = None,
    index: IndexOption = None,
    *,
    public: Annotated[
        bool | None, typer.Option("--public", help="Let other machines in although there is no API key.")
    ] = None,
) -> None:
    """Serve the page and the HTTP API until Ctrl-C.

    It listens at once and answers questions when the models are loaded: GET /readyz tells when. The log goes to
    standard error, one JSON object a line.

    Example:
      cited serve --port 8080
    """
    from service.server import ServerError, serve_until_stopped  # noqa: PLC0415 - takes seconds; --help should not

    try:
        serve_until_stopped(_settings(host=host, port=port, index=index, public=public))
    except ServerError as error:
        _fail(str(error))


@app.command()
def mcp(index: IndexOption = None) -> None:
    """Serve one program over the Model Context Protocol, on standard input and output.

    It has the tools ask, search and read_document, and every document as a resource. A running `cited serve` has the
    same at /mcp. The log goes to standard error.

    Example, in the configuration of a program that starts MCP servers:
      {"command": "cited", "args": ["mcp", "--index", "/path/of/index"]}
    """
    import asyncio  # noqa: PLC0415 - as above
    import signal  # noqa: PLC0415 - as above

    from service.keys import KeysError  # noqa: PLC0415 - as above
    from service.library import LibraryError  # noqa: PLC0415 - as above
    from service.mcp_server import serve_stdio  # noqa: PLC0415 - as above

    settings = _settings(index=index)
    # Ctrl-C ends the process at once: a thread that waits for input cannot be woken, and nothing is being written.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        asyncio.run(serve_stdio(settings))
    except (KeysError, LibraryError) as error:
        _fail(str(error))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="One question in plain words, in quotes.")],
    index: IndexOption = None,
    top_k: TopKOption = 8,
    document: DocumentOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Answer a question: the answer, then its numbered sources with their quotes.

    Example:
      cited ask "Which marques belong to the alliance?"
    """
    from indexer.stores import StoreError  # noqa: PLC0415 - as above
    from service import terminal  # noqa: PLC0415 - as above
    from service.answering import UnknownDocumentsError  # noqa: PLC0415 - as above
    from service.api.inputs import Question  # noqa: PLC0415 - as above

    asked = _checked(Question, question=question, top_k=top_k, documents=document or None)
    answerer = _answerer(_settings(index=index), asked.question)
    try:
        answer = answerer.answer(asked.question, top_k=asked.top_k, documents=asked.documents)
    except (StoreError, UnknownDocumentsError) as error:
        _fail(str(error))
    if json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        terminal.print_answer(answer, terminal.result_console())


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words to search for.")],
    index: IndexOption = None,
    top_k: TopKOption = 8,
    document: DocumentOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Find the passages that fit best, best first, with their scores.

    Example:
      cited search "battery partner" --top-k 3
    """
    from indexer.stores import StoreError  # noqa: PLC0415 - as above
    from service import terminal  # noqa: PLC0415 - as above
    from service.answering import UnknownDocumentsError  # noqa: PLC0415 - as above
    from service.api.inputs import Query  # noqa: PLC0415 - as above
    from service.replies import SearchResults  # noqa: PLC0415 - as above

    asked = _checked(Query, query=query, top_k=top_k, documents=document or None)
    answerer = _answerer(_settings(index=index), asked.query)
    try:
        passages = answerer.search(asked.query, top_k=asked.top_k, documents=asked.documents)
    except (StoreError, UnknownDocumentsError) as error:
        _fail(str(error))
    if json:
        typer.echo(SearchResults(passages=passages).model_dump_json(indent=2))
    else:
        terminal.print_passages(passages, terminal.result_console())


def _settings(**values: object) -> Settings:
    try:
        return load_settings(**values)
    except SettingsError as error:
        _fail(str(error))


def _checked(model: type[Asked], **values: object) -> Asked:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        mistake = error.errors()[0]
        _fail(f"{mistake['loc'][0]}: {mistake['msg'].removeprefix('Value error, ')}")


def _answerer(settings: Settings, question: str) -> Answerer:
    from service.library import Library, LibraryError  # noqa: PLC0415 - as above

    if len(question) > settings.max_question_characters:
        _fail(f"The question has {len(question)} characters; at most {settings.max_question_characters} are read.")
    try:
        return Library.open(settings).edition.answerer
    except LibraryError as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(BAD_INPUT)
