from __future__ import annotations

from dataclasses import replace

import numpy as np

from indexer.glossary import Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.composition import Candidate, compose, same_statement
from service.evidence import Evidence
from service.names import Names
from service.query import QuestionReader
from service.vocabulary import Vocabulary

names = Names(Glossary())
questions = QuestionReader(Vocabulary(1, lambda _: 0, analyse, lambda _: {}), names, analyse)


def candidate(text: str, score: float, direction: tuple[float, ...], document: str = "a", start: int = 0) -> Candidate:
    vector = np.array(direction, dtype=np.float32)
    evidence = Evidence(Document(document, text, "t"), text, start, names, analyse)
    return Candidate(evidence, vector / np.linalg.norm(vector), score)


def test_a_fact_is_one_sentence() -> None:
    best = candidate("It weighs 40 tons.", 0.9, (1, 0))
    other = candidate("Its paint is green.", 0.8, (0, 1), start=50)
    assert [s.lead for s in compose(questions.read("How much does it weigh?"), [other, best])] == [best]


def test_a_full_answer_says_what_else_there_is() -> None:
    best = candidate("It weighs 40 tons.", 0.9, (1, 0, 0))
    other = candidate("Its paint is green.", 0.2, (0, 1, 0), start=50)
    aside = candidate("The harbour froze.", 0.01, (0, 0, 1), start=90)
    statements = compose(questions.read("How much does it weigh?"), [other, aside, best], full=True)
    assert [s.lead for s in statements] == [best, other]


def test_what_a_report_says_is_given_with_the_sentence_that_tells_of_it() -> None:
    told = candidate("Torg has published a report called Ferries Today.", 0.9, (1, 0, 0))
    said = candidate("It points out that fares fell.", 0.1, (0, 1, 0), start=60)
    aside = candidate("Its paint is green.", 0.1, (0, 0, 1), start=120)
    row = [told, replace(said, before=told.evidence), replace(aside, before=said.evidence)]
    assert [s.lead for s in compose(questions.read("What does Torg say about fares?"), row)] == row[:2]
    assert [s.lead for s in compose(questions.read("Which report has Torg published?"), row)] == row[:1]


def test_an_explanation_goes_on_in_the_order_of_the_document() -> None:
    first = candidate("The harbour froze every winter.", 0.5, (0, 1, 0))
    best = candidate("The line was founded for that reason.", 0.9, (1, 0, 0), start=40)
    aside = candidate("Its paint is green.", 0.1, (0, 0, 1), start=80)
    statements = compose(questions.read("Why was the line founded?"), [best, aside, first])
    assert [s.lead for s in statements] == [first, best]


def test_an_explanation_stops_before_it_gets_long() -> None:
    best = candidate("The line was founded " + "because of ice " * 24 + "then.", 0.9, (1, 0))
    more = candidate("The harbour froze " + "every winter " * 10 + "again.", 0.8, (0, 1), start=400)
    assert [s.lead for s in compose(questions.read("Why was the line founded?"), [best, more])] == [best]


def test_what_is_to_be_explained_is_followed_by_its_reason() -> None:
    fact = candidate("The line was founded in haste.", 0.9, (1, 0, 0))
    bridge = candidate("The harbour froze every winter.", 0.1, (0, 1, 0), start=40)
    reason = candidate("Trade had therefore come to a halt.", 0.1, (0, 0, 1), start=80)
    aside = candidate("Its paint is green.", 0.1, (0, 0, 1), start=120)
    row = [fact, replace(bridge, before=fact.evidence), replace(reason, before=bridge.evidence)]
    question = questions.read("Why was the line founded?")
    assert [s.lead for s in compose(question, [*row, replace(aside, before=reason.evidence)])] == row
    assert [s.lead for s in compose(question, [fact, replace(aside, before=fact.evidence)])] == [fact]


def test_each_of_several_years_has_its_statement() -> None:
    later = candidate("In 2025 there were 20 ships.", 0.9, (1, 0))
    earlier = candidate("Ten sailed in 2023.", 0.5, (0, 1), start=40)
    never = candidate("Five sailed in 2021.", 0.5, (0, 1), start=80)
    statements = compose(questions.read("How many ships were there in 2025 and in 2023?"), [later, earlier, never])
    assert {s.lead.evidence.start for s in statements} == {0, 40}


def test_a_repeat_in_another_document_supports_and_one_with_another_number_does_not() -> None:
    best = candidate("It sold 12 ships.", 0.9, (1, 0.1))
    repeat = candidate("There were 12 ships that it sold.", 0.8, (1, 0), "b")
    rival = candidate("It sold 20 ships.", 0.8, (1, 0.05), "c")
    assert same_statement(best, repeat)
    assert not same_statement(best, rival)
    (statement,) = compose(questions.read("How many ships were sold?"), [best, repeat, rival])
    assert statement.support == [best, repeat]


def test_what_shares_things_but_no_words_says_something_else() -> None:
    plan = candidate("A pier for Skagen is also planned in 2031.", 0.9, (1, 0))
    other = "Other measures of 2031, such as shared signs, new tariffs and a pier for Skagen, save the harbours money."
    assert not same_statement(plan, candidate(other, 0.8, (1, 0.8), "b"))
    assert same_statement(plan, candidate("In 2031 Skagen plans a pier.", 0.8, (1, 0.8), "b"))


def test_a_dependent_sentence_takes_the_one_before_it_along() -> None:
    before = candidate("The new loader is heavy.", 0.1, (0, 1)).evidence
    lead = replace(candidate("It weighs 40 tons.", 0.9, (1, 0), start=25), before=before)
    statements = compose(questions.read("How many tons is it?"), [lead])
    assert [s.lead.evidence.text for s in statements] == ["The new loader is heavy.", "It weighs 40 tons."]


def test_an_answer_to_when_takes_the_sentence_along_that_says_when() -> None:
    title = candidate("Ships", 0.0, (0, 1)).evidence
    before = candidate("A further step followed in 2021.", 0.1, (0, 1)).evidence
    lead = replace(candidate("Yards built a ferry.", 0.9, (1, 0), start=33), before=before, around=(title, before))
    asked = {"When was a ferry built?": 2, "Who built a ferry?": 1}
    for question, sentences in asked.items():
        assert len(compose(questions.read(question), [lead])) == sentences


def test_nothing_from_nothing() -> None:
    assert compose(questions.read("Why?"), []) == []
