from __future__ import annotations

from indexer.glossary import Entity, Glossary
from service.names import Names

GLOSSARY = Glossary(
    entities=[
        Entity(canonical="Alliance", kind="alliance", names=["AL"], scoped={"001": ["GROUP AITO"], "000": ["Harmony"]}),
        Entity(canonical="Aito", kind="marque", names=["Wenjie"], chinese="问界"),
        Entity(canonical="Jie series", kind="series", names=[], scoped={"000": ["Realm"]}),
        Entity(canonical="Jing series", kind="series", names=[], scoped={"001": ["Realm"]}),
        Entity(canonical="Harmony", kind="technology", names=["E0X-L"]),
    ]
)
names = Names(GLOSSARY)


def found(text: str, document_id: str | None = None) -> list[tuple[str, tuple[int, ...]]]:
    return [(mention.name, mention.entities) for mention in names.find(text, document_id)]


def test_longest_name_wins_and_letter_case_does_not_matter() -> None:
    assert found("GROUP AITO and aito, 问界", "001-x") == [("GROUP AITO", (0,)), ("aito", (1,)), ("问界", (1,))]


def test_a_scoped_name_means_its_entity_only_in_its_documents() -> None:
    assert found("GROUP AITO", "003-x") == [("AITO", (1,))]
    assert found("Harmony", "000-x") == [("Harmony", (0,))]
    assert found("Harmony", "002-x") == [("Harmony", (4,))]


def test_one_name_for_two_things_means_each_in_its_document_and_both_in_a_question() -> None:
    assert found("the Realm", "000-x") == [("Realm", (2,))]
    assert found("the Realm", "001-x") == [("Realm", (3,))]
    assert found("the Realm") == [("Realm", (2, 3))]
    assert found("the Realm", "004-x") == []


def test_english_words_and_short_capitals_need_their_letter_case() -> None:
    assert found("a realm of al dente", "000-x") == []
    assert found("AL", "000-x") == [("AL", (0,))]


def test_what_a_name_means_in_single_documents_it_may_mean_in_a_question_beside_its_usual_meaning() -> None:
    system, pact = Entity(canonical="Harmony"), Entity(canonical="Pact", scoped={"001": ["Harmony"]})
    both = Names(Glossary(entities=[system, pact]))
    assert [m.entities for m in both.find("the cars of Harmony")] == [(0, 1)]
    assert [m.entities for m in both.find("the cars of Harmony", "000-x")] == [(0,)]
    assert [m.entities for m in both.find("the cars of Harmony", "001-x")] == [(1,)]


def test_whole_words_and_loose_hyphens() -> None:
    assert found("Aitos") == []
    assert found("Aito's E0X - L") == [("Aito", (1,)), ("E0X - L", (4,))]


def test_the_only_one_of_a_kind_and_plurals_of_longer_names() -> None:
    assert found("the alliance") == [("the alliance", (0,))]
    assert found("the series") == []
    hotels = Names(Glossary(entities=[Entity(canonical="Grand Hotel", kind="hotel")]))
    assert [mention.name for mention in hotels.find("Two Grand Hotels")] == ["Grand Hotels"]
    assert [mention.entities for mention in hotels.find("grand-hotels and the Grand-Hotel")] == [(0,), (0,)]
    short = Names(Glossary(entities=[Entity(canonical="NEV"), Entity(canonical="OEMs"), Entity(canonical="evens")]))
    assert [mention.entities for mention in short.find("NEVs, and OEMs")] == [(0,), (1,)]
    wireless = Names(Glossary(entities=[Entity(canonical="Wi-Fi Alliance", kind="group")]))
    assert [mention.entities for mention in wireless.find("the Wi-Fi-Alliance, the Wi-Fi Alliances")] == [(0,), (0,)]


def test_somebodys_thing_of_a_kind_is_the_only_one_that_is_called_so() -> None:
    pact = Names(
        Glossary(entities=[Entity(canonical="North Pact", kind="pact"), Entity(canonical="Fram", kind="ship"),
                           Entity(canonical="Anna", kind="person")])
    )  # fmt: skip
    (whose, mention) = pact.find("Who runs Anna's big ferry pact?")
    assert (whose.name, mention.name, mention.entities) == ("Anna", "big ferry pact", (0,))
    assert pact.is_generic(mention)
    assert not pact.is_generic(pact.find("the North Pact")[0])
    assert [m.name for m in pact.find("Anna's North Pact")] == ["Anna", "North Pact"]
    assert [m.name for m in pact.find("Anna's old ship and a ferry pact")] == ["Anna"]  # the Fram is not called a ship
    assert [m.name for m in pact.find("Anna's ferry pact", "a document")] == ["Anna"]
    assert pact.find("What's a ferry pact, and who's in Bertha's pact?") == []


def test_a_kind_behind_the_name_of_whose_it_is() -> None:
    pact = Names(Glossary(entities=[Entity(canonical="North Pact", kind="pact"), Entity(canonical="Anna")]))
    for text, name in (
        ("the Anna pact", "pact"), ("Anna ferry pact", "ferry pact"), ("the Anna-led pact", "pact"),
        ("Anna's big ferry pact", "big ferry pact"),
    ):  # fmt: skip
        assert [(m.name, m.entities) for m in pact.find(text)] == [("Anna", (1,)), (name, (0,))]
    assert [m.name for m in pact.find("Does Anna want a pact?")] == ["Anna"]


def test_a_group_is_mentioned_with_its_members() -> None:
    group = Entity(canonical="North Pact", kind="pact", members=["Fram", "Nansen"])
    pact = Names(Glossary(entities=[Entity(canonical="Fram"), group, Entity(canonical="Nansen")]))
    assert [m.members for m in pact.find("the North Pact and the Fram")] == [(0, 2), ()]
    assert (pact.group_of([2, 0]), pact.group_of([0]), pact.group_of([0, 1, 2])) == ("North Pact", None, None)
    assert [m.members for m in pact.find("Who runs Fram's ferry pact?")] == [(), (0, 2)]


def test_a_name_may_be_spelt_the_british_or_the_american_way() -> None:
    center = Names(Glossary(entities=[Entity(canonical="Ferry Center"), Entity(canonical="Grey-Harbour Theatre")]))
    texts = ("the Ferry Centre", "a ferry center", "Gray-Harbor Theater", "Grey-Harbour theatre")
    assert [[mention.entities for mention in center.find(text)] for text in texts] == [[(0,)], [(0,)], [(1,)], [(1,)]]


def test_a_short_name_is_what_is_left_after_another_things_name() -> None:
    cars = Names(
        Glossary(
            entities=[
                Entity(canonical="Aito", kind="marque"),
                Entity(canonical="Aito M9", kind="model"),
                Entity(canonical="Aito Cockpit", kind="part"),
                Entity(canonical="Bora"),
                Entity(canonical="Bora M9"),
                Entity(canonical="Bora Lund X"),
            ]
        )
    )
    asked = cars.find("the m9 of Aito, a Cockpit, the Lund X")
    assert [(mention.name, mention.entities) for mention in asked] == [("m9", (1, 4)), ("Aito", (0,)), ("Lund X", (5,))]


def test_a_short_name_behind_the_name_of_something_else_of_the_owners_kind_is_not_its_things() -> None:
    marques = [Entity(canonical="Aito", kind="marque", names=["Wenjie"]), Entity(canonical="Bora", kind="marque")]
    cars = Names(Glossary(entities=[*marques, Entity(canonical="Aito M9"), Entity(canonical="Lund", kind="person")]))
    for text, found in (
        ("the Wenjie M9", [(0,), (2,)]),
        ("the Bora M9", [(1,)]),
        ("the Bora, M9", [(1,), (2,)]),
        ("Lund M9", [(3,), (2,)]),
    ):
        assert [mention.entities for mention in cars.find(text)] == found, text


def test_usual_names_are_those_used_most() -> None:
    assert names.usual_names("Wenjie, Wenjie, Aito", "000-x") == {1: "Wenjie"}
    assert names.usual_names("the Alliance, the  Alliance, Alliance", "002-x") == {0: "the Alliance"}


def test_no_glossary_finds_nothing() -> None:
    assert Names(Glossary()).find("Aito") == []
