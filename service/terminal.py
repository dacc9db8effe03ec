"""Answers and passages as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from service.replies import Answer, Citation, CitedSentence, Passage


def print_answer(answer: Answer, console: Console) -> None:
    """Print the answer, then its numbered sources with their quotes."""
    if answer.status == "not_found":
        console.print(Text("Not in the documents.", style="bold yellow"))
    console.print(Text(answer.answer))
    for conflict in answer.conflicts:
        console.print(Text(f"\nThe documents disagree about {conflict.about}:", style="bold yellow"))
        for claim in conflict.claims:
            console.print(_indented(_marked(claim)))
    if answer.nearest:
        console.print(Text("\nThe nearest that they say:", style="bold"))
        for sentence in answer.nearest:
            console.print(_indented(_marked(sentence)))
    if answer.citations:
        console.print(Text("\nSources", style="bold"))
    for citation in answer.citations:
        console.print(Text(f"[{citation.id}] {_origin(citation)}"))
        console.print(_indented(f"“{citation.quote}”"))


def print_passages(passages: Sequence[Passage], console: Console) -> None:
    """Print passages, best first, each with its place and score."""
    for rank, passage in enumerate(passages, start=1):
        place = f"{passage.document_id} [{passage.start}:{passage.end}]"
        console.print(Text(f"{rank}. {place}  {passage.score:.4f}", style="bold"))
        console.print(_indented(passage.text))


def result_console() -> Console:
    """Return a console that breaks lines for a person's terminal only; a program that reads them gets them whole."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=1_000_000)


def _marked(sentence: CitedSentence) -> str:
    return sentence.text + " " + "".join(f"[{number}]" for number in sentence.citations)


def _origin(citation: Citation) -> str:
    known = [citation.title, citation.publisher, citation.published and citation.published.isoformat()]
    page = f", page {citation.page}" if citation.page is not None else ""
    place = f"{citation.document_id}{page} [{citation.start}:{citation.end}]"
    return f"{', '.join(part for part in known if part)} ({place})"


def _indented(text: str) -> Padding:
    return Padding(Text(text), (0, 0, 0, 4), expand=False)
