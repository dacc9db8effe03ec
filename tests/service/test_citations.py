from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.records import Document, Span
from service.citations import Citations, Draft, Support, merge_adjacent, with_markers
from service.replies import CitedSentence
from service.verification import faults

TEXT = "It sold 1,649 cars. That was in August 2025.\n\nNobody knows why."
DOCUMENTS = {"a": Document("a", TEXT, "A"), "b": Document("b", "Sales were 1,649.", "B")}


def support(start: int, end: int, document: str = "a") -> Support:
    return Support(document, Span(start, end), 0.5)


def test_neighbouring_sentences_become_one_with_one_quote() -> None:
    drafts = [
        Draft(TEXT[:19], (support(0, 19),)),
        Draft(TEXT[20:44], (support(20, 44),)),
        Draft(TEXT[46:], (support(46, 63),)),
    ]
    merged = merge_adjacent(drafts, DOCUMENTS)
    assert [draft.text for draft in merged] == [TEXT[:44], TEXT[46:]]
    assert merged[0].support[0].span == Span(0, 44)


def test_a_place_keeps_its_number() -> None:
    citations = Citations(DOCUMENTS)
    first = citations.cite(Draft("x", (support(0, 19), support(0, 17, "b"))))
    second = citations.cite(Draft("y", (support(0, 17, "b"),)))
    assert (first.citations, second.citations) == ([1, 2], [2])
    assert [c.quote for c in citations.citations] == ["It sold 1,649 cars.", "Sales were 1,649."]
    assert citations.holds("a", 3, 19)
    assert not citations.holds("a", 3, 25)
    assert not citations.holds("c", 3, 19)


def test_markers_stand_before_the_full_stop() -> None:
    said = [CitedSentence(text="It rained.", citations=[1, 2]), CitedSentence(text='"It did."', citations=[3])]
    assert with_markers(said) == 'It rained [1][2]. "It did." [3]'


@st.composite
def corpus_and_places(draw: st.DrawFn) -> tuple[dict[str, Document], list[Support]]:
    texts = draw(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=4))
    documents = {str(i): Document(str(i), text, "t") for i, text in enumerate(texts)}
    places = []
    for _ in range(draw(st.integers(1, 8))):
        key = draw(st.sampled_from(sorted(documents)))
        start = draw(st.integers(0, len(documents[key].text) - 1))
        end = draw(st.integers(start + 1, len(documents[key].text)))
        places.append(Support(key, Span(start, end), draw(st.floats(0, 1))))
    return documents, places


@given(corpus_and_places())
def test_every_quote_is_its_span_and_every_number_exists(case: tuple[dict[str, Document], list[Support]]) -> None:
    documents, places = case
    drafts = [Draft(" ".join(documents[p.document_id].text[p.span.start : p.span.end].split()), (p,)) for p in places]
    citations = Citations(documents)
    sentences = [citations.cite(d) for d in merge_adjacent(drafts, documents) if not faults(d, documents)]
    listed = citations.citations
    assert [c.id for c in listed] == list(range(1, len(listed) + 1))
    assert all(documents[c.document_id].text[c.start : c.end] == c.quote for c in listed)
    assert all(s.citations and set(s.citations) <= {c.id for c in listed} for s in sentences)
