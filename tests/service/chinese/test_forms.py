from __future__ import annotations

import pytest

from service.chinese.forms import compared, gerund, is_plural, participle, past, plural, third_person

IRREGULAR = {"build": "built", "grow": "grew grown", "ban": "banned"}


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("launch", ("launched", "launched", "launches", "launching")),
        ("partner with", ("partnered with", "partnered with", "partners with", "partnering with")),
        ("study", ("studied", "studied", "studies", "studying")),
        ("leave", ("leaved", "leaved", "leaves", "leaving")),
        ("build", ("built", "built", "builds", "building")),
        ("grow", ("grew", "grown", "grows", "growing")),
        ("agree", ("agreed", "agreed", "agrees", "agreeing")),
    ],
)
def test_verbs(verb: str, forms: tuple[str, str, str, str]) -> None:
    assert (past(verb, IRREGULAR), participle(verb, IRREGULAR), third_person(verb), gerund(verb)) == forms


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("new ship", "new ships"), ("company", "companies"), ("person", "people"), ("series", "series"),
     ("business", "businesses"), ("stores", "stores")],
)  # fmt: skip
def test_plurals(noun: str, expected: str) -> None:
    assert plural(noun) == expected
    assert is_plural(expected)


@pytest.mark.parametrize(
    ("adjective", "forms"),
    [("fast", ("faster", "fastest")), ("big", ("bigger", "biggest")), ("large", ("larger", "largest")),
     ("heavy", ("heavier", "heaviest")), ("expensive", ("more expensive", "most expensive")),
     ("good", ("better", "best"))],
)  # fmt: skip
def test_degrees(adjective: str, forms: tuple[str, str]) -> None:
    assert (compared(adjective, highest=False), compared(adjective, highest=True)) == forms
