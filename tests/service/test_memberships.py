from __future__ import annotations

import numpy as np
import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.composition import Candidate
from service.evidence import Evidence
from service.memberships import disputed, left_out
from service.names import Names
from service.query import QuestionReader
from service.vocabulary import Vocabulary

names = Names(
    Glossary(
        entities=[
            *(Entity(canonical=brand, kind="brand") for brand in ("Nordlys", "Havila", "Fram", "Skagen")),
            *(Entity(canonical=firm, kind="company") for firm in ("Torg", "Bergen Yard")),
            Entity(canonical="Fjord Fleet", names=["the Fleet Alliance"], kind="group"),
        ]
    )
)
ask = QuestionReader(Vocabulary(1, lambda _: 0, analyse, lambda _: {}), names, analyse).read
WHOLE = "The plan takes in every brand of the Fjord Fleet: Nordlys, Havila and Fram."
COUNTED = "Its three brands, Nordlys, Havila and Fram, sail on."
JOINED = "When did the Skagen join the Fjord Fleet?"


def told(*sentences: str) -> list[Candidate]:
    document = Document("a", " ".join(sentences), "t")
    vector = np.ones(1, dtype=np.float32)
    return [Candidate(Evidence(document, s, 0, names, analyse), vector, 0.5) for s in sentences]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (JOINED, WHOLE),
        ("Since when has the Skagen been part of the Fjord Fleet?", WHOLE),
        ("What does the Skagen earn as a member of the Fjord Fleet?", WHOLE),
        ("How did the Skagen become the fourth member of the Fjord Fleet?", WHOLE),
        ("What has the Skagen gained from being one of the three brands?", COUNTED),
        ("What has the Skagen gained from being one of the three brands?",
         "Nordlys, Havila and Fram, three in all, are its brands."),
        ("Why did the Polaris join the Fjord Fleet?", WHOLE),  # a name that no glossary knows
    ],
)  # fmt: skip
def test_a_closed_list_denies_what_it_lacks(question: str, sentence: str) -> None:
    candidates = told("It is a fleet.", sentence)
    assert left_out(ask(question), candidates) is candidates[1]


@pytest.mark.parametrize(
    "question",
    [
        "When did the Fram join the Fjord Fleet?",
        "When did the Skagen sail for the Fjord Fleet?",
        "When did the Skagen join the Sound Fleet?",
        "What has the Skagen gained from being one of the four brands of the Fjord Fleet?",
        "When did the Torg join the Fjord Fleet?",  # the list is of brands
        # Nothing is taken for granted.
        "Is the Skagen part of the Fjord Fleet?",
        "When will the Skagen join the Fjord Fleet?",
        "Why has the Skagen refused to join the Fjord Fleet?",
        # It is not the last name before that is called a member.
        "What has the Skagen written about the members of the Fjord Fleet?",
        "When did the Skagen leave Bergen to join the Fjord Fleet?",
        "According to Lloyd's, which brands belong to the Fjord Fleet?",
    ],
)
def test_what_a_closed_list_says_nothing_of_is_not_denied(question: str) -> None:
    assert left_out(ask(question), told(WHOLE)) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "All brands of the Fjord Fleet, like Nordlys, Havila and Fram, sail.",
        "Each of its brands, Nordlys, Havila and Fram for example, sails for the Fjord Fleet.",
        "All brands of the Fjord Fleet except Nordlys, Havila and Fram sail.",
        "Not all brands of the Fjord Fleet sail: Nordlys, Havila and Fram stay.",
        "Brands of the Fjord Fleet are Nordlys, Havila and Fram.",
        "Its three new brands, Nordlys, Havila and Fram, make the Fjord Fleet larger.",
        "The Fjord Fleet sent 3 envoys to Nordlys, Havila and Fram.",
        "All captains of the Fjord Fleet went to Nordlys, Havila and Fram.",
        "In 2020 the plan took in every brand of the Fjord Fleet: Nordlys, Havila and Fram.",
    ],
)
def test_a_list_that_is_not_closed_denies_nothing(sentence: str) -> None:
    assert left_out(ask(JOINED), told(sentence)) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The Skagen belongs to the Fjord Fleet.",
        "The Skagen will join the Fjord Fleet in May.",
        "The Skagen entered the Fjord Fleet in 2013.",
        "The Skagen joined in 2013.",
        "Skagen, Nordlys and Fram are of the Fjord Fleet.",
    ],
)
def test_what_another_sentence_takes_in_is_not_denied(sentence: str) -> None:
    assert left_out(ask(JOINED), told(WHOLE, sentence)) is None


def apart(*sentences: str) -> list[Candidate]:
    """Each sentence in a document of its own, below a sentence on the Skagen."""
    before = "A new brand, the Skagen, was shown."
    vector = np.ones(1, dtype=np.float32)
    found = []
    for number, sentence in enumerate(sentences):
        document = Document(str(number), f"{before} {sentence}", "t")
        around = (Evidence(document, before, 0, names, analyse),)
        found.append(Candidate(Evidence(document, sentence, 0, names, analyse), vector, 0.5, around))
    return found


@pytest.mark.parametrize(
    "question",
    [
        "Is the Skagen part of the Fjord Fleet?",
        "Does the Skagen belong to the Fjord Fleet, or is it outside?",
        "Does the Skagen brand operate under the Fjord Fleet?",
        "Do the Fram and the Skagen count among the brands of the Fjord Fleet?",
        "Is the Skagen a Fjord Fleet brand?",
        "Is the Skagen in the Fjord Fleet?",
        "Does the Skagen sit within the Fjord Fleet?",
        "Does the Fjord Fleet include the Skagen?",
        "Skagen: part of the Fjord Fleet, yes or no?",
        "Is the Skagen part of the Fleet Alliance?",
    ],
)
@pytest.mark.parametrize(
    "sentence",
    [
        "The Skagen will operate under the flag of the Fjord Fleet.",
        "It is to be a member of the Fjord Fleet.",
        "With it the Skagen became part of the Fjord Fleet.",
    ],
)
def test_a_member_that_a_closed_list_of_another_document_lacks_is_disputed(question: str, sentence: str) -> None:
    told_so, listed = apart(sentence, WHOLE)
    assert disputed(ask(question), [listed, told_so]) == (told_so, listed)


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("Since when does the Skagen sail in the Fjord Fleet?", ("The Skagen is a member of the Fjord Fleet.", WHOLE)),
        ("Does the Fjord Fleet include the Fram?", ("The Fram is a member of the Fjord Fleet.", WHOLE)),
        ("Is the Fram part of the Fjord Fleet?", ("The Fram is a member of the Fjord Fleet.", WHOLE)),
        ("When did the Skagen join the Fjord Fleet?", ("The Skagen is a member of the Fjord Fleet.", WHOLE)),
        ("Is the Skagen part of the harbours of the Torg?", ("The Skagen is a member of the Fjord Fleet.", WHOLE)),
        ("Is the Skagen part of the Fjord Fleet harbours?", ("The Skagen is a member of the Fjord Fleet.", WHOLE)),
        ("Is the Torg part of the Fjord Fleet?", ("The Torg is a member of the Fjord Fleet.", WHOLE)),
        ("Is the Skagen part of the Fjord Fleet?", ("The Skagen is not part of the Fjord Fleet.", WHOLE)),
        ("Is the Skagen part of the Fjord Fleet?", ("The Skagen became famous, as did the Fjord Fleet.", WHOLE)),
        ("Is the Skagen part of the Fjord Fleet?",
         ("The Skagen is a member of the Fjord Fleet.", "Brands of the Fjord Fleet are Nordlys, Havila and Fram.")),
    ],
)  # fmt: skip
def test_what_no_two_documents_say_against_each_other_is_not_disputed(
    question: str, sentences: tuple[str, str]
) -> None:
    assert disputed(ask(question), apart(*sentences)) is None


def test_one_document_does_not_dispute_itself() -> None:
    assert (
        disputed(ask("Is the Skagen part of the Fjord Fleet?"), told("The Skagen joined the Fjord Fleet.", WHOLE))
        is None
    )
