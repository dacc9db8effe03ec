"""The language of a text, for documents that do not state it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

DEFAULT = "en"
SAMPLE_CHARACTERS = 4_000
# Fewer letters than this tell too little: names and figures look like any language.
LEAST_LETTERS = 20
LEAST_PROBABILITY = 0.5

NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\d_]|[^\w\s'’-]")


def detect_language(text: str) -> str:
    """ISO 639-1 tag of the language that most of a text is in; "en" where it is too short or too mixed to tell.

    The detector is ``py3langid`` (Lui and Baldwin, 2012: langid.py, An Off-the-shelf Language Identification Tool); it
    reads the beginning and the middle, since a text may begin with a title page or a summary in another language.
    """
    middle = max((len(text) - SAMPLE_CHARACTERS // 2) // 2, 0)
    sample = f"{text[: SAMPLE_CHARACTERS // 2]} {text[middle : middle + SAMPLE_CHARACTERS // 2]}"
    words = NOT_WORDS.sub(" ", sample)
    letters = sum(2 if character > "\u2e7f" else 1 for character in words if character.isalpha())
    if letters < LEAST_LETTERS:
        return DEFAULT
    language, probability = _identifier().classify(words)
    return str(language) if probability >= LEAST_PROBABILITY else DEFAULT


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - it takes a second, and many need none

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
