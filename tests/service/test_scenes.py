from __future__ import annotations

import pytest

from indexer.glossary import Entity, Glossary
from service.names import Names
from service.scenes import essential

names = Names(Glossary(entities=[Entity(canonical="Nordlys", kind="ferry"), Entity(canonical="Skagen Line")]))


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        (
            "Hi there! I'm a student writing a paper. Could you please tell me how fast the Nordlys is? Thanks a lot!",
            "How fast the Nordlys is?",
        ),
        ("Could you tell me whether the Nordlys is fast?", "Is the Nordlys fast?"),
        ("Do you know if or when it sails?", "If or when it sails?"),
        (
            "I was wondering whether or not the Nordlys, or what is left of it, sails.",
            "Whether or not the Nordlys, or what is left of it, sails.",
        ),
        ("Do the sources agree on how fast the Nordlys is?", "How fast the Nordlys is?"),
        ("Do both of the articles contradict each other about the speed of it?", "The speed of it?"),
        ("Is there any disagreement among the reports about who owns it?", "Who owns it?"),
        ("Do the owners agree on a new pier?", "Do the owners agree on a new pier?"),
        ("Is there a conflict over the new pier?", "Is there a conflict over the new pier?"),
        (
            "I would be very grateful if you could look up for me how many people work, since I need it for work.",
            "How many people work",
        ),
        ("My cousin likes the Nordlys. How many seats does it have?", "How many seats does Nordlys have?"),
        ("Do we already know how many people work?", "How many people work?"),
        ("I was wondering whether you know who runs the Skagen Line.", "Who runs the Skagen Line."),
        (
            "I have read the news for a while, and what I would like to know is when the Nordlys opened.",
            "When the Nordlys opened.",
        ),
        ("Could you list the ferries?", "List the ferries?"),
        ("A client needs to know whether Nordlys belongs to the town.", "Does Nordlys belong to the town."),
        ("I heard that it sails in May. Is that right?", "Is it true that it sails in May?"),
        ("Someone told me the Nordlys is fast, is that correct?", "Is it true that the Nordlys is fast?"),
        ("I have been told that it has two funnels. Is that the right number?", "Is it true that it has two funnels?"),
        ("I hear it sails in May. Can that be true?", "Is it true that it sails in May?"),
        ("The Nordlys is fast, right?", "Is it true that The Nordlys is fast?"),
        ("What is right?", "What is right?"),
        ("Is the Nordlys fast, yes or no?", "Is the Nordlys fast?"),
        ("nordlys, skagen line: part of the fleet", "Are nordlys and skagen line part of the fleet"),
        ("Nordlys a member of the fleet, yes or no?", "Is Nordlys member of the fleet?"),
        ("the crew of Nordlys: part of the fleet", "the crew of Nordlys: part of the fleet"),
        ("parts of the fleet", "parts of the fleet"),
        ("Who works one on one with the Nordlys?", "Who works one-on-one with the Nordlys?"),
        ("My editor asked me who owns the Nordlys.", "Who owns the Nordlys."),
        ("I would like to know if Nordlys still passes Bergen", "Does Nordlys still pass Bergen"),
        ("I wonder where Nordlys fits: is it part of Skagen Line?", "Is Nordlys part of Skagen Line?"),
        (
            "I am drawing a chart and need the number of seats on the Nordlys. Which figure should I use?",
            "I am drawing a chart and need the number of seats on the Nordlys.",
        ),
        ("I am writing on ships, and one figure is missing: how fast is the Nordlys?", "How fast is the Nordlys?"),
        ("I need two numbers, namely how many work and how long.", "How many work and how long."),
        ("For my paper I would like to know when it was that Ann left.", "When it was that Ann left."),
        ("I need one thing, namely under which name Ann sails.", "Under which name Ann sails."),
        (
            "I work here, that is where I heard of it. How fast is the Nordlys?",
            "How fast is the Nordlys?",
        ),
        (
            "I like ships. Could you tell me what each of the ferries named in the plan costs?",
            "What each of the ferries named in the plan costs?",
        ),
        (
            "The Nordlys is said to have ten decks. Do all the reports give that number?",
            "Is it true that The Nordlys is said to have ten decks?",
        ),
        (
            "I read that the Nordlys has ten decks; is that what everyone says?",
            "Is it true that the Nordlys has ten decks?",
        ),
        ("I was told that it sank. Do the articles agree on that?", "Is it true that it sank?"),
        ("It sank in May, do all sources say so?", "Is it true that It sank in May?"),
        ("What is new? Do the articles agree on that?", "What is new?"),
        (
            "For a chart I need the share of the Nordlys. How much is it?",
            "For a chart I need the share of the Nordlys. How much is it?",
        ),
        ("I was on a boat, the Nordlys. Who built that ferry?", "Who built Nordlys?"),
        ("Please explain why it sank, because I don't get it.", "Why it sank"),
        ("What does it cost according to the articles?", "What does it cost?"),
        ("What does it cost according to Skagen Line?", "What does it cost according to Skagen Line?"),
        ("Tell me about the Nordlys", "Tell me about the Nordlys"),
        ("nordlys seats number", "nordlys seats number"),
        ("Is it raining? Who owns the Nordlys?", "Is it raining? Who owns the Nordlys?"),
    ],
)
def test_what_is_said_around_a_question_goes(asked: str, question: str) -> None:
    assert essential(asked, names) == question


def test_a_scene_that_is_pointed_back_to_stays() -> None:
    scene = "I keep reading that the ferry did well, and that some expect this to end."
    assert essential(f"{scene} What is the reason for that?", names) == f"{scene} What is the reason for that?"
    assert essential("The ferry sank, they say; could you tell me when that was?", names) == (
        "The ferry sank, they say. When that was?"
    )


@pytest.mark.parametrize("text", ["", "?", "Thanks!", "Hello.", "I like trains."])
def test_a_text_that_asks_nothing_stays(text: str) -> None:
    assert essential(text, names) == text
