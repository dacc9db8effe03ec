"""Of the sorts that a Chinese word can be of, the one that it is used as, told by the words around it."""

from __future__ import annotations

from collections.abc import Sequence

from service.chinese.words import Word

# Behind a verb they make a noun of it: "research cost".
_MEASURED = frozenset(
    "speed time cost rate method mode process center team date strategy standard technology fee price".split()  # noqa: SIM905  # words read best as a sentence
)


def resolved(words: Sequence[Word]) -> list[Word]:
    """Each word with the one sort that it is used as here."""
    found: list[Word] = []
    words = _comparing([word for word in words if word.readings.keys() != {"empty"}])
    for i, word in enumerate(words):
        before = found[-1] if found else Word("", {"start": ""})
        after = words[i + 1] if i + 1 < len(words) else Word("", {"end": ""})
        sort = _sort(word, before, after, words[i + 1 :], found)
        found.append(Word(word.chinese, {sort: word.readings.get(sort, "")}, word.kind))
    return found


def _sort(  # noqa: PLR0911  # one for each pair of sorts
    word: Word, before: Word, after: Word, rest: Sequence[Word], done: Sequence[Word]
) -> str:
    if "telling" in word and not done:
        return "telling"
    if "deeds" in word and "verbs" in word:
        return "deeds" if _is_deed(before, after, rest, done) else "verbs"
    if "prepositions" in word and "verbs" in word:  # 用
        return "prepositions" if any("verbs" in w for w in rest) and "of" not in after else "verbs"
    if "modal" in word and "verbs" in word:  # 需要
        return "modal" if any("verbs" in w for w in rest) else "verbs"
    if "being" in word and "prepositions" in word:  # 为
        counted = "number" in after or after.readings.get("pronouns") == "how many"
        return "being" if counted or not any("verbs" in w for w in rest) else "prepositions"
    if "negation" in word and word.chinese == "没有" and not any("verbs" in w for w in rest):
        return "negation"
    if "adverbs" in word and "adjectives" in word:
        return "adjectives" if {"nouns", "of", "end"} & set(after.readings) else "adverbs"
    if "superlative" in word and "adjectives" not in after:
        return "adverbs" if "adverbs" in word else "empty"
    if "joining" in word and "or" not in word.readings.values() and _is_with(before, after, rest):
        return "with"
    return next(sort for sort in word.readings)


def _comparing(words: list[Word]) -> list[Word]:
    """The words with 和 … 相比 as "compared with …"."""
    at = next((i for i, word in enumerate(words) if word.chinese in {"相比", "相较", "相比之下"}), None)
    joint = (
        next((i for i in range(at - 1, -1, -1) if "joining" in words[i] and words[i].chinese != "、"), None)
        if at
        else None
    )
    if at is None or joint is None:
        return words
    return [*words[:joint], Word("与", {"prepositions": "compared with"}), *words[joint + 1 : at], *words[at + 1 :]]


def _is_deed(before: Word, after: Word, rest: Sequence[Word], done: Sequence[Word]) -> bool:
    """Whether a word that can be a verb or a noun is a noun here: 的合作, 什么影响, 研发是, 提供支持."""
    if "of" in after:
        return False
    determined = "pronouns" in before and before["pronouns"] in {"what", "which are"}
    acted = any("verbs" in word for word in done)
    at_end = not any({"nouns", "name", "pronouns", "number", "asking", "verbs"} & set(w.readings) for w in rest)
    return bool(
        "of" in before
        or determined
        or "adjectives" in before
        or "having" in before
        or "being" in after
        or "having" in after
        or (acted and at_end)
        or (after.readings.get("nouns") in _MEASURED and acts([*done, *rest]))
        or ("verbs" in after and "deeds" not in after and "nouns" in before)
    )


def _is_with(before: Word, after: Word, rest: Sequence[Word]) -> bool:
    """Whether 和 joins no names but says with whom something is done."""
    if not {"name", "nouns", "pointing", "deeds", "pronouns"} & set(before.readings):
        return True
    return "pronouns" in after and any("verbs" in word for word in rest)


def acts(words: Sequence[Word]) -> bool:
    """Whether one of the words is or can be what a clause says of its subject."""
    return any({"verbs", "being", "having", "adjectives"} & set(word.readings) for word in words)
