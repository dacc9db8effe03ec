"""What questions call things by their kind, not by a name: "Anna's car pact", "the Anna pact", "all five ships"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from indexer.glossary import Entity
from service.values import find_values

_HOW_MANY = r"(?:the|all|of|its|their|these|those|[’']s|s[’']) (?P<number>[\w-]+)"
_OWNING = ("'s ", "’s ", " ", "-led ")  # between whose it is and the kind


class Designations:
    """Finds what a text calls by its kind and by whose it is, or by its kind and by how many there are.

    ``of_kind`` are the positions of the entities that are alone of their kind and named so ("Grand Pact", a pact), by
    kind; ``members`` those of the members of each group.
    """

    def __init__(
        self, entities: Sequence[Entity], of_kind: Mapping[str, int], members: Mapping[int, Sequence[int]]
    ) -> None:
        self._of_kind = of_kind
        self._owned = _owned_pattern(of_kind)
        self._groups: dict[tuple[str, int], int] = {}
        for group, parts in members.items():
            kinds = {entities[part].kind for part in parts}
            if len(kinds) == 1 and (kind := kinds.pop()):
                self._groups.setdefault((kind.casefold(), len(parts)), group)
        self._counted = _counted_pattern(sorted({kind for kind, _ in self._groups}))

    def find(self, text: str, ends: Collection[int]) -> Iterator[tuple[int, int, int]]:
        """Where each of them starts and ends, and the position of what it means; names in ``text`` end at ``ends``."""
        for match in self._owned.finditer(text) if self._owned else ():
            behind = text[: match.start()]
            if any(behind.endswith(owning) and len(behind) - len(owning) in ends for owning in _OWNING):
                yield *match.span(), self._of_kind[match["kind"].casefold()]
        for match in self._counted.finditer(text) if self._counted else ():
            number = next((v.canonical for v in find_values(match["number"])), "")
            key = (match["kind"].casefold(), int(number) if number.isdigit() else 0)
            if key in self._groups:
                yield match.start("number"), match.end(), self._groups[key]


def _owned_pattern(kinds: Collection[str]) -> re.Pattern[str] | None:
    """Finds one of the kinds behind whose it is, with up to two words between them: "Anna's car [pact]"."""
    either = "|".join(map(re.escape, kinds))
    word = r"(?:(?!(?:an?|the|no|in|not)\b)[a-z][\w-]* )"
    between = rf"(?:(?<=['’]s ){word}{{0,2}}|(?<=\w ){word}?|(?<=-led ){word}?)"
    return re.compile(rf"{between}(?P<kind>(?i:{either}))(?!\w)") if either else None


def _counted_pattern(kinds: Collection[str]) -> re.Pattern[str] | None:
    """Finds so many of one of the kinds, where all of them are meant: "the five ships"."""
    either = "|".join(map(re.escape, kinds))
    return re.compile(rf"\b{_HOW_MANY} (?P<kind>(?i:{either}))s\b", re.IGNORECASE) if either else None
