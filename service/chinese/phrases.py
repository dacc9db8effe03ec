"""The phrases of a Chinese clause in their order: noun phrases, and all other words one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.chinese.nouns import Phrase, described, noun_phrase
from service.chinese.sorts import acts
from service.chinese.words import Word

_IN_PHRASES = frozenset(
    {"name", "nouns", "deeds", "pronouns", "pointing", "number", "adjectives", "superlative", "of", "such"}
)
_ASKING = frozenset({"pronouns", "asking", "degrees", "confirming"})
_IMPLIED = {"有没有": "having", "有无": "having", "没有": "having", "没": "having", "是不是": "being", "是否": "being"}


def phrases(words: Sequence[Word]) -> list[Phrase]:
    """The phrases of a clause in their Chinese order."""
    found: list[Phrase] = []
    run: list[Word] = []
    if any(word.chinese == "还是" for word in words) and not any(_ASKING & set(word.readings) for word in words):
        found.append(Phrase("confirming"))  # 是渡轮还是货船
    for i, word in enumerate([*words, Word("", {"end": ""})]):
        if _goes_on(run, word):
            run.append(word)
            continue
        found += _of_run(run)
        run = []
        if _begins(word):
            run = [word]
        elif "end" not in word:
            sort, english = next(iter(word.readings.items()))
            found.append(Phrase(sort, english))
            if (verb := _IMPLIED.get(word.chinese)) and not acts(words[i + 1 :]):
                found.append(Phrase(verb))  # 有没有餐厅
    return found


def _begins(word: Word) -> bool:
    return bool(_IN_PHRASES & set(word.readings))


def _goes_on(run: Sequence[Word], word: Word) -> bool:
    if not run:
        return False
    if "pronouns" in word:
        return bool({"of", "joining"} & set(run[-1].readings))
    if "joining" in word:
        return any({"name", "nouns", "deeds", "pointing", "number"} & set(w.readings) for w in run[-1:])
    return _begins(word)


def _of_run(run: Sequence[Word]) -> list[Phrase]:
    """A noun phrase, and the adjective that the run ends in where it says something of the noun."""
    run = list(run)
    joined = bool(run) and "of" in run[0]
    pending = len(run) > 1 and "of" in run[-1]
    while run and {"of", "joining"} & set(run[-1].readings):
        run.pop()
    while run and {"of", "joining"} & set(run[0].readings):
        run.pop(0)
    said: list[Word] = []
    if not pending and not joined:
        while run and {"adjectives", "superlative"} & set(run[-1].readings):
            said.insert(0, run.pop())
    found = [replace(noun_phrase(run), joined=joined, pending=pending)] if run else []
    if not run and joined and not said:
        found = [Phrase("noun", joined=True)]
    if said:
        found.append(Phrase("adjective", described(said)))
    return found
