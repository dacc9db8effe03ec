"""An answer as the text of a chat message: prose, then numbered sources, and where the markers stand in it."""

from __future__ import annotations

from urllib.parse import quote

from service.citations import with_markers
from service.openai_shapes import Annotation, UrlCitation
from service.replies import Answer, Citation, CitedSentence


class Content:
    """The text of a message as it grows. Each method returns what it added, so that it can be sent at once."""

    def __init__(self) -> None:
        self.text = ""
        self._markers: list[tuple[int, int]] = []  # where a marker begins, and its number

    def sentence(self, sentence: CitedSentence) -> str:
        """Add the next sentence of an answer, as its ``answer`` has it."""
        begun = len(self.text)
        if self.text:
            self._say(" ")
        self._cite(sentence)
        return self.text[begun:]

    def ending(self, answer: Answer, folder: str) -> str:
        """Add all that follows the sentences of an answer: what is in conflict or nearest, and the sources.

        ``folder`` is the address under which the documents are.
        """
        begun = len(self.text)
        if not answer.sentences:
            self._say(answer.answer)
        for conflict in answer.conflicts:
            self._say(f"\n\nThe documents disagree about “{conflict.about}”: ")
            for position, claim in enumerate(conflict.claims):
                self._say(" against " if position else "")
                self._mark(claim.citations)
            self._say(".")
        if answer.nearest:
            self._say("\n\nThe nearest that they say:")
        for nearest in answer.nearest:
            self._say("\n\n")
            self._cite(nearest)
        if answer.citations:
            self._say("\n\nSources:")
        for citation in answer.citations:
            self._say(f"\n\n[{citation.id}] {_source(citation)} {address(citation, folder)}")
        return self.text[begun:]

    def annotations(self, answer: Answer, folder: str) -> list[Annotation]:
        """Return an annotation for every marker, in the order of the text."""
        cited = {citation.id: citation for citation in answer.citations}
        return [
            Annotation(
                url_citation=UrlCitation(
                    start_index=start,
                    end_index=start + len(f"[{number}]"),
                    title=cited[number].title,
                    url=address(cited[number], folder),
                )
            )
            for start, number in self._markers
        ]

    def _say(self, text: str) -> None:
        self.text += text

    def _mark(self, numbers: list[int]) -> None:
        for number in numbers:
            self._markers.append((len(self.text), number))
            self._say(f"[{number}]")

    def _cite(self, sentence: CitedSentence) -> None:
        prose = with_markers([sentence])
        # The last place: a text may hold brackets of its own, and only a full stop follows the markers.
        markers = "".join(f"[{number}]" for number in sentence.citations)
        at = prose.rindex(markers)
        self._say(prose[:at])
        self._mark(sentence.citations)
        self._say(prose[at + len(markers) :])


def address(citation: Citation, folder: str) -> str:
    """Return where the document is; the fragment is the quote's place in its text, in characters (RFC 5147)."""
    return f"{folder}/{quote(citation.document_id, safe='')}#char={citation.start},{citation.end}"


def _source(citation: Citation) -> str:
    page = f"p. {citation.page}" if citation.page is not None else None
    known = [citation.title, citation.publisher, citation.published and citation.published.isoformat(), page]
    return f"{', '.join(part for part in known if part)}: “{' '.join(citation.quote.split())}”"
