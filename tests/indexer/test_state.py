from __future__ import annotations

from dataclasses import replace
from datetime import date

from indexer.records import Document
from indexer.state import corpus_digest, document_digest

LAMP = Document("lamp", "A lamp. It is lit.", "Lamps", published=date(2024, 5, 1), pages=(0, 8))


def test_a_document_s_digest_follows_from_each_field_and_its_origin() -> None:
    others = {
        document_digest(document, written=written)
        for document in (LAMP, replace(LAMP, id="x"), replace(LAMP, text="x"), replace(LAMP, pages=(0,)))
        for written in (True, False)
    }
    assert len(others) == 8
    assert document_digest(LAMP, written=True) == document_digest(replace(LAMP), written=True)


def test_a_corpus_s_digest_does_not_depend_on_the_way_to_it() -> None:
    one, two, three = (document_digest(replace(LAMP, id=name), written=False) for name in ("1", "2", "3"))
    both = corpus_digest("0", [one, two], [])
    assert corpus_digest("0", [two, one], []) == both
    assert corpus_digest(corpus_digest(both, [three], []), [], [three]) == both
    assert corpus_digest(corpus_digest("0", [three], []), [one, two], [three]) == both
    assert (
        len({both, corpus_digest("0", [one], []), corpus_digest("0", [one, one], []), corpus_digest("0", [], [])}) == 4
    )
    assert len(both) == 64
