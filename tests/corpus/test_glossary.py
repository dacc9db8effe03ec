from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NotRequired, TypedDict, cast

import frontmatter
import pytest
import yaml


class Entity(TypedDict):
    canonical: str
    kind: str
    names: list[str]
    chinese: str | None
    description: str
    scoped: NotRequired[dict[str, list[str]]]
    members: NotRequired[list[str]]


CORPUS = Path(__file__).parents[2] / "corpus"
ENTITIES = cast("list[Entity]", yaml.safe_load((CORPUS / "glossary.yaml").read_text(encoding="utf-8")))
REQUIRED = {"canonical", "kind", "names", "chinese", "description"}


def words(text: str) -> str:
    """The text's words, so that case, hyphens, quotes and line breaks do not hide a name."""
    return " ".join(["", *re.findall(r"[^\W_]+", text.casefold()), ""])


TEXTS = {path.stem[:3]: words(frontmatter.load(str(path)).content) for path in sorted(CORPUS.glob("*.md"))}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity["canonical"])
def test_entity_is_complete(entity: Entity) -> None:
    assert set(entity) - {"scoped", "members"} == REQUIRED
    assert entity["canonical"] not in entity.get("members", [])
    assert all(isinstance(name, str) and name.strip() == name != "" for name in [entity["canonical"], *entity["names"]])
    assert entity["kind"]
    assert entity["description"].strip()
    assert "\n" not in entity["description"]
    assert entity["chinese"] is None or re.search(r"[\u4e00-\u9fff]", entity["chinese"])


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity["canonical"])
def test_each_name_occurs_in_some_document(entity: Entity) -> None:
    for name in [entity["canonical"], *entity["names"]]:
        assert any(words(name) in text for text in TEXTS.values()), name


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity["canonical"])
def test_each_scoped_name_occurs_in_its_document(entity: Entity) -> None:
    for number, names in entity.get("scoped", {}).items():
        for name in names:
            assert words(name) in TEXTS[number], name


def test_no_name_maps_to_two_entities() -> None:
    everywhere = Counter(
        name for entity in ENTITIES for name in {words(n) for n in [entity["canonical"], *entity["names"]]}
    )
    assert [name for name, count in everywhere.items() if count > 1] == []
    # A scoped name may take a general one's place in its document, but it means one thing there.
    scoped = Counter(
        (number, words(name))
        for entity in ENTITIES
        for number, names in entity.get("scoped", {}).items()
        for name in names
    )
    assert [name for name, count in scoped.items() if count > 1] == []
    chinese = Counter(entity["chinese"] for entity in ENTITIES if entity["chinese"])
    assert [name for name, count in chinese.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Wanjie", "Aito"),
        ("AITO", "Aito"),
        ("Zhijie", "Luxeed"),
        ("Enjoyland", "Stelato"),
        ("Exalt", "Maextro"),
        ("HarmonyOS Smart Mobility", "Harmony Intelligent Mobility Alliance"),
        ("Environment Series", "Jing series"),
        ("Yu Chengdong", "Richard Yu"),
    ],
)
def test_other_name_leads_to_its_entity(name: str, canonical: str) -> None:
    assert [entity["canonical"] for entity in ENTITIES if name in entity["names"]] == [canonical]


@pytest.mark.parametrize("name", ["HUAWEI AITO", "Realm", "Realms", "Bound", "boundaries"])
def test_ambiguous_name_is_never_general(name: str) -> None:
    assert all(name not in [entity["canonical"], *entity["names"]] for entity in ENTITIES)
    assert any(name in names for entity in ENTITIES for names in entity.get("scoped", {}).values())
