"""``cited index``: builds, refreshes and checks the index from the command line."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from indexer.settings import IndexSettings

if TYPE_CHECKING:
    from indexer.embedding import Embedder
    from indexer.engine import Engine
    from indexer.report import BuildReport
    from indexer.stores import Store

REFUSED_SOME = 1
CHANGED_NOTHING = 2
MOST_NAMES = 5

app = typer.Typer(add_completion=False)


@app.command()
def index_command(  # noqa: PLR0913 - each is an option of the command
    corpus: Annotated[
        Path | None,
        typer.Option(help="Folder of documents; folders within it too."),
    ] = None,
    index: Annotated[Path | None, typer.Option(help="Folder for the index; made if it does not exist.")] = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Index nothing if any file cannot be indexed.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Build nothing; verify the index, say what is wrong.")] = False,
    if_stale: Annotated[
        bool, typer.Option("--if-stale", help="Build only if the index is missing or does not fit the folder.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: index again whenever the folder changes, until Ctrl-C.")
    ] = False,
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="What reads and embeds: this machine, or the workers of Ray.")
    ] = "local",
    address: Annotated[
        str | None,
        typer.Option(help="Ray cluster to build on, host:port or auto; else Ray is started here for the build."),
    ] = None,
) -> None:
    """Index a folder of documents, so that they can be searched and asked.

    Files may be Markdown, plain text, HTML, PDF, Word (.docx), PowerPoint (.pptx), EPUB, and zip files of these.

    Run it again after changing files: only what changed is read and embedded, and questions are answered from the old
    state until the new one is complete. A file that cannot be read is named with the reason; the others are indexed.
    With --watch it does so by itself; a service that is running then answers from the new state within seconds.

    With --engine ray, files are read and texts embedded by a Ray cluster that this machine is part of, on machines that
    have Cited installed; the index is written here, and is the same.

    Without options it takes the folders ./corpus and ./index, or CITED_CORPUS and CITED_INDEX; every other setting is
    an environment variable too (CITED_EMBEDDER, CITED_CHUNK_TOKENS, ...).

    Exit status: 0 all is well, 1 some files were refused and the rest indexed, 2 nothing was changed (or --check found
    a fault).

    Examples:
      cited index
      cited index --corpus ~/notes --index ~/notes-index
      cited index --check
      cited index --corpus ~/notes --watch
      cited index --engine ray --address 10.0.0.1:6379
    """
    if engine == "local" and address is not None:
        _fail("--address names a Ray cluster: add --engine ray.")
    if engine == "ray" and (watch or check):
        _fail("--engine ray is for building: leave out --watch or --check.")
    given: dict[str, Any] = {name: path for name, path in (("corpus", corpus), ("index", index)) if path is not None}
    try:
        settings = IndexSettings(**given)
    except ValidationError as error:
        faults = "; ".join(f"CITED_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        _fail(f"A setting is not usable: {faults}")
    if check:
        _check(settings)
    elif watch:
        _watch(settings, strict=strict)
    else:
        ray = (address or "local") if engine == "ray" else None
        _build(settings, strict=strict, if_stale=if_stale, ray=ray)


def _check(settings: IndexSettings) -> None:
    from indexer.stores import StoreError, open_store  # noqa: PLC0415 - the numeric libraries take seconds

    try:
        store = open_store(settings)
    except StoreError as error:
        _fail(str(error))
    if faults := store.check():
        _fail(f"The index {store.place} is not sound:\n" + "\n".join(f"  {fault}" for fault in faults))
    Console().print(f"The index {store.place} is sound.", highlight=False, markup=False, soft_wrap=True)


def _build(settings: IndexSettings, *, strict: bool, if_stale: bool, ray: str | None) -> None:
    from indexer.build import BuildError  # noqa: PLC0415 - as above
    from indexer.directory import IndexBusyError  # noqa: PLC0415 - as above
    from indexer.embedding import Embedder, EmbedderError  # noqa: PLC0415 - as above
    from indexer.stores import StoreError, open_store  # noqa: PLC0415 - as above

    try:
        store = open_store(settings)
        embedder = Embedder.load(settings.embedder, settings.threads)
        if if_stale and store.is_stale(embedder) is None:
            Console().print(f"The index {store.place} is up to date.", highlight=False, markup=False, soft_wrap=True)
            return
        with _engine(settings, embedder, ray) as engine:
            report = _built(store, embedder, strict=strict, engine=engine)
    except (BuildError, EmbedderError, IndexBusyError, StoreError, OSError) as error:
        _fail(str(error))
    if report.problems:
        raise typer.Exit(REFUSED_SOME)


def _engine(settings: IndexSettings, embedder: Embedder, ray: str | None) -> AbstractContextManager[Engine | None]:
    """What the work is handed to: nothing, or a Ray cluster by its address."""
    if ray is None:
        return nullcontext()
    try:
        from indexer.cluster import ray_engine  # noqa: PLC0415 - an optional install
    except ModuleNotFoundError as error:
        if error.name not in {"ray", "pyarrow"}:
            raise
        _fail("--engine ray needs packages that are not installed: pip install 'cited[ray]'")
    return ray_engine(settings, embedder, ray)


def _watch(settings: IndexSettings, *, strict: bool) -> None:
    from indexer.build import BuildError  # noqa: PLC0415 - as above
    from indexer.directory import IndexBusyError  # noqa: PLC0415 - as above
    from indexer.embedding import Embedder, EmbedderError  # noqa: PLC0415 - as above
    from indexer.stores import StoreError, open_store  # noqa: PLC0415 - as above
    from indexer.watching import changes  # noqa: PLC0415 - as above

    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    missing = f"There is no corpus folder {settings.corpus}; waiting for it."
    try:
        store = open_store(settings)
        embedder = Embedder.load(settings.embedder, settings.threads)
        for changed in changes(settings.corpus, settings.index, lambda: err.print(missing, markup=False)):
            if changed:
                shown = ", ".join(changed[:MOST_NAMES]) + (" and others" if len(changed) > MOST_NAMES else "")
                out.print(f"Changed: {shown}", markup=False, soft_wrap=True)
            try:
                _built(store, embedder, strict=strict)
            except (BuildError, IndexBusyError, StoreError, OSError) as error:
                # The next change may put it right; until then the index stays as it is.
                err.print(str(error), markup=False, soft_wrap=True)
            if not changed:
                out.print(f"Watching {settings.corpus}; Ctrl-C ends it.", markup=False, soft_wrap=True)
    except (EmbedderError, StoreError) as error:
        _fail(str(error))
    except KeyboardInterrupt:
        out.print("Stopped.")


def _built(store: Store, embedder: Embedder, *, strict: bool, engine: Engine | None = None) -> BuildReport:
    """Build, and print what was done and which files were refused."""
    out, err = Console(highlight=False), Console(stderr=True, highlight=False)
    with _bar(err) as bar:
        task = bar.add_task("Embedding", total=None)
        report = store.build(
            embedder,
            strict=strict,
            engine=engine,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    done = "Indexed" if report.changed else "Nothing to do:"
    out.print(
        f"{done} {report.documents} documents, {report.sentences} sentences, {report.chunks} chunks in "
        f"{report.seconds:.1f} s ({report.embedded} texts embedded, {report.reused} taken over). "
        f"Snapshot {report.snapshot} in {store.place}.",
        markup=False,
        soft_wrap=True,
    )
    for note in report.notes:
        err.print(note, markup=False, soft_wrap=True)
    for problem in report.problems:
        err.print(f"Not indexed: {problem.name}: {problem.reason}", markup=False, soft_wrap=True)
    return report


class _Rate(ProgressColumn):
    """Texts a second."""

    def render(self, task: Task) -> Text:
        """The speed of the task, or a dash before there is one."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} texts/s" if speed else "- texts/s")


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


def _fail(message: str) -> NoReturn:
    Console(stderr=True, highlight=False).print(message, markup=False, soft_wrap=True)
    raise typer.Exit(CHANGED_NOTHING)
