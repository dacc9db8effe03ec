"""Text is normalised once, when it comes in and before any offset is taken; afterwards it never changes."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_TRAILING_SPACE = re.compile(r"[^\S\n]+(?=\n|$)")
_BLANK_RUN = re.compile(r"\n{3,}")


def normalise_text(text: str) -> str:
    """Compose characters (NFC), unify line ends, drop control and invisible formatting characters and spare blank.

    Non-breaking and other wide spaces become plain ones; words, quotes and punctuation stay as they were written.
    Idempotent.

    Raises:
        ValueError: the text holds a lone surrogate, which no encoding can store.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = "The text holds a lone surrogate (half of a character); send valid Unicode."
        raise ValueError(message) from error
    text = _LINE_ENDS.sub("\n", text).translate(_KEPT)
    text = _TRAILING_SPACE.sub("", unicodedata.normalize("NFC", text))
    return _BLANK_RUN.sub("\n\n", text).strip()


class _Kept(dict[int, str]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = kept = _kept(chr(code))
        return kept


def _kept(character: str) -> str:
    if character in "\n\t ":
        return character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in {"Cc", "Co", "Cn"} or character in "\ufeff\u200b\u00ad\u2060\ufffd":
        return ""
    return character


_KEPT = _Kept()
