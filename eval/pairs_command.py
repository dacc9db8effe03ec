"""``cited eval pairs``: how well contradictions between two sentences are told from near-misses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from eval.asking import AskError
from eval.console import console, plain_errors, settings_with
from eval.contradictions import OWN_PAIRS, find, load_pairs, score
from indexer.embedding import Embedder, EmbedderError
from indexer.folder import load_glossary
from indexer.glossary import GlossaryError


def pairs_command(
    file: Annotated[Path, typer.Argument(help="JSON Lines: id, a, b, conflict, why.")] = OWN_PAIRS,
) -> None:
    """Contradictions between pairs of sentences: precision, recall, F1, and every pair that is got wrong."""
    with plain_errors():
        pairs = load_pairs(file)
        settings = settings_with()
        try:
            found = find(pairs, Embedder.load(settings.embedder), load_glossary(settings))
        except (EmbedderError, GlossaryError) as error:
            raise AskError(str(error)) from error
    for item in found:
        if (item.difference is not None) != item.pair.conflict:
            said = f"said to differ in {item.difference}" if item.difference else "missed"
            console.print(
                escape(f"{item.pair.id} {said}: {item.pair.why}\n  {item.pair.a}\n  {item.pair.b}"), soft_wrap=True
            )
    scores = score(found)
    table = Table("", "value  [95 % interval]", box=None)
    for name, estimate in (("precision", scores.precision), ("recall", scores.recall), ("F1", scores.f1)):
        table.add_row(name, escape(f"{100 * estimate.value:.1f} [{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]"))
    console.print(f"{len(pairs)} pairs, {sum(pair.conflict for pair in pairs)} of them conflicts.")
    console.print(table)
