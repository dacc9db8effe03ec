"""Words for one kind of thing: who asks for "shops" is answered by a number of "stores"."""

from __future__ import annotations

from collections.abc import Callable

_GROUPS = (
    ("car", "vehicle", "automobile", "auto"),
    ("shop", "store", "outlet"),
    ("carmaker", "automaker"),
    ("company", "firm", "enterprise"),
    ("brand", "marque"),
    ("worker", "employee"),
    ("ship", "vessel"),
    ("film", "movie"),
    ("house", "home"),
    ("pupil", "student"),
    ("doctor", "physician"),
    ("street", "road"),
    ("plane", "aircraft", "airplane", "aeroplane"),
    ("picture", "image", "photo"),
    ("site", "location"),
)  # what people count, in general English


def synonyms(stem: str, analyse: Callable[[str], list[str]]) -> frozenset[str]:
    """The stems of the nouns that mean what a stem does, itself among them."""
    for group in _GROUPS:
        stems = frozenset(analyse(" ".join(group)))
        if stem in stems:
            return stems
    return frozenset({stem})
