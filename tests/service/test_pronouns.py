from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from service.names import Names
from service.pronouns import listed, points_back, resolved

names = Names(
    Glossary(
        entities=[
            Entity(canonical="Nordlys", kind="ferry"),
            Entity(canonical="Aurora", kind="ferry"),
            Entity(canonical="Anna Lund", kind="person"),
            Entity(canonical="Skagen Line", kind="company"),
            Entity(canonical="Havn Line", kind="company"),
        ]
    )
)


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("how fast is it?", "Who built the Nordlys", "how fast is Nordlys?"),
        ("which route does it take to Bergen?", "I love the Nordlys", "which route does Nordlys take to Bergen?"),
        ("how long did it take to build the engine?", "Nordlys", "how long did it take to build the engine?"),
        ("how long ago was it that people came?", "Nordlys", "how long ago was it that people came?"),
        ("is Aurora's engine new and is it big?", "Nordlys", "is Aurora's engine new and is it big?"),
        ("what is its price?", "Who built the Nordlys", "what is Nordlys's price?"),
        ("how old is she?", "Who is Anna Lund of the Nordlys", "how old is Anna Lund?"),
        ("how fast is it?", "Does Anna Lund steer the Nordlys", "how fast is Nordlys?"),
        ("can these ferries be seen?", "Who owns Nordlys and the Aurora", "can Nordlys and Aurora ferries be seen?"),
        ("what is it worth now?", "What was Nordlys's engine worth to her", "what is Nordlys's engine worth now?"),
        ("how much of the Aurora comes from it?", "Nordlys", "how much of the Aurora comes from Nordlys?"),
        ("does the Aurora tow it?", "Nordlys", "does the Aurora tow Nordlys?"),
        ("how big is it?", "What will the Nordlys's engine room do", "how big is Nordlys's engine room?"),
        ("what did the Aurora say of its crew?", "Nordlys", "what did the Aurora say of its crew?"),
        ("how did she do it", "the ferry", "how did she do it"),
        ("how many shops does the company have?", "Who leads the Skagen Line", "how many shops does Skagen Line have?"),
        ("when did the company buy it?", "the Aurora of Skagen Line", "when did the company buy Aurora?"),
        ("what does the company say of the Aurora?", "Nordlys", "what does the company say of the Aurora?"),
        ("how big is the company?", "the Aurora of Skagen Line", "how big is Skagen Line?"),
        ("who is the builder?", "Since when has the Nordlys sailed", "who is the builder of Nordlys?"),
        ("who is the maker?", "Since when has the Nordlys sailed", "who is the maker of Nordlys?"),
        ("what is the brand of the engine?", "Who steers the Nordlys", "what is the brand of the engine?"),
        ("who is the builder?", "Since when do ferries sail", "who is the builder?"),
        ("with whom did Anna Lund build that ferry?", "I like the Nordlys", "with whom did Anna Lund build Nordlys?"),
        ("what does that carmaker sell?", "The Aurora is of the Havn Line", "what does Havn Line sell?"),
        ("how fast is that plane?", "The Nordlys sank", "how fast is that plane?"),
        ("how is she related to him?", "who is rosaline", "how is rosaline related to him?"),
        ("how big is it?", "what is the capital of france", "how big is the capital of france?"),
        ("what was his salary?", "Who was the first keeper", "what was the first keeper's salary?"),
        ("when did it become a storm", "where did harvey originate", "when did harvey become a storm"),
        ("how did they get there", "where did the pilgrims come from", "how did the pilgrims get there"),
        ("what services are provided", "what is aws", "what services are provided by aws?"),
        ("which songs were written?", "who was the last bard", "which songs were written by the last bard?"),
        ("what services are provided in town", "what is aws", "what services are provided in town"),
        ("what services are provided", "what does it cost", "what services are provided"),
        ("who was his wife", "what is the deepest lake", "who was his wife"),
        ("where does he live", "where did he come", "where does he live"),
        ("how fast is it", "what does it cost", "how fast is it"),
        ("does it say that ferry owners pay?", "The Nordlys sank", "does Nordlys say that ferry owners pay?"),
    ],
)  # fmt: skip
def test_pronouns_take_the_name_spoken_of(question: str, before: str, expected: str) -> None:
    assert resolved(question, before, names) == expected


def test_names_that_are_listed_belong_together() -> None:
    groups = listed("The Nordlys and an Aurora; Anna Lund", names)
    assert [[mention.name for mention in group] for group in groups] == [["Nordlys", "Aurora"], ["Anna Lund"]]


@pytest.mark.parametrize(
    "question",
    [
        "how many has each of the ferries delivered?",
        "how fast is it?",
        "what about that?",
        "do all of them give that number?",
        "how did Nordlys get that place?",
        "why is this so?",
        "how much that was?",
        "and that was in May?",
        "what is on offer there?",
    ],
)
def test_what_points_back(question: str) -> None:
    assert points_back(question, names)


@pytest.mark.parametrize(
    "question",
    ["how fast is the Nordlys?", "How many are there?", "what sank this year?", "has the Nordlys lost its crew?",
     "should a ferry be called a ship that is there?"],
)  # fmt: skip
def test_what_stands_alone(question: str) -> None:
    assert not points_back(question, names)
