from __future__ import annotations

import pytest

from indexer.glossary import Glossary
from indexer.lexical import analyse
from indexer.records import Document
from service.contradiction import Difference, contradiction
from service.evidence import Evidence
from service.names import Names

names = Names(Glossary())


def differ(one: str, other: str, cosine: float = 0.8) -> Difference | None:
    mine, theirs = (Evidence(Document(i, text, "t"), text, 0, names, analyse) for i, text in (("a", one), ("b", other)))
    return contradiction(mine, theirs, cosine)


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("Norvia brings 12 new models.", "Norvia has 20 new models.", Difference.FIGURE),
        ("Talis works with SAIC, Chery and BAIC.", "Talis works with Seres, Chery or BAIC Motor.", Difference.LIST),
        ("The line opened in 1998.", "The line opened in 2003.", Difference.DATE),
        ("The inn closes on 3 May 2027.", "The inn closes on 17 May 2027.", Difference.DATE),
        ("Marta Lind is head of Norvia.", "The head of Norvia is Jens Okafor.", Difference.NAME),
        ("Norvia is a joint venture.", "Brand ownership of Norvia stays with Talis.", Difference.SENSE),
        ("Norvia made a profit of 320 million.", "Norvia made a loss of 90 million.", Difference.SENSE),
        ("Norvia sells vans.", "Norvia does not sell vans.", Difference.SENSE),
    ],
)
def test_statements_that_differ_in_one_respect_contradict(one: str, other: str, difference: Difference) -> None:
    assert differ(one, other) is difference
    assert differ(other, one) is difference


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norvia sold 12 vans in May 2026.", "Norvia sold 20 vans in June 2026."),
        ("Norvia sold 12 vans in Germany.", "Norvia sold 20 vans in China."),
        ("Norvia sold 12 vans.", "Talis sold 20 vans."),
        ("Norvia sold 12 vans this year.", "Norvia sold 4 vans in January."),
        ("Norvia spends 900 million on research.", "Norvia spends 200 million on research into batteries."),
        ("The pure-electric van drives 610 km.", "The hybrid van drives 1,150 km."),
        ("The owners are Audi and Norvia.", "The owners are Audi, Norvia and Talis."),
        ("Norvia, Talis, Lumen and Helm sail.", "Norvia, Talis, Lumina and Helm sail."),
        ("Norvia, Talis, Audi, Seres and Ostra sail.", "Norvia, Talis, Chery, Voyah and Ostra sail."),
        ("The line opened in 1998.", "The line opened in May 1998."),
    ],
)
def test_near_misses_do_not(one: str, other: str) -> None:
    assert differ(one, other) is None
    assert differ(other, one) is None


def test_distant_sentences_are_not_aligned() -> None:
    assert differ("Norvia brings 12 new models.", "Each ticket of the 20 in a new book is red.", 0.1) is None
