from __future__ import annotations

import yaml

from tests.service.server import ROOT, Server


def test_every_entity_of_the_glossary_is_given_with_all_of_its_names(server: Server) -> None:
    given = server.client.get("/v1/entities").json()
    glossary = yaml.safe_load((ROOT / "corpus" / "glossary.yaml").read_text(encoding="utf-8"))
    assert [entity["name"] for entity in given["entities"]] == [entry["canonical"] for entry in glossary]
    for entity, entry in zip(given["entities"], glossary, strict=True):
        for field in ("kind", "names", "chinese", "description", "scoped"):
            assert entity[field] == entry.get(field, type(entity[field])() if entity[field] is not None else None)
    assert given["index"] == server.client.get("/v1/documents").json()["index"]
