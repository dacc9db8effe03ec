"""What questions call things by their kind and by whose they are: "Anna's car pact", "the Anna pact"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

_OWNING = ("'s ", "’s ", " ", "-led ")  # between whose it is and the kind


class Designations:
    """Finds what a text calls by its kind behind the name of whose it is.

    ``of_kind`` are the positions of the entities that are alone of their kind and named so ("Grand Pact", a pact), by
    kind.
    """

    def __init__(self, of_kind: Mapping[str, int]) -> None:
        self._of_kind = of_kind
        self._owned = _owned_pattern(of_kind)

    def find(self, text: str, ends: Collection[int]) -> Iterator[tuple[int, int, int]]:
        """Where each of them starts and ends, and the position of what it means; names in ``text`` end at ``ends``."""
        for match in self._owned.finditer(text) if self._owned else ():
            behind = text[: match.start()]
            if any(behind.endswith(owning) and len(behind) - len(owning) in ends for owning in _OWNING):
                yield *match.span(), self._of_kind[match["kind"].casefold()]


def _owned_pattern(kinds: Collection[str]) -> re.Pattern[str] | None:
    """Finds one of the kinds behind whose it is, with up to two words between them: "Anna's car [pact]"."""
    either = "|".join(map(re.escape, kinds))
    word = r"(?:(?!(?:an?|the|no|in|not)\b)[a-z][\w-]* )"
    between = rf"(?:(?<=['’]s ){word}{{0,2}}|(?<=\w ){word}?)"
    return re.compile(rf"{between}(?P<kind>(?i:{either}))(?!\w)") if either else None
