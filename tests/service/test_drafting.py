from __future__ import annotations

import numpy as np

from indexer.glossary import Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.composition import Candidate, Statement
from service.drafting import verified_drafts
from service.evidence import Evidence
from service.names import Names

TEXT = "The Nordlys has 40 seats.  It is white. It sails."
DOCUMENTS = {key: Document(key, TEXT, "t") for key in ("a", "b")}
names = Names(Glossary())


def candidate(start: int, end: int, document: str = "a", text: str = "") -> Candidate:
    evidence = Evidence(DOCUMENTS[document], text or TEXT[start:end], start, names, analyse)
    return Candidate(evidence, np.array([1.0], dtype=np.float32), 0.5)


def test_neighbours_are_joined_and_each_place_is_said_once() -> None:
    first, second, far = candidate(0, 25), candidate(27, 39), candidate(40, 49, "b")
    drafts = verified_drafts(
        [Statement([first]), Statement([second]), Statement([first]), Statement([far])], DOCUMENTS, fail
    )
    assert [draft.text for draft in drafts] == ["The Nordlys has 40 seats. It is white.", "It sails."]


def test_what_its_quote_does_not_say_is_dropped_and_told() -> None:
    told: list[int] = []
    wrong = Statement([candidate(0, 24, text="The Nordlys has 50 seats")])
    assert verified_drafts([wrong], DOCUMENTS, lambda: told.append(1)) == []
    assert told == [1]


def fail() -> None:
    raise AssertionError
