"""Forms of English verbs, nouns and adjectives, for the sentences that are made and not found."""

from __future__ import annotations

import re
from collections.abc import Mapping

_VOWELS = "aeiou"
_PLURALS = {"person": "people", "man": "men", "woman": "women", "child": "children", "series": "series"}
_IRREGULAR_DEGREES = {
    "good": ("better", "best"), "bad": ("worse", "worst"), "many": ("more", "most"), "few": ("fewer", "fewest"),
    "far": ("further", "furthest"),
}  # fmt: skip


def past(verb: str, irregular: Mapping[str, str]) -> str:
    """The past of a verb, of whose words the first is inflected: "partner with", "partnered with"."""
    return _inflected(verb, irregular, 0)


def participle(verb: str, irregular: Mapping[str, str]) -> str:
    """The past participle of a verb: "built". ``irregular`` gives past and participle, one word where they agree."""
    return _inflected(verb, irregular, -1)


def gerund(verb: str) -> str:
    """The form after "before" and "after": "leaving"."""
    first, _, others = verb.partition(" ")
    stem = first[:-1] if re.search(r"[^eoy]e$", first) else first
    return f"{stem}ing {others}".strip()


def _inflected(verb: str, irregular: Mapping[str, str], which: int) -> str:
    first, _, others = verb.partition(" ")
    if first in irregular:
        first = irregular[first].split()[which]
    elif first.endswith("e"):
        first += "d"
    else:
        first = first[:-1] + "ied" if re.search(rf"[^{_VOWELS}]y$", first) else first + "ed"
    return f"{first} {others}".strip()


def third_person(verb: str) -> str:
    """The form after "it": "launches"."""
    first, _, others = verb.partition(" ")
    first = {"be": "is", "have": "has"}.get(first) or _with_s(first)
    return f"{first} {others}".strip()


def plural(noun: str) -> str:
    """The plural of a noun phrase that ends in its noun: "new models"; one that is plural stays."""
    before, _, last = noun.rpartition(" ")
    if last in _PLURALS or last in _PLURALS.values():
        last = _PLURALS.get(last, last)
    elif last.isascii() and not (last.endswith("s") and not last.endswith("ss")):
        last = _with_s(last)
    return f"{before} {last}".strip()


def is_plural(noun: str) -> bool:
    """Whether a noun phrase that ends in its noun is in the plural."""
    last = noun.rpartition(" ")[2]
    return last in _PLURALS.values() or (last.endswith("s") and not last.endswith(("ss", "us", "is")))


def compared(adjective: str, *, highest: bool) -> str:
    """The comparative or superlative: "larger", "most expensive"."""
    if adjective in _IRREGULAR_DEGREES:
        return _IRREGULAR_DEGREES[adjective][highest]
    ending = "est" if highest else "er"
    if len(adjective) > 6 or " " in adjective or "-" in adjective:
        return f"{'most' if highest else 'more'} {adjective}"
    if adjective.endswith("y"):
        return f"{adjective[:-1]}i{ending}"
    if adjective.endswith("e"):
        return adjective + ending[1:]
    if re.fullmatch(rf"[^{_VOWELS}]+[{_VOWELS}][bdgt]", adjective):
        return adjective + adjective[-1] + ending
    return adjective + ending


def _with_s(word: str) -> str:
    if re.search(rf"[^{_VOWELS}]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh", "o")) else "s")
