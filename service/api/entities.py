"""``GET /v1/entities``: the things that the glossary knows, with all of their names."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from service.api.descriptions import problems
from service.api.state import TheLibrary
from service.replies import Reply

router = APIRouter(prefix="/v1", tags=["Documents"])


class NamedEntity(Reply):
    """One thing and its names."""

    name: str = Field(description="Name under which it is displayed.")
    kind: str = Field(description="What sort of thing it is; empty where the glossary does not say.")
    names: list[str] = Field(description="Other names, which mean it in every document.")
    chinese: str | None
    description: str
    scoped: dict[str, list[str]] = Field(
        description="Names that mean it within some documents only, by the prefix of the documents' ids."
    )


class EntityList(Reply):
    """Every entity of the glossary; empty where the corpus has none."""

    entities: list[NamedEntity] = Field(
        examples=[
            [
                {
                    "name": "Aito",
                    "kind": "marque",
                    "names": ["AITO", "Wenjie", "Wanjie"],
                    "chinese": "问界",
                    "description": "Marque of the alliance, its earliest member",
                    "scoped": {},
                }
            ]
        ]
    )
    index: str = Field(examples=["44b0c204e4bb0061"])


@router.get("/entities", summary="The things that have several names", responses=problems(503))
async def list_entities(library: TheLibrary) -> EntityList:
    """Return the glossary of the corpus, as it was indexed."""
    snapshot = library.edition.snapshot
    entities = [
        NamedEntity(
            name=entity.canonical,
            kind=entity.kind,
            names=entity.names,
            chinese=entity.chinese,
            description=entity.description,
            scoped=entity.scoped,
        )
        for entity in snapshot.glossary.entities
    ]
    return EntityList(entities=entities, index=snapshot.id)
