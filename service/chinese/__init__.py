"""Chinese questions put into English to search by: a word list of what is asked of documents, and an English order.

No translation of all that can be said: a question with a word that the list lacks is left as it is, and then refused.
Names are the glossary's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.chinese.nouns import Phrase
from service.chinese.order import question
from service.chinese.phrases import phrases
from service.chinese.sentences import says
from service.chinese.sorts import resolved
from service.chinese.words import Word, simplified, words
from service.names import Names

_CJK = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(
    r"\b(?:what|which|who|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|the|of|in|for|to)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[?;!？；！。\n]+")
_ASKS = ("asking", "pronouns", "degrees", "confirming", "telling")
_OPENS_ANOTHER = frozenset({"又", "而", "那么", "以及", "并", "并且", "同时", "而且", "且", "还", "还有"})


def is_chinese(text: str) -> bool:
    """Whether ``text`` holds Chinese characters."""
    return bool(_CJK.search(text))


def asks_in_chinese(text: str) -> bool:
    """Whether ``text``, without its names, is Chinese and no English question with Chinese words in it."""
    return is_chinese(text) and len(_ENGLISH.findall(text)) < 2


def in_english(text: str, names: Names) -> str:
    """A question with Chinese in it as one in English, or as several; unchanged where something is not understood."""
    asked: list[list[Word]] = []
    named = _named(text, names)
    start = 0
    text_ = simplified(text)
    for end in [*(match.start() for match in _END.finditer(text_)), len(text_)]:
        within = {at - start: (stop - start, *name) for at, (stop, name) in named.items() if start <= at < end}
        asked += _questions(words(text_[start:end], within))
        start = end + 1
    everything = [word for part in asked for word in part]
    if not _understood(everything):
        return text
    if any(_asks(part) for part in asked):
        asked = [part for part in asked if _asks(part) or _is_name(part)]
    return _assembled(asked)


def _assembled(asked: Sequence[Sequence[Word]]) -> str:
    topic: Phrase | None = None
    said: list[str] = []
    for part in asked:
        given = resolved(_with_topic(part, topic))
        english = question(phrases(given), topic)
        if not _holds(english, given):
            english = _in_order(given)
        topic = _about(part) or topic
        if _asks(part) or len(asked) == 1:
            said.append(f"{english}?")
    return " ".join(said)


def _holds(english: str, given: Sequence[Word]) -> bool:
    """Whether a question says all that it has to; one noun may be what a name in it says already."""
    lacking = {"verbs": 0, "nouns": 0}
    for word in given:
        for sort, text in word.readings.items():
            if sort in {"name", "number", "times"} and text.rpartition(" ")[2] not in english:
                return False
            if sort in {"adjectives", "deeds"} | lacking.keys() and not says(english, text):
                lacking["nouns" if sort in {"nouns", "deeds"} else "verbs"] += 1
    return lacking["verbs"] == 0 and lacking["nouns"] <= 1


def _in_order(part: Sequence[Word]) -> str:
    """The English of each word, the asking one first, where the order of an English question was not found."""
    said = [(sort in _ASKS, text) for word in part for sort, text in word.readings.items() if text]
    return " ".join([*(text for asks, text in said if asks), *(text for asks, text in said if not asks)])


def _about(part: Sequence[Word]) -> Phrase | None:
    """The first name of a question, for "it" in the next."""
    first = next((word for word in part if "name" in word), None)
    return None if first is None else Phrase("noun", first["name"], kind=first.kind, named=True)


def _named(text: str, names: Names) -> dict[int, tuple[int, tuple[str, str | None]]]:
    """The end, canonical name and kind of each name by its start; in traditional characters as well."""
    mentions = [*names.find(simplified(text)), *names.find(text)]
    return {m.start: (m.end, (names.entities[m.entities[0]].canonical, m.kind)) for m in mentions}


def _asks(part: Sequence[Word]) -> bool:
    return any(sort in word for word in part for sort in _ASKS) or any(word.chinese == "还是" for word in part)


def _is_name(part: Sequence[Word]) -> bool:
    return any("name" in word for word in part)


def _understood(found: Sequence[Word]) -> bool:
    """Whether every word is known, and one says something."""
    telling = any(not {"empty", "of", "comma", "past"} >= word.readings.keys() for word in found)
    return telling and not any("unknown" in word for word in found)


def _questions(found: Sequence[Word]) -> list[list[Word]]:
    """The words of each question: they part at a comma, and at "and also" behind what has asked already."""
    parts: list[list[Word]] = [[]]
    for i, word in enumerate(found):
        rest = found[i + 1 :]
        parting = "comma" in word or (word.chinese in _OPENS_ANOTHER and _opens(rest))
        if parting and _asks(parts[-1]) and _asks(rest):
            parts.append([])
        elif "comma" not in word or parts[-1]:
            parts[-1].append(word)
    return [part for part in parts if part]


def _opens(rest: Sequence[Word]) -> bool:
    """Whether words can be a question of their own: they act, or say what is."""
    return any({"verbs", "being", "having"} & set(word.readings) for word in rest)


def _with_topic(part: Sequence[Word], topic: Phrase | None) -> list[Word]:
    """The words with "it" as what was spoken of before."""
    if topic is None:
        return list(part)
    return [
        Word(word.chinese, {"name": topic.text}, topic.kind) if word.readings.get("pointing") == "it" else word
        for word in part
    ]
