"""Where the pages of a text begin."""

from __future__ import annotations

from collections.abc import Mapping


def page_offsets(begins: Mapping[int, int], count: int, length: int) -> tuple[int, ...]:
    """The offset of each of ``count`` pages of a text of ``length`` code points.

    Args:
        begins: the offset of what begins on a page, by the page's position; pages without anything are missing.
        count: how many pages there are.
        length: where the text ends.

    Returns:
        Offsets in ascending order; a page without anything begins where the next one does.
    """
    offsets = [length] * count
    following = length
    for page in range(count - 1, -1, -1):
        following = offsets[page] = begins.get(page, following)
    return tuple(offsets)
