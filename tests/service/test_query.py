from __future__ import annotations

from collections import Counter

import pytest

from indexer.glossary import Entity, Glossary
from indexer.lexical import analyse, count_words
from service.expected import Expected
from service.names import Names
from service.query import QuestionReader, normalise
from service.vocabulary import Vocabulary

TEXTS = [
    "Luxeed sold 1,649 cars in August 2025.", "The Shangjie H5 has a starting price.", "Carmakers are in Berlin.",
]  # fmt: skip
FREQUENCY = Counter(stem for text in TEXTS for stem in set(analyse(text)))
WORDS = sum((count_words(text) for text in TEXTS), Counter[str]())
vocabulary = Vocabulary(len(TEXTS), lambda stem: FREQUENCY[stem], analyse, lambda _: WORDS, lambda word: WORDS[word])
names = Names(
    Glossary(
        entities=[
            Entity(canonical="Luxeed", kind="marque", names=["Zhijie"], chinese="智界"),
            Entity(canonical="Shangjie H5", kind="model"),
        ]
    )
)
reader = QuestionReader(vocabulary, names, analyse)


def test_normalises_width_quotes_and_control_characters() -> None:
    assert normalise("  what’s\x00 a ﬁle\n？ ") == "what's a file ?"


def test_names_are_taken_out_of_the_terms() -> None:
    question = reader.read("What is the starting price of 智界 in Berlin?")
    assert [mention.name for mention in question.mentions] == ["智界"]
    assert set(question.terms) == {"start", "price", "berlin"}
    assert question.proper == {"berlin"}
    assert question.terms["berlin"] > question.terms["start"]


def test_a_word_that_the_corpus_lacks_is_looked_for_by_the_word_that_it_has() -> None:
    question = reader.read("What does a vehicle of Luxeed cost?")
    assert question.text == "What does a vehicle of Luxeed cost?"
    assert "car" in question.terms
    assert "vehicl" not in question.terms


def test_calendar_and_numbers_are_constraints() -> None:
    question = reader.read("Which of them sold 1,649 cars in August 2025?")
    assert question.calendar == {"august", "2025"}
    assert "1649" in question.numbers


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Isn't Luxeed a brand?", "Is Luxeed a brand?"),
        ("Won't it start?", "will it start?"),
        ("Why isn't Luxeed a brand?", "Why isn't Luxeed a brand?"),
        ("Weren't 12 cars sold?", "How many cars were sold?"),
    ],
)
def test_a_question_whether_not_asks_whether(asked: str, read: str) -> None:
    assert reader.read(asked).text == read


def test_a_count_that_may_be_wrong_is_no_constraint_but_asked_for() -> None:
    question = reader.read("Did Luxeed sell 1,649 cars in August 2025?")
    assert question.text == "How many cars did Luxeed sell in August 2025?"
    assert question.expects is Expected.NUMBER
    assert question.numbers == frozenset()


def test_misspelt_corpus_words_are_corrected_and_known_words_are_not() -> None:
    question = reader.read("startng price of the Shangji H5 in Paris")
    assert question.text == "starting price of the Shangjie H5 in Paris"
    assert question.corrections == {"startng": "starting", "Shangji": "Shangjie"}
    assert [mention.name for mention in question.mentions] == ["Shangjie H5"]


def test_an_apostrophe_left_out_is_put_back() -> None:
    assert reader.read("whats the top speed and why dont we see").text == "what is the top speed and why don't we see"
    assert reader.read("How's the top speed?").text == "How is the top speed?"
    assert reader.read("Who's the top seller?").text == "Who is the top seller?"
    assert not reader.read("whos ship is it?").text.startswith("who is")


def test_words_that_ask_are_corrected_where_a_question_begins() -> None:
    assert reader.read("wat does Luxeed sell and wat is it").text == "what does Luxeed sell and what is it"
    assert reader.read("Who built the Wat in Berlin?").text == "Who built the Wat in Berlin?"


def test_words_that_the_corpus_writes_as_one_are_joined() -> None:
    assert reader.read("how many car makers are in Berlin").text == "how many carmakers are in Berlin"
    assert reader.read("how many big car makers are in Berlin").text == "how many big carmakers are in Berlin"
    assert reader.read("how many car stores are in Berlin").text == "how many car stores are in Berlin"


def test_british_and_american_spellings_find_the_corpus_own() -> None:
    words = Counter({"color": 2})
    american = Vocabulary(1, lambda _: 0, analyse, lambda _: words, lambda word: words[word])
    assert QuestionReader(american, names, analyse).read("Which Colour is it?").text == "Which Color is it?"


@pytest.mark.parametrize(
    "frame",
    ["Is it right that", "Is it correct to say that", "Was it really true that", "Can I write that", "Am I right that"],
)
def test_what_only_says_that_something_is_asked_is_no_term(frame: str) -> None:
    question = reader.read(f"{frame} Luxeed sold the car?")
    assert set(question.terms) == {"sold", "car"}
    assert question.expects is Expected.YES_NO


@pytest.mark.parametrize(
    ("question", "kept"),
    [("Is it safe to drive it?", "safe"), ("Can I claim a refund?", "claim"), ("Is it right-hand drive?", "right")],
)
def test_what_is_asked_about_itself_is_a_term(question: str, kept: str) -> None:
    assert kept in reader.read(question).terms


def test_capitals_stay_capitals_when_a_word_is_spelt_otherwise() -> None:
    assert reader.read("WHAT DOES LUXEED SEL IN BERLN").text.isupper()


def test_months_get_their_capital_and_names_their_apostrophe() -> None:
    question = reader.read("luxeeds sales in agust")
    assert question.text == "luxeed's sales in August"
    assert question.calendar == {"august"}


def test_several_questions_are_parts_and_pronouns_take_the_name() -> None:
    question = reader.read("What is Luxeed and when was it launched? How many stores are there?")
    assert [part.text for part in question.parts] == [
        "What is Luxeed", "when was Luxeed launched?", "How many stores are there?",
    ]  # fmt: skip


def test_a_comparison_asks_about_each_side() -> None:
    question = reader.read("What is the difference between Zhijie and the Shangjie H5?")
    assert [part.text for part in question.parts] == ["What is Zhijie?", "What is Shangjie H5?"]
    assert [part.text for part in reader.read("Compare the stores of Zhijie and Shangjie H5").parts] == [
        "What is the stores of Zhijie", "What is the stores of Shangjie H5",
    ]  # fmt: skip


def test_a_question_word_at_the_end_asks_again() -> None:
    question = reader.read("Who launched Luxeed, and when?")
    assert [part.text for part in question.parts] == ["Who launched Luxeed", "when was Luxeed launched"]
    assert [part.expects for part in question.parts] == [Expected.PERSON, Expected.DATE]


def test_what_is_counted_and_what_is_asked_of_a_thing() -> None:
    assert reader.read("How many new cars did Luxeed sell?").units >= {"car", "vehicl"}
    assert not reader.read("How much does it cost?").units
    assert reader.read("What is the headcount?").units >= {"headcount", "peopl", "employe"}
    assert not reader.read("Which personnel changes were there?").units
    focus = reader.read("What is the starting price of the H5?").focus
    assert focus == {"start", "price"}
    assert isinstance(focus, frozenset)


def test_a_bare_name_asks_what_it_is() -> None:
    assert reader.read("zhijie?").expects is Expected.DEFINITION
    assert reader.read("zhijie stores").expects is Expected.LIST


def test_a_unit_asked_for_is_insisted_on() -> None:
    assert "dollar" in reader.read("What is the price in dollars?").proper


@pytest.mark.parametrize("text", ["Which brands and models are sold?", "cars and why", "?", ""])
def test_one_question_stays_one(text: str) -> None:
    assert reader.read(text).parts == ()
