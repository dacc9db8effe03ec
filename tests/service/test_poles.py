from __future__ import annotations

import pytest

from service.poles import agreed, asks_for, negated, opposed, poles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Corvo is a joint venture of two firms.", "Brand ownership of Corvo stays with Ostra."),
        ("Sales rose in May.", "Sales fell in May."),
        ("Sales rose in May.", "Sales stayed the same in May."),
        ("It closed with a loss.", "It made a profit."),
        ("The merger was completed.", "The merger was called off."),
        ("Driving without hands is allowed.", "Driving so is not allowed."),
    ],
)
def test_what_excludes_each_other_is_opposed(one: str, other: str) -> None:
    assert opposed(one, other)
    assert opposed(other, one)
    assert not agreed(one, other)


def test_a_denied_opposite_is_the_same() -> None:
    assert not opposed("No carmaker has left.", "All carmakers have stayed.")
    assert agreed("No carmaker has left.", "All carmakers have stayed.")


def test_a_denial_ends_with_its_clause_and_not_only_is_none() -> None:
    assert poles("Though not sold here, it closed.") == poles("It closed.")
    assert poles("It not only closed the shop.") == poles("It closed the shop.")
    assert negated("It has no shop.")
    assert not negated("It has not only one shop.")


def test_both_poles_in_one_sentence_are_no_position() -> None:
    assert poles("Sales rose in May and fell in June.") == {}


def test_a_question_asks_for_a_dimension_by_its_words() -> None:
    ownership = min(poles("It is a joint venture."))
    assert asks_for("Who owns Corvo?", ownership)
    assert asks_for("What kind of company is Corvo?", ownership)
    assert asks_for("Is Corvo a joint venture?", ownership)
    assert asks_for("Corvo: a joint venture or a subsidiary?", ownership)
    assert asks_for("Who controls the Corvo brand?", ownership)
    assert asks_for("To whom does Corvo belong?", ownership)
    assert asks_for("Is Corvo a brand that belongs to Ostra alone?", ownership)
    assert asks_for("Does Ostra hold a stake in Corvo?", ownership)
    assert asks_for("Who is in charge of Corvo's brand?", ownership)
    assert not asks_for("Who is in charge of selling the cars of Corvo?", ownership)
    assert not asks_for("Which marques belong to Corvo?", ownership)
    assert not asks_for("What did Corvo announce?", ownership)
    assert not asks_for("Which stores sell the joint ventures' cars?", ownership)
    assert not asks_for("Are the joint ventures sold in stores?", ownership)
    assert not asks_for("Does that joint venture sell cars?", ownership)
    assert not asks_for("Which team of its own has Corvo?", ownership)
    assert not asks_for("How many of Corvo's own stores are open?", ownership)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Corvo is a shared venture.", "Brand ownership of Corvo stays with Ostra."),
        ("The firm is co-owned.", "It is a subsidiary."),
        ("Such driving is the differentiator.", "Such driving is standard fare."),
    ],
)
def test_more_ways_to_say_it(one: str, other: str) -> None:
    assert opposed(one, other)


def test_what_is_planned_and_what_is_there_are_opposed_only_where_that_is_asked() -> None:
    planned, there = "A pier is planned.", "The pier is a long one."
    assert not opposed(planned, there)
    (status,) = poles(planned)
    assert poles(there)[status] != poles(planned)[status]
    assert asks_for("Is the pier there already?", status)
    assert not asks_for("Is it a pier?", status)
