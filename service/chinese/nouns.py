"""Chinese noun phrases in English: what is named, counted or asked for, with all that stands before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.chinese.forms import compared, is_plural, plural
from service.chinese.words import LATIN, Word

_SEVERAL = frozenset({"which are", "how many", "how many vehicles"})
_OF_WHOM = {"it": "its", "they": "their", "he": "his", "she": "her"}
# English does not count them: "how much revenue".
_MASS = frozenset(
    {"revenue", "profit", "money", "investment", "R&D investment", "R&D", "spending", "debt", "tax", "cost", "salary"}
    | {"output", "water", "fuel", "oil", "gas", "electricity", "energy", "data", "information", "time", "weight"}
    | {"space"}
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a clause: its sort, its English and, for a noun phrase, what else an English sentence must know.

    ``asks`` is the pronoun of a phrase that asks, ``bare`` one without a noun; ``kind`` the kind of a name that stands
    alone; ``joined`` a phrase that the word 的 ties to what stands before it.
    """

    sort: str
    text: str = ""
    asks: str = ""
    bare: bool = False
    several: bool = False
    kind: str | None = None
    named: bool = False
    joined: bool = False
    pending: bool = False  # 的 stands behind it


def noun_phrase(run: Sequence[Word]) -> Phrase:
    """The phrase of names, nouns, adjectives, figures and pronouns that follow each other, 的 between them or not."""
    parts: list[list[Word]] = [[]]
    for word in run:
        if "of" in word:
            parts.append([])
        else:
            parts[-1].append(word)
    parts = [part for part in parts if part]
    head = parts[-1]
    asks = next((w["pronouns"] for part in parts for w in part if "pronouns" in w), "")
    text = _item(head)
    for part in reversed(parts[:-1]):
        text = _owned(text, part)
    one = run[0] if len(run) == 1 else None
    bare = one is not None and "pronouns" in one
    named = "name" in run[0] and (one is not None or all({"name", "joining", "such"} & set(w.readings) for w in run))
    several = (
        any("joining" in word for word in head)
        or (not bare and asks in _SEVERAL)
        or (not named and is_plural(text.split(" of ")[0]))
    )
    if bare:
        text = asks
    elif asks:
        text = _asking_first(text, asks)
    return Phrase("noun", text, asks, bare, several, one.kind if one else None, named)


def _owned(text: str, part: Sequence[Word]) -> str:
    """``text`` with what owns or describes it: "price of Nordlys", "new brand", "brand with the highest sales"."""
    if all({"adjectives", "superlative"} & set(word.readings) for word in part):
        return f"{described(part)} {text}"
    if len(part) == 1 and part[0].readings.get("pronouns") == "what percent":
        return f"what percent of {text}"
    if len(part) == 1 and "pointing" in part[0]:
        return f"{_OF_WHOM[part[0]['pointing']]} {text}"
    cut = len(part)
    while cut and {"adjectives", "superlative"} & set(part[cut - 1].readings):
        cut -= 1
    if cut < len(part) and "name" in part[cut - 1]:
        return f"{described(part[cut:])} {text} of {_item(part[:cut])}"  # 北光最大的优势
    if cut < len(part):
        return f"{text} with the {described(part[cut:])} {_item(part[:cut])}"
    return f"{text} of {_item(part)}"


def _item(words: Sequence[Word]) -> str:
    """A run of names, nouns and adjectives: "A, B and C", "how many new models", "price of Nordlys"."""
    such = next((i for i, word in enumerate(words) if "such" in word), None)
    if such is not None and such:  # "A, B and other carmakers": their names say it
        names = _item(words[:such])
        return names if " and " in names else re.sub(r", (?=[^,]*$)", " and ", names)
    said: list[str] = []
    sorts: list[str] = []
    for i, word in enumerate(words):
        sort = next(iter(word.readings))
        if sort == "superlative":
            continue
        text = word[sort]
        if sort == "adjectives" and i and "superlative" in words[i - 1]:
            text = compared(text, highest=True)
        if sorts and sort == "nouns" and text.split()[0] == said[-1].split()[-1]:
            text = text.partition(" ")[2]  # "Jie series" and 系列
        if text:
            said.append(text)
            sorts.append(sort)
    owners = next((i for i, word in enumerate(words) if "name" not in word), len(words))
    if 0 < owners < len(words) and words[0].kind != LATIN and _attribute(words[owners:]):
        return f"{_item(words[owners:])} of {' '.join(said[:owners])}"
    return _number(_listed(said), sorts)


def _attribute(words: Sequence[Word]) -> bool:
    """Whether words behind a name say what of it is meant: 北光最高速度, 华为第一款手机; not 华为系阵营."""
    said = {"nouns", "deeds", "adjectives", "superlative", "number"}
    suffix = words[0].readings.get("adjectives") == "affiliated"
    return (
        not suffix
        and bool({"nouns", "deeds"} & set(words[-1].readings))
        and all(said & set(word.readings) for word in words)
    )


def described(words: Sequence[Word]) -> str:
    """Adjectives in English, those behind 最 in the superlative."""
    text: list[str] = []
    highest = False
    for word in words:
        if "superlative" in word:
            highest = True
        else:
            text.append(compared(word["adjectives"], highest=True) if highest else word["adjectives"])
            highest = False
    return " ".join(text)


def _listed(said: Sequence[str]) -> str:
    text = " ".join(said).replace(" ,", ",").replace(" -", "-")
    return re.sub(r", and\b", " and", text)


def _number(text: str, sorts: Sequence[str]) -> str:
    """``text`` with its noun in the plural after a number."""
    counted = "number" in sorts and "nouns" in sorts[sorts.index("number") :]
    one = re.match(r"(?:one|first|second|third|\w+th)\b|.*percent", text)
    return plural(text) if counted and not one else text


def _asking_first(text: str, asks: str) -> str:
    """A phrase that asks with its pronoun in front and its noun in the number that the pronoun needs."""
    before, _, after = text.partition(asks)
    noun, of, owner = after.strip().partition(" of ")
    if before.strip() and noun in {"type", "category", "color", "size", "material"}:
        return f"{asks} {noun} of {before.strip().removesuffix(' of')}"  # 什么类型的船
    if before.strip():
        return f"{before.strip()} {_counted(asks, noun)}{of}{owner}"  # "brand of which carmaker"
    return f"{_counted(asks, noun)}{of}{owner}"


def _counted(asks: str, noun: str) -> str:
    word = {"which are": "which", "how many vehicles": "how many"}.get(asks, asks)
    if asks == "how many" and (noun in _MASS or noun.endswith("sales")):
        return f"how much {noun}"
    if asks == "how many" and re.search(r"(?:share|rate|percent)$", noun):
        return f"what {noun}"
    if asks in _SEVERAL:
        return f"{word} {plural(noun)}" if noun else word
    return f"{word} {_singular(noun) if asks == 'which' else noun}".strip()


def _singular(noun: str) -> str:
    before, _, last = noun.rpartition(" ")
    if last in {"people", "series", "sales", "news"} or last.endswith("ss"):
        return noun
    if last.endswith("ies"):
        return f"{before} {last[:-3]}y".strip()
    return f"{before} {last.removesuffix('s')}".strip()
