from __future__ import annotations

import numpy as np
import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.alignment import Field
from service.composition import Candidate
from service.evidence import Evidence
from service.listings import BASE_SHARE
from service.names import Names
from service.opposition import Opposition
from service.query import QuestionReader
from service.vocabulary import Vocabulary

FLEET = Entity(canonical="Fleet", members=["Nordlys", "Fram"])
SINGLE = ("Skagen Line", "Nordlys", "Fram", "North Pact")
names = Names(Glossary(entities=[*(Entity(canonical=name) for name in SINGLE), FLEET]))
ask = QuestionReader(Vocabulary(1, lambda _: 0, analyse, lambda _: {}), names, analyse).read


def candidate(document: str, text: str, cosine: float, score: float) -> Candidate:
    evidence = Evidence(Document(document, text, "t"), text, 0, names, analyse)
    return Candidate(evidence, np.array((cosine, (1 - cosine**2) ** 0.5), dtype=np.float32), score)


def opposed(question: str, *ranked: Candidate, whole: bool = False) -> set[str]:
    """The documents of the two that are opposed."""
    read = ask(question)
    bases = [c for c in ranked[:3] if c.score >= BASE_SHARE * ranked[0].score]
    found = Opposition(read, Field(read, ranked), ranked, bases).pair(whole=whole)
    return {c.evidence.document_id for c in found or ()}


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Who has the say at the Nordlys?", "The Nordlys is a joint venture.", "The Nordlys is wholly owned."),
        ("How is the partnership for the Nordlys structured?", "The Nordlys is a joint venture.",
         "The Nordlys is wholly owned."),
        ("How far along is the Nordlys?", "The yard is preparing the Nordlys.", "The line launched the Nordlys."),
        ("Has the Nordlys been launched?", "The Nordlys is planned.", "The line launched the Nordlys."),
        ("Was the Nordlys set up yet, or is it only planned?", "The Nordlys is planned.",
         "The Nordlys is a ferry."),
        ("Is the Nordlys launched or not?", "The Nordlys is planned.", "The line launched the Nordlys."),
        ("Does the Nordlys count among the ships of the North Pact?", "The Nordlys operates under the North Pact.",
         "The Nordlys is outside of the North Pact."),
        ("Is the Nordlys up and running?", "The Nordlys is planned.", "The Nordlys offers room for 80 guests."),
        ("Is the Nordlys part of the North Pact?", "The Nordlys operates under the North Pact.",
         "The Nordlys is outside of the North Pact."),
        ("Was the Nordlys built gradually or all at once?", "The Nordlys was built rapidly.",
         "The Nordlys was built step by step."),
        ("Has the vessel Nordlys been launched yet?", "The Nordlys is planned.",
         "With the Nordlys the line launched a ship."),
        ("Under which pact does the Nordlys sail?", "The Nordlys falls under the North Pact.",
         "The Nordlys has its place between the North Pact and the Skagen Line."),
    ],
)  # fmt: skip
def test_opposite_positions_are_found_in_the_words_of_the_dimension(question: str, one: str, other: str) -> None:
    ranked = (candidate("a", one, 1.0, 0.9), candidate("b", other, 0.8, 0.5))
    assert opposed(question, *ranked) == {"a", "b"}


def test_beside_the_best_sentence_little_of_the_questions_words_is_enough() -> None:
    question = "Is a fast ship's internet still a differentiator for steamers?"
    best = candidate("a", "Internet is emerging as the differentiator of a line.", 1.0, 0.9)
    other = candidate("b", "The internet is commonplace.", 0.4, 0.0)
    assert opposed(question, best, other) == {"a", "b"}
    assert opposed(question, candidate("c", "Lines sail.", 0.0, 1.0), best, other) == set()
    assert opposed(question, best, candidate("b", "Sailing is commonplace.", 0.4, 0.0)) == set()


def test_two_of_the_best_sentences_are_answers_in_whatever_words() -> None:
    question = "Is internet still what lets a ship stand out nowadays, or is it simply there?"
    best = candidate("a", "Connections are the differentiator.", 1.0, 0.9)
    other = candidate("b", "Being online is commonplace.", 0.3, 0.5)
    assert opposed(question, best, other) == {"a", "b"}
    between = (candidate("c", "Lines sail.", 0.0, 0.8), candidate("c", "Ships sail.", 0.0, 0.7))
    assert not opposed(question, best, *between, other)


def test_what_is_said_of_its_members_is_said_of_a_group() -> None:
    whole = candidate("a", "The Fleet is wholly owned.", 1.0, 0.9)
    assert opposed("Who owns the Fleet?", whole, candidate("b", "The Fram is a joint venture.", 0.8, 0.5)) == {"a", "b"}
    assert not opposed("Who owns the Fram?", whole, candidate("b", "The Nordlys is a joint venture.", 0.8, 0.5))


def test_where_the_word_of_one_source_is_wanted_no_other_opposes_it() -> None:
    plan, made = (
        candidate("a", "The pilot says that the Nordlys is planned.", 1.0, 0.9),
        "The line launched the Nordlys.",
    )
    question = "According to the pilot, how far along is the Nordlys?"
    assert not opposed(question, plan, candidate("b", made, 0.9, 0.5))
    assert opposed(question, plan, candidate("b", f"The pilot knows: {made}", 0.9, 0.5)) == {"a", "b"}


def test_the_nearest_two_are_those_of_one_thing() -> None:
    plan = candidate("a", "The Nordlys is planned.", 1.0, 0.9)
    distant = candidate("b", "The Nordlys line opened a shop.", 0.6, 0.8)
    near = candidate("c", "The Nordlys was launched.", 0.9, 0.1)
    assert opposed("Has the Nordlys been launched yet?", plan, distant, near) == {"a", "c"}
    assert not opposed("Has the Nordlys been launched yet?", plan, candidate("b", "The Nordlys opened.", 0.3, 0.8))


def test_of_two_that_are_read_as_answers_less_nearness_is_asked() -> None:
    asked = "Did the harbour's fleet grow gradually or all at once?"
    rapid = candidate("a", "The fleet of the harbour was bought rapidly.", 1.0, 0.6)
    steps = candidate("b", "The fleet of the harbour has grown step by step.", 0.4, 0.5)
    assert opposed(asked, rapid, steps) == {"a", "b"}
    assert not opposed(asked, rapid, candidate("b", steps.evidence.text, 0.3, 0.5))  # of other matters
    assert not opposed(asked, rapid, candidate("b", steps.evidence.text, 0.4, 0.1))  # no answer


def test_how_far_another_thing_is_says_the_best_sentence() -> None:
    plan, made = (
        candidate("a", "The Nordlys is planned.", 1.0, 0.5),
        candidate("b", "The Nordlys was launched.", 0.9, 0.4),
    )
    best = candidate("c", "Electric engines of the Nordlys passed their trial.", 0.5, 0.9)
    assert not opposed("How far along is the trial of electric engines of the Nordlys?", best, plan, made)
    assert not opposed("How far along is the repair of the Nordlys?", plan, made)
    assert opposed("How far along is the Nordlys?", plan, made)


def test_opposed_on_the_whole_question_is_what_leaves_no_word_of_it_open() -> None:
    plan, made = (
        candidate("a", "The Nordlys is planned.", 1.0, 0.01),
        candidate("b", "The Nordlys was launched.", 0.9, 0.01),
    )
    assert opposed("Does the Nordlys exist yet?", plan, made, whole=True)
    assert opposed("Is it right that the Nordlys is still just a plan?", plan, made, whole=True)
    assert not opposed("Does the museum on the Nordlys exist yet?", plan, made, whole=True)
    assert not opposed("Does the Skagen Line exist yet?", plan, made, whole=True)
    assert not opposed("Does it exist yet?", plan, made, whole=True)
