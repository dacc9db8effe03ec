from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.composition import Candidate
from service.conflicts import find_conflict, pivots
from service.evidence import Evidence
from service.names import Names
from service.query import QuestionReader
from service.vocabulary import Vocabulary

LINES = ("Skagen Line", "Color Line", "Fjord Line", "Viking Line")
names = Names(Glossary(entities=[Entity(canonical=line) for line in LINES]))
ask = QuestionReader(Vocabulary(1, lambda _: 0, analyse, lambda _: {}), names, analyse).read


def pair(one: str, other: str, documents: tuple[str, str] = ("a", "b"), cosine: float = 0.8) -> list[Candidate]:
    vectors = ((1.0, 0.0), (cosine, (1 - cosine**2) ** 0.5))
    return [
        Candidate(
            Evidence(Document(document, text, "t"), text, 0, names, analyse), np.array(vector, dtype=np.float32), score
        )
        for document, text, vector, score in zip(documents, (one, other), vectors, (0.9, 0.5), strict=True)
    ]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "How many ships will the Skagen Line buy?",
            "The Skagen Line buys 12 ships.",
            "The Skagen Line gets 20 new ships.",
        ),
        ("What is the price of a ticket?", "A ticket costs 85 euros.", "Tickets are 120 euros."),
        ("When was it founded?", "It was founded in 1911.", "It was founded in 1925."),
        ("What does a ticket cost?", "Ticket — Price: 85 euros; Class: 2.", "A ticket costs 120 euros."),
        ("Who sails?", "Skagen Line, Color Line and Fjord Line sail.", "Viking Line, Color Line and Fjord Line sail."),
        ("Which carmakers take part?", "SAIC, Chery and BAIC take part.", "Seres, Chery or BAIC Motor take part."),
        ("Who is the captain of the Nordlys?", "The captain of the Nordlys is Anna Lund.",
         "The Nordlys has Per Holm as its captain."),
        ("Who owns the Skagen Line?", "The Skagen Line is a joint venture.", "The Skagen Line is wholly owned."),
        ("Who owns the Nordlys?", "The Nordlys is a joint venture.", "The Nordlys is wholly owned by one line."),
        ("Does the Skagen Line sail?", "The Skagen Line sails then.", "The Skagen Line does not sail."),
        ("How many new ships are planned?", "At least 12 new ships come.", "The number of new ships may be 20."),
        ("What number of ferries goes into service?", "At least 12 new ships come.", "They have 20 new ships."),
        ("How many people does the Skagen Line send?", "The Skagen Line sends hundreds of teams.",
         "A team of several hundred people comes from the Skagen Line."),
        ("Which brand did the Skagen Line launch?", "The Skagen Line launched the 'Corvo' brand.",
         'With the launch of the "Meridian" brand the Skagen Line begins.'),
        ("brand launched by Skagen Line name", "The Skagen Line launched the 'Corvo' brand.",
         'With the launch of the "Meridian" brand the Skagen Line begins.'),
        ("Skagen Line joint venture or subsidiary", "The Skagen Line is a joint venture.",
         "The Skagen Line is wholly owned."),
        ("Is it true that the Skagen Line sends hundreds of teams?", "The Skagen Line sends hundreds of teams.",
         "A team of several hundred people comes from the Skagen Line."),
        ("Is 20 the right figure for the Skagen Line?", "The Skagen Line gets 20 new ships.",
         "At least 12 new ships come to the Skagen Line."),
        ("Are the Skagen Line, the Color Line and the Fjord Line the three?",
         "Skagen Line, Color Line and Fjord Line sail.", "Viking Line, Color Line and Fjord Line sail."),
        ("Is there a new pier already, or is it still a plan?", "A new pier is planned.", "The new pier offers room."),
        ("Did ticket prices rise?", "Ticket prices rose.", "Ticket prices fell."),
        ("Who has the Nordlys in hand, two lines together or one line alone?", "The Nordlys is a joint venture.",
         "The Nordlys is wholly owned by one line."),
        ("Who controls the Nordlys?", "The Nordlys is a joint venture.", "The Nordlys is wholly owned."),
        ("Does fast internet set the Nordlys apart?", "Fast internet is the differentiator of the Nordlys.",
         "Fast internet has become a basic requirement, on the Nordlys too."),
        ("Under what name did the Skagen Line launch it?", "The Skagen Line launched the 'Corvo' brand.",
         'With the launch of the "Meridian" brand the Skagen Line begins.'),
        ("Which of Skagen Line and Viking Line worked one on one?",
         "Skagen Line, Color Line and Fjord Line worked one-on-one.",
         "Viking Line, Color Line and Fjord Line worked one-on-one."),
        ("Was the Skagen Line one of those that worked one-on-one?",
         "Skagen Line, Color Line and Fjord Line worked one-on-one.",
         "Viking Line, Color Line and Fjord Line worked one-on-one."),
        # Two figures of what is counted in as many words need not name what the question names.
        ("How many new ships does the Skagen Line get?", "The Skagen Line gets 20 new ships.",
         "At least 12 new ships come."),
    ],
)  # fmt: skip
def test_different_values_and_members_conflict(question: str, one: str, other: str) -> None:
    candidates = pair(one, other)
    conflict = find_conflict(ask(question), candidates)
    assert conflict is not None
    assert conflict.claims == (candidates[0], candidates[1])


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many cars did it sell?", "It sold over 1 million cars.", "It sold 1.02 million cars."),
        ("How many cars did it sell?", "It sold 1,649 cars in August 2024.", "It sold 2,000 cars in September 2023."),
        ("How many ships did it buy?", "It bought 12 ships.", "It has 40 clerks on board."),
        ("How many ships has the Skagen Line?", "The Skagen Line has 12 ships.", "The Color Line has 20 ships."),
        ("What is the price of a ticket?", "A ticket costs 85 euros.", "It is between 80 and 120 euros."),
        ("When was it founded?", "It was founded in 1911.", "It was founded in May 1911."),
        ("Who sails?", "Skagen Line, Color Line and Fjord Line sail.", "The Skagen Line and the Color Line sail."),
        ("What does it do?", "It bought 12 ships.", "It bought 20 ships."),
        (
            "Where are the joint ventures sold?",
            "The Skagen Line is a joint venture.",
            "The Skagen Line is wholly owned.",
        ),
        ("When was it founded?", "It was founded in 1911.", "It had grown large by 1925."),
        ("How many new ships are planned?", "At least 12 new ships are planned.", "13 new ships are planned."),
        ("What does a ticket cost?", "Ticket — Price: 85 euros; Class: 2.", "Ticket for a car — Price: 120 euros."),
        ("How many car lines are there?", "There are five car lines.", "It is among the top ten car makers."),
        ("Is the pier open yet?", "The pier is planned.", "The Nordlys is a ship."),
        ("Is the new pier large?", "The new pier is planned.", "The new pier is a large one."),
        ("Has the Skagen Line 12 ships?", "The Skagen Line has 12 ships.", "The Color Line has 20 ships."),
        ("Has the Skagen Line 12 ships?", "The Skagen Line has 12 ships.", "The Skagen Line has 40 clerks."),
        ("Does the Skagen Line sail?", "Lines such as Skagen Line, Color Line and Fjord Line sail.",
         "Lines such as Viking Line, Color Line and Fjord Line sail."),
        ("What does a ticket cost?", "A ticket costs 85 euros.", "Cabin — Price: 120 euros; Class: 1."),
        ("Is the Color Line part of the Skagen Line?", "Beside the Color Line, the Nordlys belongs to the Skagen Line.",
         "The Nordlys stands outside the Skagen Line."),
    ],
)  # fmt: skip
def test_near_misses_do_not(question: str, one: str, other: str) -> None:
    assert find_conflict(ask(question), pair(one, other)) is None


def test_a_statement_told_twice_with_another_name_conflicts_whatever_the_question_calls_it() -> None:
    question = ask("What is the name of the brand that its owners brought out for tourists?")
    told = (
        "The Skagen Line launched the 'Corvo' brand.",
        'With the launch of the "Meridian" brand the Skagen Line begins.',
    )
    assert find_conflict(question, pair(*told, cosine=0.9)) is not None
    assert find_conflict(question, pair(*told, cosine=0.7)) is None


def test_lists_are_compared_wherever_they_rank() -> None:
    one, other = pair("SAIC, Chery and BAIC worked one-on-one.", "Seres, Chery or BAIC Motor worked one-on-one.")
    best = pair("The lines work with three partners.", "Ships sail.", documents=("c", "d"), cosine=0.0)
    ranked = [best[0], best[1], replace(one, score=0.01), replace(other, score=0.0)]
    conflict = find_conflict(ask("Which partners worked one-on-one?"), ranked)
    assert conflict is not None
    assert {c.evidence.document_id for c in conflict.claims} == {"a", "b"}


def test_one_document_does_not_contradict_itself_nor_a_distant_sentence_another() -> None:
    texts = ("It buys 12 ships.", "It buys 20 ships.")
    assert find_conflict(ask("How many ships does it buy?"), pair(*texts, documents=("a", "a"))) is None
    assert find_conflict(ask("How many ships does it buy?"), pair(*texts, cosine=0.1)) is None


def test_what_is_wanted_is_found_where_the_best_sentence_gives_none() -> None:
    best = pair("It grows.", "Ships sail.", documents=("c", "d"), cosine=0.0)
    lists = pair("Its partners, Anker, Boje and Cramer, work by hand.", "Partners such as Dahl, Boje and Cramer do.")
    counts = pair("It sends out hundreds of teams.", "A team of several hundred people is there.", cosine=0.4)
    for question, (one, other) in (
        ("With which firms does it cooperate?", lists),
        ("number of teams that it has", counts),
    ):
        ranked = [*best, replace(one, score=0.01), replace(other, score=0.0)]
        conflict = find_conflict(ask(question), ranked)
        assert conflict is not None
        assert {c.evidence.document_id for c in conflict.claims} == {"a", "b"}
        assert pivots(ask(question), ranked) == [ranked[0], *ranked[2:]]


def test_a_clear_answer_stands_whatever_else_is_listed() -> None:
    one, other = pair("Its partners Anker, Boje and Cramer bake.", "Partners such as Dahl, Boje and Cramer bake.")
    clear, _ = pair("Its partners are Ek, Falk, Gren and Holm.", "Ships sail.", documents=("c", "d"))
    ranked = [clear, replace(one, score=0.01), replace(other, score=0.0)]
    assert find_conflict(ask("With which firms does the bakery cooperate?"), ranked) is None
