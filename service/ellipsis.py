"""What a later question leaves out because the one before it said it: the thing counted, or all but another name."""

from __future__ import annotations

import re

from service.names import Names
from service.pronouns import AUXILIARY, WH

_COUNT = re.compile(rf"\bhow (?:many|much)\s+((?:[\w'-]+\s+){{1,4}}?)(?={AUXILIARY}\b)", re.IGNORECASE)
_BARE_COUNT = re.compile(rf"(\bhow (?:many|much)\s+)(?={AUXILIARY}\b)", re.IGNORECASE)
_COUNTED_THINGS = re.compile(r"\bhow many\s+((?:[\w'-]+\s+){0,2}?[\w'-]+s)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them)\b", re.IGNORECASE)
_DOERS = re.compile(r"\b(?:they|their)\b", re.IGNORECASE)
_DOERS_OR_THEM = re.compile(r"\b(?:they|their|them)\b", re.IGNORECASE)
_WHO_DO = re.compile(  # "what were carmakers …", "how many cars have the five marques …"
    r"\b(?:do|did|are|were|have|had|can|could|will|would)\s+((?:(?:the|these|all|both)\s+)?(?:[a-z]+\s+){0,2}?"
    r"(?!(?:has|was|does|is|this|its|his|us|as)\b)[a-z-]+[a-rt-z]s)\b(?=\s)"
)
_ABOUT_ANOTHER = re.compile(r"(?:,|\?)?\s+(?:and\s+)?(?:what|how) about\s+(.+?)\W*$", re.IGNORECASE)
_ASKED_AGAIN = re.compile(
    rf",?\s+and\s+({WH}\b(?:\s[\w-]+)*?)\s+(?:(?:of|by|for|from|in)\s+)?(?:the\s+)?$", re.IGNORECASE
)

_DID = re.compile(rf"^\W*who\s+(?!{AUXILIARY}\b)(?P<verb>[a-z]+)\s+(?P<object>[^,;?]+?)\W*$", re.IGNORECASE)
_PARTICIPLES = {
    "began": "begun", "broke": "broken", "chose": "chosen", "drew": "drawn", "drove": "driven", "flew": "flown",
    "gave": "given", "sang": "sung", "showed": "shown", "spoke": "spoken", "stole": "stolen", "threw": "thrown",
    "took": "taken", "wore": "worn", "wrote": "written",
    **{same: same for same in ("bought", "brought", "built", "caught", "found", "held", "led", "lost", "made", "paid",
                               "put", "said", "sent", "set", "shot", "sold", "taught", "told", "won")},
}  # fmt: skip
_HOW_DONE = frozenset({"when", "where", "why", "how"})


def passive(question: str, asking: str) -> str | None:
    """What ``asking`` adds to a question for a doer: for "who founded the city" and "when", when it was founded."""
    did = _DID.match(question) if asking.lower() in _HOW_DONE else None
    if did is None:
        return None
    verb = did["verb"].lower()
    participle = _PARTICIPLES.get(verb, verb if verb.endswith("ed") else None)
    be = "were" if re.search(r"(?:^|\s)[a-z]+[^su]s$", did["object"]) else "was"  # but "Seres was"
    return f"{asking} {be} {did['object']} {participle}" if participle else None


def counted_as_before(question: str, before: str) -> str:
    """``question`` with the noun that its "how many" lacks, taken from the "how many …" last asked before."""
    counts = _COUNT.findall(before)
    return _BARE_COUNT.sub(rf"\g<1>{counts[-1]}", question, count=1) if counts else question


def pointing_to_many(question: str, before: str) -> str:
    """``question`` with "they" as those whose doings were asked for before, "them" else as what was counted last.

    "What do the pilots earn, and what are they paid for?", "How many shops …, and what is in them?".
    """
    doing = _WHO_DO.search(before)
    if doing and _DOERS.search(question):
        return _DOERS_OR_THEM.sub(lambda they: doing[1] + ("'" if they[0].lower() == "their" else ""), question)
    counted = _COUNTED_THINGS.findall(before)
    return _THEY.sub(f"the {counted[-1]}", question, count=1) if counted else question


def about_another(text: str, names: Names) -> list[str]:
    """The two questions of "What does A cost, and what about B?", or "What share has A, and what share B?"; else [].

    B takes the place of the first name of its kind, or of the only name.
    """
    if match := _ABOUT_ANOTHER.search(text):
        first, other = text[: match.start()], names.find(match[1])
    elif (other := names.find(text)[-1:]) and not text[other[0].end :].strip(" ?."):
        again = _ASKED_AGAIN.search(text[: other[0].start])
        if again is None or not text.lower().startswith(f"{again[1].lower()} "):
            return []
        first = text[: again.start()]
    else:
        return []
    named = names.find(first)
    alike = [mention for mention in named if other and mention.kind == other[0].kind] or named
    if not other or not alike or (len(named) > 1 and alike is named):
        return []
    return [first, first[: alike[0].start] + other[0].name + first[alike[0].end :]]
