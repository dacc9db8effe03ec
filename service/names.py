"""The glossary's names in running text: which entity a name means, in which document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from indexer.glossary import Glossary
from service.designations import Designations
from service.dialects import other_spellings
from service.vocabulary import english


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A name at ``[start, end)`` of a text.

    ``entities`` are positions in the glossary. In a document a name means one entity; in a question a name that
    different documents use for different things may mean several. ``kind`` is the (first) entity's kind; ``members``
    are the entities that make it up, if it is a group.
    """

    start: int
    end: int
    name: str
    entities: tuple[int, ...]
    kind: str
    members: tuple[int, ...] = ()


def _key(name: str) -> str:
    return re.sub(r"\s*-\s*", "-", " ".join(name.split())).replace("’", "'").casefold()


def _pattern(name: str) -> str:
    """A regular expression for ``name``, at the beginning of a word unless it is Chinese.

    It takes any white space, or a hyphen, whole words, and letter case where it matters.

    Case matters for short capitals ("HI", "BU") and for names that are English words ("Realm", "Exalt"): those
    mean the entity only as they are written.
    """
    pieces = [_either_spelling(piece) for piece in re.split(r"\s*-\s*|\s+", name)]
    separators = [r"\s*-\s*" if "-" in gap else r"(?:\s+|(?<=\w)-(?=\w))" for gap in re.findall(r"\s*-\s*|\s+", name)]
    body = pieces[0] + "".join(gap + piece for gap, piece in zip(separators, pieces[1:], strict=True))
    body = body.replace("'", "['’]")
    if not name.isascii():  # Chinese is written without spaces; a single character alone would match inside of words
        return body if len(name) > 1 else rf"(?:(?<!\w)|(?<=[和与跟及在])){body}(?=系列|\W|$)"
    words = re.findall(r"[A-Za-z]+", name)
    if (name.isupper() and name.isalpha() and len(name) <= 3) or (len(words) == 1 and words[0].lower() in english()):
        body = f"(?-i:{body})"
    plural = "s?" if len(pieces) > 1 or (name.isupper() and len(name) > 2) else ""  # "Grand Hotels", "NEVs"
    return rf"{body}{plural}(?!\w)"


def _either_spelling(word: str) -> str:
    """A regular expression for a word of a name: British or American."""
    return f"(?:{'|'.join(map(re.escape, (word, *other_spellings(word.lower()))))})"


def _loosely(key: str) -> str:
    """The key without its hyphens, and each word in one of its spellings, so that all ways to write a name are one."""
    return re.sub(r"[^\W\d_]+", lambda word: min([word[0], *other_spellings(word[0])]), key.replace("-", " "))


def _in_questions(everywhere: dict[str, list[int]], scoped: dict[str, dict[str, int]]) -> dict[str, list[int]]:
    """The meanings of names in a question: also what single documents mean by them."""
    asked = dict(everywhere)
    for scope in sorted(scoped):
        for name, position in scoped[scope].items():
            asked[name] = sorted({*asked.get(name, []), position})
    return asked


class Names:
    """Finds the names of a glossary's entities, longest first."""

    def __init__(self, glossary: Glossary) -> None:
        self.entities = list(glossary.entities)
        everywhere: dict[str, list[int]] = defaultdict(list)
        scoped: dict[str, dict[str, int]] = defaultdict(dict)
        written: dict[str, str] = {}
        self._generic: set[str] = set()
        self._owned: dict[str, int] = {}
        kinds = Counter(entity.kind for entity in self.entities)
        places = {entity.canonical: position for position, entity in enumerate(self.entities)}
        self._members = {places[e.canonical]: [places[m] for m in e.members] for e in self.entities if e.members}
        for position, entity in enumerate(self.entities):
            own = [entity.canonical, *entity.names, *([entity.chinese] if entity.chinese else [])]
            if entity.kind and kinds[entity.kind] == 1:  # "the alliance" means the only alliance there is
                self._generic.add(_key(f"the {entity.kind}"))
                if any(_key(name).endswith(f" {_key(entity.kind)}") for name in own):
                    self._owned[_key(entity.kind)] = position
                own += [f"the {entity.kind}", *(f"{name} {entity.kind}" for name in own if name.isascii())]
            for name in own:
                written.setdefault(_key(name), name)
                if position not in everywhere[_key(name)]:
                    everywhere[_key(name)].append(position)
            for scope, names in entity.scoped.items():
                for name in names:
                    written.setdefault(_key(name), name)
                    scoped[scope][_key(name)] = position
        self._owners: dict[str, set[int]] = defaultdict(set)  # by short name, the entities whose name is left out
        for position, owner, short in self._short_names():
            written.setdefault(_key(short), short)
            everywhere[_key(short)] = list(dict.fromkeys([*everywhere[_key(short)], position]))
            self._owners[_key(short)].update(everywhere[owner])
        self._written = written
        self._loose = {_loosely(key): key for key in written}
        self._everywhere = dict(everywhere)
        self._scoped = dict(scoped)
        asked = _in_questions(everywhere, scoped)
        self._asked = asked
        self._finders = {None: self._finder(asked)} | {
            scope: self._finder(everywhere | {name: [0] for name in names}) for scope, names in scoped.items()
        }
        self._designations = Designations(self._owned)
        self._plain = self._finder(everywhere)

    def _short_names(self) -> Iterator[tuple[int, str, str]]:
        """What is left of an entity's name after that of another one: "the X9" is the Zhijie X9, and Zhijie a marque.

        With each the position of the entity and the key of the name that is left out.

        Words of general English are left out: not every cockpit is the one that has a name.
        """
        single = {_key(name) for entity in self.entities for name in (entity.canonical, *entity.names)}
        for position, entity in enumerate(self.entities):
            for name in (entity.canonical, *entity.names):
                words = name.split()
                for cut in range(1, len(words)):
                    rest = words[cut:]
                    owner = _key(" ".join(words[:cut]))
                    if owner in single and rest[0].lower() not in english() and len(rest[0]) > 1:
                        yield position, owner, " ".join(rest)

    def _finder(self, names: Iterable[str]) -> re.Pattern[str] | None:
        ordered = sorted(names, key=len, reverse=True)
        if not ordered:
            return None
        latin = "|".join(_pattern(self._written[name]) for name in ordered if self._written[name].isascii())
        other = (_pattern(self._written[name]) for name in ordered if not self._written[name].isascii())
        # Within words the many Latin names are passed over at one look: six times as fast.
        return re.compile("|".join([*other, rf"(?<!\w)(?:{latin})"] if latin else other), re.IGNORECASE)

    def _scope(self, document_id: str) -> str | None:
        return next((scope for scope in self._scoped if document_id.startswith(scope)), None)

    def find(self, text: str, document_id: str | None = None) -> list[Mention]:
        """The names in ``text``, in order; ``document_id`` is the document it stands in, None for a question."""
        scope = None if document_id is None else self._scope(document_id)
        finder = self._plain if document_id is not None and scope is None else self._finders[scope]
        if finder is None:
            return []
        own = self._scoped.get(scope, {}) if scope else {}
        meanings = self._asked if document_id is None else self._everywhere
        mentions: list[Mention] = []
        for match in finder.finditer(text):
            key = self._known(_key(match[0]), own, meanings)
            entities = (own[key],) if key in own else tuple(meanings.get(key, ()))
            mention = self._mention(match.start(), match[0], entities)
            if not (mentions and self._of_another(key, mention, mentions[-1], text)):
                mentions.append(mention)
        return mentions if document_id is not None else sorted([*mentions, *self._designated(text, mentions)])

    def _of_another(self, key: str, mention: Mention, before: Mention, text: str) -> bool:
        """Whether a short name, known by ``key``, stands behind that of something not its owner: "the Wenjie X9"."""
        owners = self._owners.get(key, set())
        of_kind = any(self.entities[owner].kind == before.kind for owner in owners)
        return of_kind and text[before.end : mention.start].isspace() and owners.isdisjoint(before.entities)

    def _designated(self, text: str, mentions: list[Mention]) -> Iterator[Mention]:
        """What a question calls by its kind and by whose it is."""
        for start, end, position in self._designations.find(text, {m.end for m in mentions}):
            if not any(m.start < end and start < m.end for m in mentions):
                yield self._mention(start, text[start:end], (position,))

    def _mention(self, start: int, name: str, entities: tuple[int, ...]) -> Mention:
        members = tuple(member for entity in entities for member in self._members.get(entity, ()))
        return Mention(start, start + len(name), name, entities, self.entities[entities[0]].kind, members)

    def _known(self, key: str, *meanings: Container[str]) -> str:
        """The key that a name is known by which is written so: a plural, with other hyphens, spelt the other way."""
        for form in (key, key.removesuffix("s")):
            # Nearly all are written as they are known: another spelling, which takes longer, is asked for after that.
            if any(form in meaning for meaning in meanings):
                return form
            known = self._loose.get(_loosely(form), form)
            if any(known in meaning for meaning in meanings):
                return known
        return key

    def is_generic(self, mention: Mention) -> bool:
        """Whether the mention says only of what kind the thing is: "the alliance", "[its] car alliance"."""
        key = self._known(_key(mention.name), self._asked)
        owned = key not in self._asked and any(f" {key}".endswith(f" {kind}") for kind in self._owned)
        return key in self._generic or owned

    def names_of(self, position: int) -> list[str]:
        """Every name of the entity, in whichever document it is used; the canonical one first."""
        entity = self.entities[position]
        names = [entity.canonical, *entity.names, *(name for names in entity.scoped.values() for name in names)]
        return list(dict.fromkeys([*names, entity.chinese] if entity.chinese else names))

    def group_of(self, members: Iterable[int]) -> str | None:
        """The first group that these entities make up, and no others."""
        made_up = set(members)
        return next((self.entities[g].canonical for g, own in self._members.items() if set(own) == made_up), None)

    def usual_names(self, text: str, document_id: str) -> dict[int, str]:
        """For each entity that a document names, the name it uses most, with "the" where it mostly has it."""
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        articles: Counter[str] = Counter()
        for mention in self.find(text, document_id):
            name = " ".join(mention.name.split())
            articles[name] += " " in name and bool(
                re.search(r"\bthe\s+[\"'“‘]?$", text[: mention.start][-8:], re.IGNORECASE)
            )
            for entity in mention.entities:
                counts[entity][name] += 1
        usual = {entity: names.most_common(1)[0] for entity, names in counts.items()}
        return {
            entity: f"the {name}" if 2 * articles[name] > count else name for entity, (name, count) in usual.items()
        }
